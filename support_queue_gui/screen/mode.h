/*
 * A mode of the screen: it says what keys do, and what is drawn where. Modes lie on top of each
 * other, the list below all; where a mode draws nothing, the mode below it does. mode_NAME.c has
 * each.
 */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_MODE_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_MODE_H

#include <stdbool.h>

#include "support_queue_gui/screen/key.h"

/* The lines between header and footer, and where that begins. */
struct place {
    int first;
    int lines;
    int footer;
};

struct lines;

struct mode {
    unsigned keys; /* which keys of the table act: of key_place */

    bool types; /* characters are text: also those of a burst, or pasted */
    /* Takes a key of its own; false: the key is for the table. NULL: it has none. */
    bool (*key)(struct ui *ui, long key);
    /* Moves by lines; for the first and the last, by more lines than there can be. NULL: nothing
     * moves. */
    void (*move)(struct ui *ui, long lines);
    /* A click of the mouse on a line and column of the screen. NULL: it is ignored. */
    void (*click)(struct ui *ui, int line, int column);
    /* NULL: does the same as back. */
    void (*enter)(struct ui *ui);
    /* NULL: the mode is left. */
    void (*back)(struct ui *ui);

    /* The text that it shows, in which text_find searches. NULL: none. */
    void (*lines)(const struct ui *ui, struct lines *l);
    /* NULL: what is below shows through. */
    void (*draw)(struct ui *ui, const struct place *at);
    /* How many lines the footer takes; draws them from line y on if that is not negative. */
    int (*footer)(const struct ui *ui, int y);
    /* Where the cursor is: screen readers and magnifiers follow it. */
    void (*cursor)(const struct ui *ui, const struct place *at, int *y, int *x);
};

#endif
