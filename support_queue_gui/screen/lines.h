/* Lines that are drawn into a window of the screen; some of them are scrolled out of it. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_LINES_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_LINES_H

#include "support_queue_gui/screen/draw.h"

/* Lines are counted from 1; 0 is none. */
struct lines_find {
    const char *text; /* text that is searched for, in lower case; NULL: none is */
    size_t from;      /* the line from which the search starts */
    size_t marked;    /* the line that is marked as found, if it fits */
    size_t first, last;
    size_t before, behind; /* the matches nearest to from, which does not count */
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

/* Adds one line, which is cut if it is longer. */
void lines_put(struct lines *l, attr_t look, const char *text);
/* Adds as many lines as the text needs. */
void lines_put_wrapped(struct lines *l, attr_t look, const char *text);
/* Adds a label and the text after it, wrapped. */
void lines_put_labelled(struct lines *l, const char *label, attr_t look, const char *text);
/* Adds texts beside each other if they fit into one line, otherwise below each other; the first is
 * drawn with `look`. */
void lines_put_beside(struct lines *l, attr_t look, const char *const *texts, size_t count);
/* Adds empty lines up to the end of the window. */
void lines_fill(struct lines *l);

#endif
