/* Draws the whole screen. It does not read the disk. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_PAINT_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_PAINT_H

#include "support_queue_gui/screen/ui.h"

void paint(struct ui *ui);

#endif
