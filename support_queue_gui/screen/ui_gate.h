/*
 * The gate on the screen, before a tool and before confirming a caller: if AMT's answer is too old,
 * AMT is asked first, while the screen goes on; then a person is asked, if the gate is shut. What
 * is done is what the question was about, or nothing.
 */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_UI_GATE_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_UI_GATE_H

#include <stdbool.h>

#include "support_queue_gui/screen/ui.h"

/* Starts with ui->subject: to run the tool at ui->tool, to confirm, or only to ask AMT at the
 * address that is on the screen. */
void ui_gate_start(struct ui *ui, enum ui_aim aim);

/* A key has been pressed; true if it was one that gives up waiting for AMT. */
bool ui_gate_key(struct ui *ui, long key);

/* Continues once AMT has been asked. True if there is something to see. */
bool ui_gate_step(struct ui *ui);

void ui_gate_end(struct ui *ui);

#endif
