/* The subscribers to which alerts (PET) are sent: AMT_SNMPEventSubscriber. */
#ifndef TESTS_STANDIN_SUBSCRIBERS_H
#define TESTS_STANDIN_SUBSCRIBERS_H

#include "tests/standin/config.h"

#define SUBSCRIBERS BASE_AMT "AMT_SNMPEventSubscriber"

struct call;
struct instance;
struct machine;

void subscribers_init(struct config *config, const struct options *options);
void subscribers_free(struct config *config);
void subscribers_print(const struct config *config, const char *where, struct text *out);

unsigned subscribers_count(const struct machine *machine);
void subscribers_fill(struct instance *instance, const struct machine *machine, unsigned index);
void subscribers_create(struct call *call);
void subscribers_delete(struct call *call);

#endif
