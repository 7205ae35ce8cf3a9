/* From which interfaces a user may call: AMT_UserInitiatedConnectionService. */
#ifndef TESTS_STANDIN_INTERFACES_H
#define TESTS_STANDIN_INTERFACES_H

#define INTERFACES BASE_AMT "AMT_UserInitiatedConnectionService"

struct call;
struct instance;
struct machine;

void interfaces_fill(struct instance *instance, const struct machine *machine, unsigned index);
void interfaces_change(struct call *call);

#endif
