/* The screen's tools: one that has the terminal, or up to UI_JOBS_MAX in the background. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_UI_TOOLS_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_UI_TOOLS_H

#include <stdbool.h>
#include <stddef.h>

#include "support_queue_gui/screen/ui.h"

/* Runs it, and waits for it if it has the terminal. */
void ui_start_tool(struct ui *ui, const struct tool *tool);

/* Reads what a job has written, when there is something. True if that is to be shown. */
bool ui_read_output(struct ui *ui, size_t job);
/* Looks after jobs that have closed their output and ended. True if there was one. */
bool ui_reap_jobs(struct ui *ui);
size_t ui_jobs_running(const struct ui *ui);
/* Reads nothing more of any job. */
void ui_end_jobs(struct ui *ui);

#endif
