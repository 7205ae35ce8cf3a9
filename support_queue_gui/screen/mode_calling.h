/* What to tell a caller: which keys to press, for the maker of the selected client first. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_MODE_CALLING_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_MODE_CALLING_H

#include "support_queue_gui/screen/ui.h"

void mode_calling_open(struct ui *ui);

#endif
