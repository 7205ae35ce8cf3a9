#include "tests/standin/subscriptions.h"

#include <stdlib.h>
#include <string.h>

#include "tests/standin/call.h"
#include "tests/standin/subscribe.h"

enum { FIRST_WITH_TLS = 11 };

static const char *const collections[COLLECTION_COUNT] = {
    "Intel(r) AMT:All",
    "Intel(r) AMT:Features",
};

/* --- What is remembered --------------------------------------------------------------------- */

static char *copy_or_null(const char *string)
{
    return string ? xstrdup(string) : NULL;
}

void subscription_copy(struct subscription *to, const struct subscription *from)
{
    *to = *from;
    to->url = copy_or_null(from->url);
    to->user = copy_or_null(from->user);
    to->password = copy_or_null(from->password);
    to->reference = copy_or_null(from->reference);
    to->reference_words = copy_or_null(from->reference_words);
}

void subscription_clear(struct subscription *subscription)
{
    free(subscription->url);
    free(subscription->user);
    free(subscription->password);
    free(subscription->reference);
    free(subscription->reference_words);
    memset(subscription, 0, sizeof *subscription);
}

/* Takes over what `wanted` holds. */
static struct subscription *add_subscription(struct config *config,
                                             const struct subscription *wanted)
{
    struct subscription *added;

    config->subscriptions = xrealloc(config->subscriptions, config->subscription_count + 1,
                                     sizeof *config->subscriptions);
    added = &config->subscriptions[config->subscription_count++];
    *added = *wanted;
    snprintf(added->name, sizeof added->name, "Handler %u", ++config->last_subscription);
    return added;
}

static void remove_subscription(struct config *config, size_t index)
{
    subscription_clear(&config->subscriptions[index]);
    config->subscription_count--;
    memmove(&config->subscriptions[index], &config->subscriptions[index + 1],
            (config->subscription_count - index) * sizeof *config->subscriptions);
}

void subscriptions_init(struct config *config, const struct amt_options *amt)
{
    for (size_t i = 0; i < amt->pre_subscriptions.count; i++) {
        struct subscription foreign = {
            .filter = collections[0],
            .url = xstrdup(amt->pre_subscriptions.items[i]),
            .ack = true,
        };

        add_subscription(config, &foreign);
    }
}

void subscriptions_free(struct config *config)
{
    while (config->subscription_count > 0)
        remove_subscription(config, config->subscription_count - 1);
    free(config->subscriptions);
}

void subscriptions_print(const struct config *config, const char *where, struct text *out)
{
    for (size_t i = 0; i < config->subscription_count; i++) {
        const struct subscription *subscription = &config->subscriptions[i];

        text_printf(out, "%s events %s mode=%s filter=%s user=%s reference=%s\n", where,
                    subscription->url, subscription->ack ? "PushWithAck" : "Push",
                    subscription->filter, subscription->user ? subscription->user : "-",
                    subscription->reference_words ? subscription->reference_words : "-");
    }
}

/* --- What can be read ----------------------------------------------------------------------- */

static void refer_to_filter(struct reference *reference, const struct subscription *subscription)
{
    *reference = (struct reference){COLLECTIONS, {{"InstanceID", subscription->filter}}};
}

static void refer_to_handler(struct reference *reference, const struct subscription *subscription)
{
    *reference = (struct reference){
        LISTENERS,
        {{"CreationClassName", "CIM_ListenerDestinationWSMAN"},
         {"Name", subscription->name},
         {"SystemCreationClassName", "CIM_ComputerSystem"},
         {"SystemName", "Intel(r) AMT"}},
    };
}

unsigned subscriptions_count(const struct machine *machine)
{
    return (unsigned)machine->config.subscription_count;
}

void subscriptions_fill_collection(struct instance *instance, const struct machine *machine,
                                   unsigned index)
{
    (void)machine;
    instance_text(instance, "CollectionName", collections[index]);
    instance_text(instance, "InstanceID", collections[index]);
}

void subscriptions_fill(struct instance *instance, const struct machine *machine, unsigned index)
{
    const struct subscription *subscription = &machine->config.subscriptions[index];

    refer_to_filter(&instance->made[0], subscription);
    refer_to_handler(&instance->made[1], subscription);
    instance_reference(instance, "Filter", &instance->made[0]);
    instance_reference(instance, "Handler", &instance->made[1]);
}

void subscriptions_fill_listener(struct instance *instance, const struct machine *machine,
                                 unsigned index)
{
    const struct subscription *subscription = &machine->config.subscriptions[index];

    instance_text(instance, "CreationClassName", "CIM_ListenerDestinationWSMAN");
    instance_number(instance, "DeliveryMode", subscription->ack ? 3 : 2);
    instance_text(instance, "Destination", subscription->url);
    instance_text(instance, "ElementName", subscription->name);
    instance_text(instance, "Name", subscription->name);
    instance_number(instance, "PersistenceType", 2);
    instance_text(instance, "SystemCreationClassName", "CIM_ComputerSystem");
    instance_text(instance, "SystemName", "Intel(r) AMT");
}

/* --- Subscribing ---------------------------------------------------------------------------- */

static void write_selector(struct reply *reply, const char *name, const struct reference *value)
{
    text_printf(reply->out, "<%c:Selector Name=\"%s\">", reply->wsman, name);
    reply_open(reply, reply->addressing, "EndpointReference");
    reference_write(value, reply);
    reply_close(reply, reply->addressing, "EndpointReference");
    reply_close(reply, reply->wsman, "Selector");
}

