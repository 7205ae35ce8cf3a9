/* From what a person types to the machine that is meant: a client of the queue, one of the register
 * alone, or a host. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_MANAGE_MANAGE_TARGET_H
#define FCFH_SUPPORT_QUEUE_GUI_MANAGE_MANAGE_TARGET_H

#include "support_queue_gui/manage/manage.h"

/* Fills m->queue and m->target. ERR_NOHOST if it is none of the three, ERR_USAGE if several
 * clients fit. What it opened is closed by manage_target_free, also after an error. */
enum err_code manage_target_find(struct manage *m, const char *word, struct err *e);
void manage_target_free(struct manage *m);

/* Reads the entry again. ERR_TEMPFAIL: the PC has moved, and all before was about its old
 * address. */
enum err_code manage_target_refresh(struct manage *m, struct err *e);

#endif
