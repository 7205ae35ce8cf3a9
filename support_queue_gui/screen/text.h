/* Modes that show a text: scrolling, and the hints below it. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_TEXT_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_TEXT_H

#include "support_queue_gui/screen/lines.h"
#include "support_queue_gui/screen/ui.h"

void text_move(struct ui *ui, long lines);
void text_draw(struct ui *ui, const struct place *at,
               void (*lines)(const struct ui *ui, struct lines *l));
int text_footer(const struct ui *ui, int y);
/* On its first line. */
void text_cursor(const struct ui *ui, const struct place *at, int *y, int *x);

#endif
