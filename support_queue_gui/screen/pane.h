/* What is known of the client in view: its details, and the pane with the start of them. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_PANE_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_PANE_H

#include "support_queue_gui/screen/lines.h"
#include "support_queue_gui/screen/ui.h"

void pane_lines(const struct ui *ui, struct lines *l);

/* Notes how long what they say is true. */
void pane_schedule_redraw(struct ui *ui);

#endif
