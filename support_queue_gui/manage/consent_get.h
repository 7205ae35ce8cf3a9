/* The user's consent, where AMT wants it: six digits that AMT shows on the PC's screen, and that
 * its user reads out. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_MANAGE_CONSENT_GET_H
#define FCFH_SUPPORT_QUEUE_GUI_MANAGE_CONSENT_GET_H

#include "common/amt/consent.h"
#include "support_queue_gui/manage/manage.h"

/* What AMT says of it; *wanted is false where the firmware knows no consent. */
enum err_code consent_look(struct manage *m, struct consent *consent, bool *wanted, struct err *e);

/* Done where none is needed or it stands. Else the flow is started, the digits are asked for and
 * sent. ERR_NOPERM: not given; where nobody can be asked here, the text names the command that
 * takes the digits. */
enum err_code consent_get(struct manage *m, enum consent_for what, struct err *e);

/* Sends digits that are on the PC's screen. ERR_NOPERM: they are not right, or none are there. */
enum err_code consent_send(struct manage *m, const char *code, struct err *e);

enum err_code consent_cancel(struct manage *m, struct err *e);

#endif
