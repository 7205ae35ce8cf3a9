/* A line is typed. The caller says what it is for. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_MODE_LINE_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_MODE_LINE_H

#include "support_queue_gui/screen/ui.h"

/* What becomes of it; any may be NULL. The text is in ui->line.prompt, without blanks at its ends
 * when it is done. */
struct line_kind {
    enum ui_history_kind history;   /* the lines before that Up brings back */
    void (*done)(struct ui *ui);    /* Enter; the mode is left before */
    void (*typed)(struct ui *ui);   /* it has changed */
    void (*dropped)(struct ui *ui); /* Esc */
};

/* The line begins with text; label stands before it, or above it where that is too long. */
void line_ask(struct ui *ui, const struct line_kind *kind, const char *text, const char *label, ...)
    __attribute__((format(printf, 4, 5)));

#endif
