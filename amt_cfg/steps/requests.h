/*
 * The requests that change a machine, as fcfh-config sends them and as --dry-run shows them. Each
 * function fills a request whose texts are within the given struct; there is nothing to free.
 */
#ifndef FCFH_AMT_CFG_STEPS_REQUESTS_H
#define FCFH_AMT_CFG_STEPS_REQUESTS_H

#include "amt_cfg/plan.h"
#include "common/amt/request.h"
#include "common/pet.h"

/* The states of AMT_UserInitiatedConnectionService. */
enum interfaces {
    INTERFACES_UNKNOWN = 1,
    INTERFACES_NONE = 32768,
    INTERFACES_BIOS = 32769,
    INTERFACES_OS = 32770,
    INTERFACES_BOTH = 32771
};

void request_enumerate_accounts(struct request *r, unsigned long start);
/* GetUserAclEntryEx, RemoveUserAclEntry, GetAclEnabledState */
void request_by_handle(struct request *r, const char *method, unsigned long handle);
void request_enable_account(struct request *r, unsigned long handle);
/* UpdateUserAclEntryEx, or AddUserAclEntryEx if handle is NULL. digest is the base64 of the
 * hash. */
void request_account(struct request *r, const unsigned long *handle, const char *user,
                     const char *digest);
void request_interfaces(struct request *r, enum interfaces state);
/* "255" means any value, in all fields except the sensor's. */
void request_filter(struct request *r, unsigned policy);
void request_subscriber(struct request *r, const char *address, unsigned policy,
                        const char *community);
/* hostname "": none. secret is that of conf's [listener] user, if there is one. */
void request_subscribe(struct request *r, const char *filter, const struct conf *conf,
                       const struct secret *secret, const char *uuid, const char *hostname);
void request_unsubscribe(struct request *r, const struct wsman_reference *filter,
                         const struct wsman_reference *handler);

/* The account may read these and do nothing else: Hardware Asset and General Info. */
#define ACCOUNT_REALM_ASSET   4
#define ACCOUNT_REALM_GENERAL 13
/* It can log in only over the network. */
#define ACCOUNT_ACCESS_NETWORK 1

/* Event sensor type of the call for help. */
#define CALL_SENSOR_TYPE PET_CALL_SENSOR_TYPE
#define ANY_SENSOR_TYPE  255

/* The collections of events that contain the call for help, the smaller one first. */
#define FILTER_FEATURES "Intel(r) AMT:Features"
#define FILTER_ALL      "Intel(r) AMT:All"

#endif
