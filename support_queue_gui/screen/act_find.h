/* Searching, filtering, sorting: which clients of the queue are shown, and where the selection
 * is. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_ACT_FIND_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_ACT_FIND_H

#include "support_queue_gui/screen/ui.h"

void act_search(struct ui *ui);
void act_search_next(struct ui *ui);
void act_search_previous(struct ui *ui);
/* Goes to the next client that nobody has taken care of. */
void act_next_caller(struct ui *ui);
void act_filter(struct ui *ui);
void act_sort(struct ui *ui);
void act_sort_reverse(struct ui *ui);

#endif
