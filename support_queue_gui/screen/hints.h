/* The footer of the list and of details: the keys that do something now. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_HINTS_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_HINTS_H

#include "support_queue_gui/screen/ui.h"

/* The footer function of a mode, see mode.h. */
int hints_footer(const struct ui *ui, int y);

#endif
