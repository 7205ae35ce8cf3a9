/*
 * A question that one key answers: y does it, and every other key does not. It is shown whole; why
 * it is asked stands behind it, as far as there is room. What it is about is fixed in ui->subject
 * when it is asked: the selection may move before it is answered.
 */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_MODE_QUESTION_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_MODE_QUESTION_H

#include "support_queue_gui/screen/ui.h"

/* The text ends with its question mark: what the keys do is put behind it. */
void question_ask(struct ui *ui, void (*yes)(struct ui *ui), const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* To the question that has just been asked: why. */
void question_why(struct ui *ui, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* To the same: another key that does something else, and its word, "show it". */
void question_other(struct ui *ui, long key, const char *word, void (*other)(struct ui *ui));

#endif
