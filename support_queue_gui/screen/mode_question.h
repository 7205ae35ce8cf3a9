/*
 * A question that one key answers: y does it, and every other key does not. What it is about is
 * fixed in ui->subject when it is asked: the selection may move before it is answered.
 */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_MODE_QUESTION_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_MODE_QUESTION_H

#include "support_queue_gui/screen/ui.h"

void question_ask(struct ui *ui, void (*yes)(struct ui *ui), const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
