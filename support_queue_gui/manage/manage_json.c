#include "support_queue_gui/manage/manage_json.h"

#include <stdio.h>
#include <stdlib.h>

bool manage_json_target(json_t *object, const struct manage *m)
{
    return (!m->target.in_queue ||
            json_object_set_new(object, "id", json_string(m->target.snapshot.id)) == 0) &&
           json_object_set_new(object, "name", json_string(m->target.name)) == 0 &&
           json_object_set_new(object, "address", json_string(m->address)) == 0;
}

enum err_code manage_json_print(json_t *object, bool good, struct err *e)
{
    char *text = good ? json_dumps(object, JSON_COMPACT) : NULL;
    json_decref(object);
    if (text == NULL)
        return err_nomem(e);
    (void)puts(text); /* cli_finish checks whether it was written */
    free(text);
    return ERR_OK;
}
