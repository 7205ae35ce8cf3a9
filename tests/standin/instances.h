/* The inventory: classes, how many instances each has, and their properties. */
#ifndef TESTS_STANDIN_INSTANCES_H
#define TESTS_STANDIN_INSTANCES_H

#include <stdbool.h>
#include <stddef.h>

#include "tests/standin/machine.h"
#include "tests/standin/reply.h"
#include "tests/standin/request.h"

enum property_kind { PROPERTY_TEXT, PROPERTY_DATETIME, PROPERTY_REFERENCE };

/* An endpoint reference: another instance, by its resource and selectors. */
struct reference {
    const char *resource;
    struct {
        const char *name, *value;
    } selectors[2];
};

struct property {
    enum property_kind kind;
    const char *name;
    char *value;
    const struct reference *reference;
};

struct instance {
    struct property properties[32];
    size_t count;
};

struct inventory_class {
    const char *name;
    const char *base; /* of its resource URI */
    unsigned instances;
    void (*fill)(struct instance *instance, const struct machine *machine, unsigned index);
};

/* NULL when there is none of that resource URI. */
const struct inventory_class *inventory_find(const char *resource);
unsigned inventory_index(const struct inventory_class *class);

void instance_free(struct instance *instance);
/* Whether every selector names a property and its value. */
bool instance_fits(const struct instance *instance, const struct request *request);
void instance_write(const struct instance *instance, struct reply *reply, const char *class_name);

#endif
