/* All that is known of one client. The details stay when it leaves, and say that it has left. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_MODE_DETAILS_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_MODE_DETAILS_H

#include "support_queue_gui/screen/ui.h"

/* For the selected client. */
void mode_details_open(struct ui *ui);

/* Stays with a client that gets another id. True if it got one. */
bool mode_details_follow(struct ui *ui);

#endif
