/* What --json of fcfh-manage prints: one object a line. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_MANAGE_MANAGE_JSON_H
#define FCFH_SUPPORT_QUEUE_GUI_MANAGE_MANAGE_JSON_H

#include <jansson.h>
#include <stdbool.h>

#include "support_queue_gui/manage/manage.h"

/* The machine that it is about: "id" of an entry, "name", "address". False: no memory. */
bool manage_json_target(json_t *object, const struct manage *m);

/* Prints the object, if good is true, and releases it. */
enum err_code manage_json_print(json_t *object, bool good, struct err *e);

#endif
