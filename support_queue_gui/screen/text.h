/* Modes that show a text: scrolling, and the hints below it. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_TEXT_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_TEXT_H

#include "support_queue_gui/screen/lines.h"
#include "support_queue_gui/screen/ui.h"

void text_move(struct ui *ui, long lines);
/* The lines of the mode. */
void text_draw(struct ui *ui, const struct place *at);
int text_footer(const struct ui *ui, int y);
/* Puts the cursor on the line that was found, otherwise on the first one. */
void text_cursor(const struct ui *ui, const struct place *at, int *y, int *x);

/* Goes to the next line that has ui->find, or with step -1 to the one before, and round the end;
 * with `here` the first line on the screen counts, too. False if there is none. */
bool text_find(struct ui *ui, int step, bool here);
/* How far the text is scrolled. */
size_t *text_scroll(struct ui *ui);

#endif
