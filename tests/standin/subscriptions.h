/* The subscribers to which WS-Events are sent: WS-Eventing, and the classes that show them. */
#ifndef TESTS_STANDIN_SUBSCRIPTIONS_H
#define TESTS_STANDIN_SUBSCRIPTIONS_H

#include "tests/standin/config.h"

#define COLLECTIONS   BASE_CIM "CIM_FilterCollection"
#define SUBSCRIPTIONS BASE_CIM "CIM_FilterCollectionSubscription"
#define LISTENERS     BASE_CIM "CIM_ListenerDestinationWSManagement"

enum { COLLECTION_COUNT = 2 };

struct call;
struct instance;
struct machine;

void subscriptions_init(struct config *config, const struct amt_options *amt);
void subscriptions_free(struct config *config);
void subscriptions_print(const struct config *config, const char *where, struct text *out);
/* Both are for copies that outlive the lock. */
void subscription_copy(struct subscription *to, const struct subscription *from);
void subscription_clear(struct subscription *subscription);

unsigned subscriptions_count(const struct machine *machine);
void subscriptions_fill_collection(struct instance *instance, const struct machine *machine,
                                   unsigned index);
void subscriptions_fill(struct instance *instance, const struct machine *machine, unsigned index);
void subscriptions_fill_listener(struct instance *instance, const struct machine *machine,
                                 unsigned index);
void subscriptions_subscribe(struct call *call);
void subscriptions_unsubscribe(struct call *call);

#endif
