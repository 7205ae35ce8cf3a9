/* An instance as AMT gave it, to be put back with a change: WS-Transfer has no other way to change
 * one property. Pure. */
#ifndef FCFH_COMMON_AMT_WHOLE_OBJECT_H
#define FCFH_COMMON_AMT_WHOLE_OBJECT_H

#include <stdbool.h>

#include "common/amt/wsman.h"
#include "common/err.h"

#define WHOLE_PROPERTIES_MAX 96

struct whole_object {
    char class_name[64];
    char names[WHOLE_PROPERTIES_MAX][64];
    char values[WHOLE_PROPERTIES_MAX][160];
    struct wsman_pair pairs[WHOLE_PROPERTIES_MAX];
    size_t count;
};

/* Copies its properties, except those that hold references. ERR_PROTOCOL if there are more, or
 * longer, than AMT has. */
enum err_code whole_object_read(struct whole_object *object, const xml_node *instance,
                                struct err *e);

/* False, and nothing happens, if the instance has no such property: this firmware does not know it.
 */
bool whole_object_set(struct whole_object *object, const char *name, const char *value);
void whole_object_drop(struct whole_object *object, const char *name);

/* The request that puts it; valid as long as the object is. */
struct wsman_request whole_object_put(struct whole_object *object);

#endif
