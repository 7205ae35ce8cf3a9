/* $SSH_ASKPASS, as ssh(1) uses it: a program that shows a question in a window and prints what was
 * typed. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_MANAGE_MANAGE_ASKPASS_H
#define FCFH_SUPPORT_QUEUE_GUI_MANAGE_MANAGE_ASKPASS_H

#include <stdbool.h>

#include "common/err.h"
#include "common/secret.h"

/* Whether to use it: if there is a display but no terminal; $SSH_ASKPASS_REQUIRE may say prefer,
 * force or never. */
bool askpass_is_wanted(bool has_terminal);

/* ERR_NOPERM: it ended without a password. ERR_TEMPFAIL: stop_fd is readable. */
enum err_code askpass(const char *question, int stop_fd, struct secret *secret, struct err *e);

#endif
