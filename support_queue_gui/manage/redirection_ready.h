/* Whether a console or KVM can be opened: what must be switched on in AMT for that. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_MANAGE_REDIRECTION_READY_H
#define FCFH_SUPPORT_QUEUE_GUI_MANAGE_REDIRECTION_READY_H

#include "common/amt/redirection_flags.h"
#include "support_queue_gui/manage/manage.h"

enum redirection_kind { REDIRECTION_SOL, REDIRECTION_KVM };

/* ERR_UNAVAILABLE: switched off; with --enable it is switched on, which is reported. */
enum err_code redirection_ready(struct manage *m, enum redirection_kind kind, struct err *e);

/* What is switched on; ERR_NOPERM without the right to read it. */
enum err_code redirection_read_state(struct manage *m, struct redirection_flags *on, struct err *e);

#endif
