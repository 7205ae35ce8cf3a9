/* What is known of the client in view: the details, and the pane that shows their start. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_PANE_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_PANE_H

#include "support_queue_gui/screen/lines.h"
#include "support_queue_gui/screen/ui.h"

void pane_lines(const struct ui *ui, struct lines *l);

/* Notes until when they are true. */
void pane_until(struct ui *ui);

#endif
