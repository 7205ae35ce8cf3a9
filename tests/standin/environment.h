/* How a machine tells whether it is in the office: AMT_EnvironmentDetectionSettingData. */
#ifndef TESTS_STANDIN_ENVIRONMENT_H
#define TESTS_STANDIN_ENVIRONMENT_H

#include "tests/standin/config.h"

#define ENVIRONMENT BASE_AMT "AMT_EnvironmentDetectionSettingData"

struct call;
struct instance;
struct machine;

void environment_init(struct config *config, const struct amt_options *amt);
void environment_free(struct config *config);
void environment_print(const struct config *config, const char *where, struct text *out);

void environment_fill(struct instance *instance, const struct machine *machine, unsigned index);
void environment_put(struct call *call);

#endif
