#include "support_queue_gui/screen/text.h"

void text_move(struct ui *ui, long lines)
{
    /* No text has more lines than this; drawing knows where the end is, and may come late. */
    const long most = UI_OUTPUT_SIZE;
    size_t *scroll = &ui->modes[ui->depth - 1].scroll;
    if (lines > most)
        lines = most;
    long to = lines < -most ? 0 : (long)*scroll + lines;
    *scroll = to < 0 ? 0 : to < most ? (size_t)to : (size_t)most;
}

/* Once to see how many lines there are, so that nobody scrolls beyond the last, and once to show
 * those that have room. The text may lie below another mode. */
void text_draw(struct ui *ui, const struct place *at,
               void (*lines)(const struct ui *ui, struct lines *l))
{
    size_t depth = ui->depth;
    while (ui->modes[depth - 1].mode->draw == NULL)
        depth--;
    size_t *scroll = &ui->modes[depth - 1].scroll;
    ui->page = at->lines > 0 ? (size_t)at->lines : 0;
    struct lines l = {.first = 0};
    lines(ui, &l);
    size_t most = l.number > (size_t)at->lines ? l.number - (size_t)at->lines : 0;
    if (*scroll > most)
        *scroll = most;
    l = (struct lines){.first = at->first, .count = at->lines, .skip = *scroll};
    lines(ui, &l);
    lines_fill(&l);
}

int text_footer(const struct ui *ui, int y)
{
    (void)ui;
    if (y >= 0)
        draw_line(y, A_REVERSE, " Up, Down scroll   Esc back");
    return 1;
}

void text_cursor(const struct ui *ui, const struct place *at, int *y, int *x)
{
    (void)ui;
    *y = at->first;
    *x = 0;
}
