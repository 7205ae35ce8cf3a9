/* All that is known of one client. They stay when it leaves, and say so. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_MODE_DETAILS_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_MODE_DETAILS_H

#include "support_queue_gui/screen/ui.h"

/* Of the selected client. */
void mode_details_open(struct ui *ui);

/* A client that gets another id is still the same. True if one did. */
bool mode_details_follow(struct ui *ui);

#endif
