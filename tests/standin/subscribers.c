#include "tests/standin/subscribers.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "tests/standin/call.h"
#include "tests/standin/filters.h"

enum { PRE_POLICY = 1, NAME_SIZE = 48 };

static void print_name(const struct subscriber *subscriber, char name[NAME_SIZE])
{
    snprintf(name, NAME_SIZE, "Intel(r) AMT:SNMP Subscriber %u", subscriber->number);
}

static struct subscriber *add_subscriber(struct config *config, const char *address,
                                         unsigned policy, const char *community)
{
    struct subscriber *subscriber;

    config->subscribers =
        xrealloc(config->subscribers, config->subscriber_count + 1, sizeof *config->subscribers);
    subscriber = &config->subscribers[config->subscriber_count++];
    subscriber->number = ++config->last_subscriber;
    subscriber->address = xstrdup(address);
    subscriber->community = community ? xstrdup(community) : NULL;
    subscriber->policy = policy;
    return subscriber;
}

void subscribers_init(struct config *config, const struct options *options)
{
    const struct list *list = &options->amt.pre_subscribers;

    for (size_t i = 0; i < list->count && options->amt_major < 18; i++)
        add_subscriber(config, list->items[i], PRE_POLICY, NULL);
}

static void clear_subscriber(struct subscriber *subscriber)
{
    free(subscriber->address);
    free(subscriber->community);
}

void subscribers_free(struct config *config)
{
    for (size_t i = 0; i < config->subscriber_count; i++)
        clear_subscriber(&config->subscribers[i]);
    free(config->subscribers);
}

void subscribers_print(const struct config *config, const char *where, struct text *out)
{
    for (size_t i = 0; i < config->subscriber_count; i++) {
        const struct subscriber *subscriber = &config->subscribers[i];

        text_printf(out, "%s subscriber %s policy=%u community=%s\n", where, subscriber->address,
                    subscriber->policy, subscriber->community ? subscriber->community : "-");
    }
}

unsigned subscribers_count(const struct machine *machine)
{
    return (unsigned)machine->config.subscriber_count;
}

void subscribers_fill(struct instance *instance, const struct machine *machine, unsigned index)
{
    const struct subscriber *subscriber = &machine->config.subscribers[index];
    char name[NAME_SIZE];

    print_name(subscriber, name);
    instance_text(instance, "AccessInfo", subscriber->address);
    if (subscriber->community != NULL)
        instance_text(instance, "CommunityString", subscriber->community);
    instance_text(instance, "CreationClassName", "AMT_SNMPEventSubscriber");
    instance_text(instance, "ElementName", "Intel(r) AMT SNMP Event Subscriber");
    instance_text(instance, "Name", name);
    instance_number(instance, "PolicyID", subscriber->policy);
    instance_text(instance, "SystemCreationClassName", "CIM_ComputerSystem");
    instance_text(instance, "SystemName", "Intel(r) AMT");
}

static bool is_address(const char *text)
{
    unsigned char bytes[16];

    return inet_pton(AF_INET, text, bytes) == 1 || inet_pton(AF_INET6, text, bytes) == 1;
}

static void create(struct call *call, const char *address, unsigned policy, const char *community)
{
    struct config *config = &call->machine->config;
    struct reference reference = {
        SUBSCRIBERS,
        {{"CreationClassName", "AMT_SNMPEventSubscriber"},
         {"Name", NULL},
         {"SystemCreationClassName", "CIM_ComputerSystem"},
         {"SystemName", "Intel(r) AMT"}},
    };
    char name[NAME_SIZE];

    print_name(add_subscriber(config, address, policy, community), name);
    reference.selectors[1].value = name;
    call_created(call, &reference);
    if (call->options->amt.deny_read_back)
        clear_subscriber(&config->subscribers[--config->subscriber_count]);
    else
        config->changed = true;
}

void subscribers_create(struct call *call)
{
    const struct config *config = &call->machine->config;
    struct parameters parameters;
    char *address, *community;
    unsigned policy;

    parameters_begin(&parameters, call);
    address = parameter_text(&parameters, "AccessInfo");
    policy = parameter_number(&parameters, "PolicyID", 255);
    community = parameter_maybe(&parameters, "CommunityString");
    if (parameters_end(&parameters, call)) {
        if (!is_address(address) || filters_find(config, policy) == NULL)
            call_fault(call, SOAP_FAULT_REPRESENTATION);
        else if (config->subscriber_count >= call->options->amt.subscribers)
            call_full(call);
        else
            create(call, address, policy, community);
    }
    free(address);
    free(community);
}

void subscribers_delete(struct call *call)
{
    struct config *config = &call->machine->config;
    unsigned index;

    if (call->request->selector_count == 0) {
        call_fault(call, SOAP_FAULT_SELECTORS);
        return;
    }
    if (!call_select(call, &index))
        return;
    if (amt_quirk(&call->options->amt, "keeps-subscriber")) {
        call_empty(call);
        return;
    }
    clear_subscriber(&config->subscribers[index]);
    config->subscriber_count--;
    memmove(&config->subscribers[index], &config->subscribers[index + 1],
            (config->subscriber_count - index) * sizeof *config->subscribers);
    config->changed = true;
    call_empty(call);
}
