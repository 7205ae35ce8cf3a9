/*
 * A request whose texts are in the struct itself: nothing to free, and nothing that must outlive
 * it. The functions that fill one are in the files named after what they ask for.
 */
#ifndef FCFH_COMMON_AMT_REQUEST_H
#define FCFH_COMMON_AMT_REQUEST_H

#include "common/amt/wsman.h"

#define REQUEST_PAIRS_MAX 40

struct request {
    struct wsman_request wsman;
    struct wsman_pair pairs[REQUEST_PAIRS_MAX];
    struct wsman_pair selectors[4];
    struct wsman_reference_selector references[2];
    struct wsman_reference parameter; /* of the pair without a value */
    struct wsman_delivery delivery;
    struct wsman_pair reference_parameters[2];
    char texts[4][160];
};

/* How every request begins, and how it is filled: a pair beyond REQUEST_PAIRS_MAX is left out. */
void request_begin(struct request *r, enum wsman_operation operation, const char *class_name,
                   const char *method);
void request_add(struct request *r, const char *name, const char *value);
/* text: one of r->texts, where the number is written. */
void request_add_number(struct request *r, const char *name, unsigned long number, size_t text);
/* A parameter that refers to the instance of class_name with these keys; at most one a request. */
void request_add_reference(struct request *r, const char *name, const char *class_name,
                           const struct wsman_pair *keys, size_t count);

/* Asks for one instance, or for all of a class. */
struct wsman_request request_get(const char *class_name);
struct wsman_request request_list(const char *class_name);

#endif
