/* Which tool is to be run. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_MODE_TOOLS_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_MODE_TOOLS_H

#include "support_queue_gui/screen/ui.h"

/* On the client in view. */
void mode_tools_open(struct ui *ui);

#endif
