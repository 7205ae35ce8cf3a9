/* The keys and the tools, with what they do. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_MODE_HELP_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_MODE_HELP_H

#include "support_queue_gui/screen/ui.h"

void mode_help_open(struct ui *ui);

#endif
