#include "common/amt/request.h"

#include <stdio.h>
#include <string.h>

struct wsman_request request_get(const char *class_name)
{
    return (struct wsman_request){.operation = WSMAN_GET, .class_name = class_name};
}

struct wsman_request request_list(const char *class_name)
{
    return (struct wsman_request){.operation = WSMAN_ENUMERATE, .class_name = class_name};
}

void request_begin(struct request *r, enum wsman_operation operation, const char *class_name,
                   const char *method)
{
    memset(r, 0, sizeof *r);
    r->wsman.operation = operation;
    r->wsman.class_name = class_name;
    r->wsman.method = method;
    r->wsman.pairs = r->pairs;
    r->wsman.selectors = r->selectors;
    r->wsman.reference_selectors = r->references;
}

void request_add(struct request *r, const char *name, const char *value)
{
    if (r->wsman.pair_count < REQUEST_PAIRS_MAX)
        r->pairs[r->wsman.pair_count++] = (struct wsman_pair){name, value};
}

void request_add_number(struct request *r, const char *name, unsigned long number, size_t text)
{
    (void)snprintf(r->texts[text], sizeof r->texts[text], "%lu", number);
    request_add(r, name, r->texts[text]);
}

void request_add_reference(struct request *r, const char *name, const char *class_name,
                           const struct wsman_pair *keys, size_t count)
{
    struct wsman_reference *reference = &r->parameter;
    wsman_resource_uri(class_name, reference->resource_uri);
    for (size_t i = 0; i < count && i < WSMAN_SELECTORS_MAX; i++) {
        (void)snprintf(reference->names[i], sizeof reference->names[i], "%s", keys[i].name);
        (void)snprintf(reference->values[i], sizeof reference->values[i], "%s", keys[i].value);
        reference->count = i + 1;
    }
    r->wsman.parameter = reference;
    request_add(r, name, NULL);
}
