/* The list of the clients, with its heads. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_ROWS_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_ROWS_H

#include "support_queue_gui/screen/ui.h"

/* Draws it into `lines` lines from `first` on, including the heads, and `width` columns from the
 * left. */
void rows_draw(struct ui *ui, int first, int lines, int width);

/* Which of the drawn rows is at a line and column of the screen; false for none. */
bool rows_find(const struct ui *ui, int line, int column, size_t *row);

#endif
