/* Lines that are drawn into a window of the screen, of which some are scrolled away. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_LINES_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_LINES_H

#include "support_queue_gui/screen/draw.h"

struct lines {
    int first;     /* line of the screen */
    int count;     /* how many of the screen it has */
    size_t skip;   /* how many are scrolled away */
    size_t number; /* how many have been put */
};

void lines_put(struct lines *l, attr_t look, const char *text);
void lines_put_labelled(struct lines *l, const char *label, attr_t look, const char *text);
/* Empty ones to the end of the window. */
void lines_fill(struct lines *l);

#endif
