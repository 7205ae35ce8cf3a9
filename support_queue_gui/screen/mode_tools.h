/* Choosing which tool to run. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_MODE_TOOLS_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_MODE_TOOLS_H

#include "support_queue_gui/screen/ui.h"

/* For the client in view. */
void mode_tools_open(struct ui *ui);

/* Whether a tool has this key of its own, and which; the key as people read it. */
bool tool_has_key(const struct ui *ui, long key, size_t *tool);
/* Runs it on the client in view. */
void mode_tools_run(struct ui *ui, size_t tool);

#endif
