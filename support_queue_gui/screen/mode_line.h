/* A line is typed. The caller says what it is for. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_MODE_LINE_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_MODE_LINE_H

#include "support_queue_gui/screen/ui.h"

/* What is done with the line; any may be NULL. When it is done, the text is in ui->line.prompt,
 * without blanks at its ends. */
struct line_kind {
    enum ui_history_kind history;   /* the lines before that Up brings back */
    void (*done)(struct ui *ui);    /* Enter; the mode has been left by then */
    void (*typed)(struct ui *ui);   /* it has changed */
    void (*dropped)(struct ui *ui); /* Esc */
};

/* The line begins with text; label is put before it, or above it if the label is too long. */
void line_ask(struct ui *ui, const struct line_kind *kind, const char *text, const char *label, ...)
    __attribute__((format(printf, 4, 5)));

#endif
