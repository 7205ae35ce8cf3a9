/* Drawing the state of the screen. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_PAINT_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_PAINT_H

#include "support_queue_gui/screen/ui.h"

/* Draws everything anew; curses sends what differs. Nothing is sent when nothing differs. Reads
 * nothing: what is shown is in *ui, which learns what fits: top, page and scroll. */
void paint(struct ui *ui);

#endif
