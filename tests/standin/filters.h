/* Which alerts are sent at all: AMT_PETFilterSetting and AMT_EventManagerService. */
#ifndef TESTS_STANDIN_FILTERS_H
#define TESTS_STANDIN_FILTERS_H

#include "tests/standin/config.h"

#define FILTERS BASE_AMT "AMT_PETFilterSetting"

struct call;
struct instance;
struct machine;

void filters_init(struct config *config, const struct options *options);
/* Only those that were created: the others are the firmware's. */
void filters_print(const struct config *config, const char *where, struct text *out);
/* The filter of a policy, or NULL. */
const struct pet_filter *filters_find(const struct config *config, unsigned policy);

unsigned filters_count(const struct machine *machine);
void filters_fill(struct instance *instance, const struct machine *machine, unsigned index);
void filters_fill_service(struct instance *instance, const struct machine *machine, unsigned index);
void filters_create(struct call *call);
void filters_delete(struct call *call);

#endif