static void answer_subscribe(struct call *call, const struct subscription *subscription)
{
    struct reference filter, handler;
    struct reply reply;

    refer_to_filter(&filter, subscription);
    refer_to_handler(&handler, subscription);
    call_begin(call, &reply, REPLY_EVENTING);
    reply_open(&reply, reply.operation, "SubscribeResponse");
    reply_open(&reply, reply.operation, "SubscriptionManager");
    reply_text(&reply, reply.addressing, "Address", ANONYMOUS);
    reply_open(&reply, reply.addressing, "ReferenceParameters");
    reply_text(&reply, reply.wsman, "ResourceURI", SUBSCRIPTIONS);
    reply_open(&reply, reply.wsman, "SelectorSet");
    write_selector(&reply, "Filter", &filter);
    write_selector(&reply, "Handler", &handler);
    reply_close(&reply, reply.wsman, "SelectorSet");
    reply_close(&reply, reply.addressing, "ReferenceParameters");
    reply_close(&reply, reply.operation, "SubscriptionManager");
    reply_close(&reply, reply.operation, "SubscribeResponse");
    reply_end(&reply);
}

/* The collection that the one selector names, or NULL. */
static const char *selected_collection(const struct request *request)
{
    const struct selector *selector = &request->selectors[0];

    if (request->selector_count != 1 || strcmp(selector->name, "InstanceID") != 0)
        return NULL;
    for (size_t i = 0; i < COLLECTION_COUNT && selector->value != NULL; i++) {
        if (strcmp(selector->value, collections[i]) == 0)
            return collections[i];
    }
    return NULL;
}

void subscriptions_subscribe(struct call *call)
{
    struct config *config = &call->machine->config;
    const struct options *options = call->options;
    struct subscription wanted, *added;
    enum soap_fault fault;

    if (!subscribe_read(call->request, options->amt_major >= FIRST_WITH_TLS, &wanted, &fault)) {
        call_fault(call, fault);
        subscription_clear(&wanted);
        return;
    }
    wanted.filter = selected_collection(call->request);
    if (wanted.filter == NULL) {
        call_fault(call, SOAP_FAULT_SELECTORS);
        subscription_clear(&wanted);
        return;
    }
    if (config->subscription_count >= options->amt.event_subscribers) {
        call_full(call);
        subscription_clear(&wanted);
        return;
    }
    added = add_subscription(config, &wanted);
    answer_subscribe(call, added);
    if (options->amt.deny_read_back)
        remove_subscription(config, config->subscription_count - 1);
    else
        config->changed = true;
}

/* --- Unsubscribing -------------------------------------------------------------------------- */

/* The SelectorSet of the endpoint reference in a selector, if it refers to that resource. */
static xmlNode *referred_selectors(const struct selector *selector, const char *resource)
{
    xmlNode *reference = node_element(selector->node->children);
    xmlNode *address, *parameters, *uri, *set;

    if (!node_is(reference, NS_ADDRESSING, "EndpointReference"))
        return NULL;
    address = node_element(reference->children);
    parameters = address ? node_element(address->next) : NULL;
    if (!node_is(address, NS_ADDRESSING, "Address") || !node_text_is(address, ANONYMOUS) ||
        !node_is(parameters, NS_ADDRESSING, "ReferenceParameters"))
        return NULL;
    uri = node_element(parameters->children);
    set = uri ? node_element(uri->next) : NULL;
    if (!node_is(uri, NS_WSMAN, "ResourceURI") || !node_text_is(uri, resource) ||
        !node_is(set, NS_WSMAN, "SelectorSet"))
        return NULL;
    return set;
}

/* Whether the selectors are those of the reference, in any order: the same number, and each is
 * there. */
static bool is_same(xmlNode *set, const struct reference *reference)
{
    size_t wanted = 0, found = 0;

    while (wanted < 4 && reference->selectors[wanted].name != NULL)
        wanted++;
    for (xmlNode *node = node_element(set->children); node != NULL;
         node = node_element(node->next)) {
        xmlChar *name = xmlGetNoNsProp(node, (const xmlChar *)"Name");
        bool fits = false;

        for (size_t i = 0; i < wanted && name != NULL; i++)
            fits |= strcmp((const char *)name, reference->selectors[i].name) == 0 &&
                    node_text_is(node, reference->selectors[i].value);
        xmlFree(name);
        if (!fits)
            return false;
        found++;
    }
    return found == wanted;
}

/* Finds what the two selectors say; false when they are not what they should be. */
static bool read_pair(const struct request *request, xmlNode **filter, xmlNode **handler)
{
    *filter = *handler = NULL;
    for (size_t i = 0; i < request->selector_count; i++) {
        const struct selector *selector = &request->selectors[i];

        if (strcmp(selector->name, "Filter") == 0)
            *filter = referred_selectors(selector, COLLECTIONS);
        else if (strcmp(selector->name, "Handler") == 0)
            *handler = referred_selectors(selector, LISTENERS);
    }
    return request->selector_count == 2 && *filter != NULL && *handler != NULL;
}

void subscriptions_unsubscribe(struct call *call)
{
    struct config *config = &call->machine->config;
    xmlNode *filter, *handler;

    if (!read_pair(call->request, &filter, &handler)) {
        call_fault(call, SOAP_FAULT_SELECTORS);
        return;
    }
    for (size_t i = 0; i < config->subscription_count; i++) {
        struct reference filters, handlers;

        refer_to_filter(&filters, &config->subscriptions[i]);
        refer_to_handler(&handlers, &config->subscriptions[i]);
        if (is_same(filter, &filters) && is_same(handler, &handlers)) {
            remove_subscription(config, i);
            config->changed = true;
            call_empty(call);
            return;
        }
    }
    call_fault(call, SOAP_FAULT_UNREACHABLE);
}
