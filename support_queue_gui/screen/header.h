/* The top of the screen: how many are calling, and what is wrong. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_HEADER_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_HEADER_H

#include "support_queue_gui/screen/ui.h"

/* Draws it from line y on; does not if that is negative. Returns how many lines it takes. */
int header_draw(const struct ui *ui, int y);

#endif
