#include "amt_cfg/steps/requests.h"

#include "common/amt/event_reference.h"

static const char authorization[] = "AMT_AuthorizationService";

void request_enumerate_accounts(struct request *r, unsigned long start)
{
    request_begin(r, WSMAN_INVOKE, authorization, "EnumerateUserAclEntries");
    request_add_number(r, "StartIndex", start, 0);
}

void request_by_handle(struct request *r, const char *method, unsigned long handle)
{
    request_begin(r, WSMAN_INVOKE, authorization, method);
    request_add_number(r, "Handle", handle, 0);
}

void request_enable_account(struct request *r, unsigned long handle)
{
    request_begin(r, WSMAN_INVOKE, authorization, "SetAclEnabledState");
    request_add_number(r, "Handle", handle, 0);
    request_add(r, "Enabled", "true");
}

void request_account(struct request *r, const unsigned long *handle, const char *user,
                     const char *digest)
{
    request_begin(r, WSMAN_INVOKE, authorization,
                  handle == NULL ? "AddUserAclEntryEx" : "UpdateUserAclEntryEx");
    if (handle != NULL)
        request_add_number(r, "Handle", *handle, 0);
    request_add(r, "DigestUsername", user);
    request_add(r, "DigestPassword", digest);
    request_add_number(r, "AccessPermission", ACCOUNT_ACCESS_NETWORK, 1);
    request_add_number(r, "Realms", ACCOUNT_REALM_ASSET, 2);
    request_add_number(r, "Realms", ACCOUNT_REALM_GENERAL, 3);
}

void request_interfaces(struct request *r, enum interfaces state)
{
    request_begin(r, WSMAN_INVOKE, "AMT_UserInitiatedConnectionService", "RequestStateChange");
    request_add_number(r, "RequestedState", state, 0);
}

void request_filter(struct request *r, unsigned policy)
{
    static const char any[] = "255";
    request_begin(r, WSMAN_CREATE, "AMT_PETFilterSetting", NULL);
    request_add(r, "EnableFilter", "true");
    request_add(r, "OEMFilter", "false");
    request_add(r, "LogOnEvent", "true");
    request_add(r, "DeviceAddress", any);
    request_add_number(r, "EventSensorType", CALL_SENSOR_TYPE, 0);
    request_add(r, "EventType", any);
    request_add(r, "EventOffset", any);
    request_add(r, "EventSourceType", any);
    request_add(r, "EventSeverity", any);
    request_add(r, "SensorNumber", any);
    request_add(r, "Entity", any);
    request_add(r, "EntityInstance", any);
    request_add_number(r, "PolicyID", policy, 1);
    request_add(r, "SendAlert", "true");
}

void request_subscriber(struct request *r, const char *address, unsigned policy,
                        const char *community)
{
    request_begin(r, WSMAN_CREATE, "AMT_SNMPEventSubscriber", NULL);
    request_add(r, "AccessInfo", address);
    request_add_number(r, "PolicyID", policy, 0);
    request_add(r, "CommunityString", community);
}

void request_subscribe(struct request *r, const char *filter, const struct conf *conf,
                       const struct secret *secret, const char *uuid, const char *hostname)
{
    request_begin(r, WSMAN_SUBSCRIBE, "CIM_FilterCollection", NULL);
    r->selectors[0] = (struct wsman_pair){"InstanceID", filter};
    r->wsman.selector_count = 1;
    r->reference_parameters[0] = (struct wsman_pair){EVENT_REFERENCE_UUID, uuid};
    r->reference_parameters[1] = (struct wsman_pair){EVENT_REFERENCE_HOST, hostname};
    r->delivery = (struct wsman_delivery){
        .url = conf->collector.event_url,
        .user = conf->listener.user[0] != '\0' ? conf->listener.user : NULL,
        .password = secret->text,
        .ns = EVENT_REFERENCE_NS,
        .references = r->reference_parameters,
        .reference_count = hostname[0] != '\0' ? 2 : 1,
    };
    r->wsman.delivery = &r->delivery;
}

void request_unsubscribe(struct request *r, const struct wsman_reference *filter,
                         const struct wsman_reference *handler)
{
    request_begin(r, WSMAN_UNSUBSCRIBE, "CIM_FilterCollectionSubscription", NULL);
    r->references[0] = (struct wsman_reference_selector){"Filter", filter};
    r->references[1] = (struct wsman_reference_selector){"Handler", handler};
    r->wsman.reference_selector_count = 2;
}
