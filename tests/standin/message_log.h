/* What AMT recorded, and by which clock: AMT_MessageLog. */
#ifndef TESTS_STANDIN_MESSAGE_LOG_H
#define TESTS_STANDIN_MESSAGE_LOG_H

#define MESSAGE_LOG BASE_AMT "AMT_MessageLog"
#define CLOCK       BASE_AMT "AMT_TimeSynchronizationService"

struct call;
struct instance;
struct machine;

void message_log_fill(struct instance *instance, const struct machine *machine, unsigned index);
void message_log_position(struct call *call);
void message_log_get(struct call *call);

void clock_fill(struct instance *instance, const struct machine *machine, unsigned index);
void clock_get(struct call *call);

#endif
