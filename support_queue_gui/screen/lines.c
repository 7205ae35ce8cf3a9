#include "support_queue_gui/screen/lines.h"

enum { LABEL_WIDTH = 13 };

/* The line of the screen that the next one is for; -1 if it is not seen. */
static int place_line(struct lines *l)
{
    size_t number = l->number++;
    if (number < l->skip || number - l->skip >= (size_t)l->count)
        return -1;
    return l->first + (int)(number - l->skip);
}

void lines_put(struct lines *l, attr_t look, const char *text)
{
    int y = place_line(l);
    if (y >= 0)
        draw_line(y, look, text);
}

void lines_put_labelled(struct lines *l, const char *label, attr_t look, const char *text)
{
    int y = place_line(l);
    if (y < 0)
        return;
    draw_line(y, A_NORMAL, "");
    draw(y, 1, LABEL_WIDTH, A_NORMAL, label);
    draw(y, LABEL_WIDTH + 3, getmaxx(stdscr), look, text);
}

void lines_fill(struct lines *l)
{
    while (l->number < l->skip + (size_t)l->count)
        lines_put(l, A_NORMAL, "");
}
