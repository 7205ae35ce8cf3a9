/* The account with which a technician logs in: an AMT account of his own, never the one of
 * [amt]. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_MANAGE_MANAGE_ACCOUNT_H
#define FCFH_SUPPORT_QUEUE_GUI_MANAGE_MANAGE_ACCOUNT_H

#include "support_queue_gui/manage/manage.h"
#include "support_queue_gui/manage/manage_personal.h"

/* Fills m->user and m->password: the user comes from -u, from manage.conf, or is asked for; the
 * password comes from --password-file, from password-command, from $SSH_ASKPASS, or is asked for.
 * With Kerberos there is nothing to fill in. ERR_USAGE if there is no user, ERR_NOPERM if there is
 * no password. */
enum err_code manage_account_find(struct manage *m, const struct manage_personal *personal,
                                  struct err *e);

#endif
