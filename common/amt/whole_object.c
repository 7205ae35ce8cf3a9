#include "common/amt/whole_object.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Some firmware gives TRUE and FALSE, but XML Schema allows only small letters. */
static void spell_boolean(char *value)
{
    if (strcasecmp(value, "true") == 0)
        memcpy(value, "true", sizeof "true");
    else if (strcasecmp(value, "false") == 0)
        memcpy(value, "false", sizeof "false");
}

enum err_code whole_object_read(struct whole_object *object, const xml_node *instance,
                                struct err *e)
{
    object->count = 0;
    (void)snprintf(object->class_name, sizeof object->class_name, "%s",
                   instance != NULL ? xml_name(instance) : "");
    const xml_node *property = xml_child(instance, NULL, NULL);
    for (; property != NULL; property = xml_next(property, NULL, NULL)) {
        size_t at = object->count;
        if (xml_child(property, NULL, NULL) != NULL)
            continue;
        if (at == WHOLE_PROPERTIES_MAX || strlen(xml_name(property)) >= sizeof object->names[at])
            return err_set(e, ERR_PROTOCOL, "%s has more or longer properties than AMT's",
                           object->class_name);
        (void)snprintf(object->names[at], sizeof object->names[at], "%s", xml_name(property));
        xml_text(property, object->values[at], sizeof object->values[at]);
        /* A text that fills its buffer was cut, or may have been. */
        if (strlen(object->values[at]) == sizeof object->values[at] - 1)
            return err_set(e, ERR_PROTOCOL, "%s.%s is longer than AMT's", object->class_name,
                           object->names[at]);
        spell_boolean(object->values[at]);
        object->count++;
    }
    return object->count > 0 ? ERR_OK : err_set(e, ERR_PROTOCOL, "the instance has no properties");
}

bool whole_object_set(struct whole_object *object, const char *name, const char *value)
{
    for (size_t i = 0; i < object->count; i++) {
        if (strcmp(object->names[i], name) == 0) {
            (void)snprintf(object->values[i], sizeof object->values[i], "%s", value);
            return true;
        }
    }
    return false;
}

void whole_object_drop(struct whole_object *object, const char *name)
{
    size_t kept = 0;
    for (size_t i = 0; i < object->count; i++) {
        if (strcmp(object->names[i], name) == 0)
            continue;
        if (kept != i) {
            memcpy(object->names[kept], object->names[i], sizeof object->names[i]);
            memcpy(object->values[kept], object->values[i], sizeof object->values[i]);
        }
        kept++;
    }
    object->count = kept;
}

struct wsman_request whole_object_put(struct whole_object *object)
{
    for (size_t i = 0; i < object->count; i++)
        object->pairs[i] = (struct wsman_pair){object->names[i], object->values[i]};
    return (struct wsman_request){.operation = WSMAN_PUT,
                                  .class_name = object->class_name,
                                  .pairs = object->pairs,
                                  .pair_count = object->count};
}
