/* Tickets, and who is on a client: putting them on, taking them off, finding them. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_ACT_TICKET_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_ACT_TICKET_H

#include "support_queue_gui/screen/ui.h"

void act_ticket(struct ui *ui);
void act_clear(struct ui *ui);
/* The user of this screen is on the client, or is no longer. */
void act_take(struct ui *ui);

/* Shows what the ticket system has said of a ticket that was put on here. True if there is
 * something to paint for it. */
bool act_ticket_show_status(struct ui *ui);

#endif
