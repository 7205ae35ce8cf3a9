/* What a tool can set up in a machine, and what the machine remembers of it. */
#ifndef TESTS_STANDIN_CONFIG_H
#define TESTS_STANDIN_CONFIG_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "tests/standin/boot.h"
#include "tests/standin/consent.h"
#include "tests/standin/options.h"
#include "tests/standin/redirection_service.h"
#include "tests/standin/text.h"

enum { NAME_MAX_SIZE = 16, SECRET_SIZE = 16, DETECTION_MAX = 5 };
enum { ACCESS_LOCAL, ACCESS_NETWORK, ACCESS_BOTH };

/* An entry of the access control list. */
struct account {
    unsigned handle;
    char name[NAME_MAX_SIZE + 1]; /* empty: a Kerberos entry */
    unsigned char secret[SECRET_SIZE];
    char *sid; /* NULL: a digest entry */
    unsigned access;
    unsigned realms; /* one bit for each */
    bool enabled;
};

/* Which alerts are sent to the subscribers of a policy. */
struct pet_filter {
    bool enable, oem, log;
    unsigned char device, sensor_type, type, offset, source, severity, sensor, entity, instance;
    unsigned char policy;
    bool send;
};

/* Somebody to whom the alerts of a policy are sent. */
struct subscriber {
    unsigned number;
    char *address, *community; /* community NULL: the default one */
    unsigned policy;
};

/* Somebody to whom WS-Events are sent. */
struct subscription {
    char name[32];
    const char *filter; /* one of the names of filter collections */
    char *url;
    bool ack;
    char *user, *password; /* both or neither */
    char *reference;       /* XML to be sent back in the header */
    char *reference_words; /* the same for the state file */
};

/* How a machine knows that it is in the office. */
struct detection {
    unsigned algorithm;
    char **domains, **prefixes;
    size_t domain_count, prefix_count;
};

struct config {
    pthread_mutex_t lock; /* guards everything below */
    bool changed;         /* since the state file was written */

    struct account *accounts;
    size_t account_count;
    unsigned last_handle;

    unsigned interfaces; /* EnabledState of user initiated connections */

    struct subscriber *subscribers;
    size_t subscriber_count;
    unsigned last_subscriber;
    struct pet_filter *filters;
    size_t filter_count;

    struct subscription *subscriptions;
    size_t subscription_count;
    unsigned last_subscription;

    struct detection detection;
    struct redirection_state redirection;
    struct boot_state boot;
    struct consent_state consent;
    bool empty_strings; /* an empty DetectionStrings where there are none */
};

void config_init(struct config *config, const struct options *options);
void config_free(struct config *config);
/* Adds lines that begin with `where`: the state, without any secret. */
void config_print(const struct config *config, const char *where, struct text *out);

#endif
