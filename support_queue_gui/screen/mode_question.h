/*
 * A question that one key answers: y means yes, and every other key no. It is shown whole; why it
 * is asked follows, as far as there is room. The client that it is about is fixed in ui->subject
 * when it is asked: the selection may move before it is answered.
 */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_MODE_QUESTION_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_MODE_QUESTION_H

#include "support_queue_gui/screen/ui.h"

/* The text ends with its question mark: what the keys do is added after it. */
void question_ask(struct ui *ui, void (*yes)(struct ui *ui), const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Adds to the question that has just been asked why it is asked. */
void question_add_reason(struct ui *ui, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Adds to it another key that does something else, and its word, "show it". */
void question_add_key(struct ui *ui, long key, const char *word, void (*other)(struct ui *ui));

#endif
