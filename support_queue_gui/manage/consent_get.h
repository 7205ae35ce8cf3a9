/* The user's consent, if AMT wants it: six digits that AMT shows on the PC's screen, and that its
 * user reads out. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_MANAGE_CONSENT_GET_H
#define FCFH_SUPPORT_QUEUE_GUI_MANAGE_CONSENT_GET_H

#include "common/amt/consent.h"
#include "support_queue_gui/manage/manage.h"

/* What AMT says of it; *wanted is false if the firmware does not know consent. */
enum err_code consent_get_state(struct manage *m, struct consent *consent, bool *wanted,
                                struct err *e);

/* Returns at once if none is needed or it has been given already. Otherwise starts the flow, asks
 * for the digits and sends them. ERR_NOPERM: consent was not given; if nobody can be asked here,
 * the text names the command that takes the digits. */
enum err_code consent_get(struct manage *m, enum consent_for what, struct err *e);

/* Sends digits that are on the PC's screen. ERR_NOPERM: they are wrong, or none are shown. */
enum err_code consent_send(struct manage *m, const char *code, struct err *e);

enum err_code consent_cancel(struct manage *m, struct err *e);

#endif
