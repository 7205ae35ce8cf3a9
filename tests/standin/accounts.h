/* Who may log in, in addition to the accounts of the command line: AMT_AuthorizationService. */
#ifndef TESTS_STANDIN_ACCOUNTS_H
#define TESTS_STANDIN_ACCOUNTS_H

#include <stdbool.h>

#include "tests/standin/config.h"

#define ACCOUNTS BASE_AMT "AMT_AuthorizationService"

struct call;
struct instance;
struct machine;

/* What a user who has logged in may do. */
struct caller {
    bool full;
    unsigned realms; /* if not full */
};

void accounts_init(struct config *config, const struct amt_options *amt);
void accounts_free(struct config *config);
void accounts_print(const struct config *config, const char *where, struct text *out);

/* False when there is no account of that name that may log in over the network. */
bool accounts_find(struct machine *machine, const char *name, unsigned char secret[SECRET_SIZE],
                   struct caller *caller);
bool caller_may(const struct caller *caller, const char *class_name);

void accounts_fill(struct instance *instance, const struct machine *machine, unsigned index);
void accounts_enumerate(struct call *call);
void accounts_get(struct call *call);
void accounts_add(struct call *call);
void accounts_update(struct call *call);
void accounts_remove(struct call *call);
void accounts_get_enabled(struct call *call);
void accounts_set_enabled(struct call *call);

#endif
