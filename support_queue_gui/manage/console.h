/*
 * The PC's serial console on this terminal, or on pipes: a Serial-over-LAN session that is opened
 * again when it is lost, until its user ends it.
 */
#ifndef FCFH_SUPPORT_QUEUE_GUI_MANAGE_CONSOLE_H
#define FCFH_SUPPORT_QUEUE_GUI_MANAGE_CONSOLE_H

#include "common/amt/boot.h"
#include "support_queue_gui/manage/manage.h"

/* Called after manage_login. first: what the PC is to do as soon as the session is open, so that
 * all of its start is seen; the caller has asked the person about it. NULL: nothing. */
enum err_code console_run(struct manage *m, const struct boot_options *first, struct err *e);

#endif
