/* The inventory: classes, how many instances each has, and their properties. */
#ifndef TESTS_STANDIN_INSTANCES_H
#define TESTS_STANDIN_INSTANCES_H

#include <stdbool.h>
#include <stddef.h>

#include "tests/standin/machine.h"
#include "tests/standin/reply.h"
#include "tests/standin/request.h"

enum property_kind {
    PROPERTY_TEXT,
    PROPERTY_DATETIME,
    PROPERTY_REFERENCE,
    PROPERTY_RAW /* the value is sent as it is, even if it is not valid XML */
};

/* An endpoint reference: another instance, by its resource and selectors. */
struct reference {
    const char *resource;
    struct {
        const char *name, *value;
    } selectors[4];
};

struct property {
    enum property_kind kind;
    const char *name;
    char *value;
    const struct reference *reference;
};

struct instance {
    struct property properties[40];
    size_t count;
    struct reference made[2]; /* room for references that are not the same for all machines */
};

struct inventory_class {
    const char *name;
    const char *base; /* of its resource URI */
    unsigned instances;
    unsigned (*count)(const struct machine *machine); /* instead of instances, or NULL */
    void (*fill)(struct instance *instance, const struct machine *machine, unsigned index);
};

/* NULL when there is none of that resource URI. */
const struct inventory_class *inventory_find(const char *resource);
unsigned inventory_index(const struct inventory_class *class);

unsigned inventory_count(const struct inventory_class *class, const struct machine *machine);

void instance_text(struct instance *instance, const char *name, const char *value);
void instance_number(struct instance *instance, const char *name, unsigned value);
void instance_flag(struct instance *instance, const char *name, bool value);
/* The reference has to stay at its address. */
void instance_reference(struct instance *instance, const char *name,
                        const struct reference *reference);
void instance_free(struct instance *instance);
/* Whether every selector gives a property and its value. */
bool instance_fits(const struct instance *instance, const struct request *request);
void instance_write(const struct instance *instance, struct reply *reply, const char *class_name);
/* Address and ReferenceParameters: the contents of any element that refers to an instance. */
void reference_write(const struct reference *reference, struct reply *reply);

#endif
