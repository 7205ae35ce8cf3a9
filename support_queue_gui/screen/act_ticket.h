/* Tickets and who is on a client: put on it, taken off, found. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_ACT_TICKET_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_ACT_TICKET_H

#include "support_queue_gui/screen/ui.h"

void act_ticket(struct ui *ui);
void act_clear(struct ui *ui);
/* He who presses it is on the client, or is not any more. */
void act_take(struct ui *ui);

/* What the ticket system has said of a ticket that was put on here is shown now. True if there is
 * something to paint for it. */
bool act_ticket_said(struct ui *ui);

#endif
