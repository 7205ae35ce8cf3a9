/* As whom a technician logs in: an AMT account of his own, never the one of [amt]. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_MANAGE_MANAGE_ACCOUNT_H
#define FCFH_SUPPORT_QUEUE_GUI_MANAGE_MANAGE_ACCOUNT_H

#include "support_queue_gui/manage/manage.h"
#include "support_queue_gui/manage/manage_personal.h"

/* Fills m->user and m->password: the user of -u, of manage.conf, or asked for; the password of
 * --password-file, of password-command, of $SSH_ASKPASS, or asked for. With Kerberos there is
 * nothing to fill. ERR_USAGE if no source gives a user, ERR_NOPERM if none gives a
 * password. */
enum err_code manage_account_find(struct manage *m, const struct manage_personal *personal,
                                  struct err *e);

#endif
