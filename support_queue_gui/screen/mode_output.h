/* What background tools have written. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_MODE_OUTPUT_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_MODE_OUTPUT_H

#include "support_queue_gui/screen/ui.h"

void mode_output_open(struct ui *ui);

#endif
