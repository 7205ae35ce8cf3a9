/* Lines that are drawn into a window of the screen, of which some are scrolled away. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_LINES_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_LINES_H

#include "support_queue_gui/screen/draw.h"

/* Lines are counted from 1; 0 is none. */
struct lines_find {
    const char *text; /* that is searched for, in small letters; NULL: nothing is */
    size_t from;      /* the line from which it is */
    size_t marked;    /* the line that is shown as found, if it fits */
    size_t first, last;
    size_t before, behind; /* the nearest to from, without it */
};

struct lines {
    int first;     /* line of the screen */
    int x;         /* its first column, */
    int width;     /* and how many it has; 0: as many as the screen */
    int count;     /* how many lines of the screen it has */
    size_t skip;   /* how many are scrolled away */
    size_t number; /* how many have been put */
    struct lines_find find;
};

/* One line, cut where it is longer. */
void lines_put(struct lines *l, attr_t look, const char *text);
/* As many lines as the text needs. */
void lines_put_wrapped(struct lines *l, attr_t look, const char *text);
/* The text behind a label, wrapped. */
void lines_put_labelled(struct lines *l, const char *label, attr_t look, const char *text);
/* Texts beside each other where they fit into one line, else below each other; the first looks as
 * `look` says. */
void lines_put_beside(struct lines *l, attr_t look, const char *const *texts, size_t count);
/* Empty ones to the end of the window. */
void lines_fill(struct lines *l);

#endif
