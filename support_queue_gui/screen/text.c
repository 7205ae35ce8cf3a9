#include "support_queue_gui/screen/text.h"

#include "common/fold.h"

enum { FOLDED_SIZE = 2 * PROMPT_SIZE };

/* Where the text is among the modes: it may lie below another one. */
static size_t text_depth(const struct ui *ui)
{
    size_t depth = ui->depth - 1;
    while (ui->modes[depth].mode->draw == NULL)
        depth--;
    return depth;
}

static void prepare(const struct ui *ui, struct lines_find *find, char folded[FOLDED_SIZE])
{
    (void)text_fold(ui->find, folded, FOLDED_SIZE);
    find->text = folded[0] != '\0' ? folded : NULL;
}

bool text_find(struct ui *ui, int step, bool here)
{
    size_t depth = text_depth(ui);
    size_t scroll = ui->modes[depth].scroll;
    size_t found = here ? 0 : ui->modes[depth].found;
    char folded[FOLDED_SIZE];
    struct lines l = {.find = {.from = found != 0 ? found : step > 0 ? scroll : scroll + 1}};
    prepare(ui, &l.find, folded);
    ui->modes[depth].mode->lines(ui, &l);
    found = step > 0 ? l.find.behind : l.find.before;
    if (found == 0)
        found = step > 0 ? l.find.first : l.find.last;
    ui->modes[depth].found = found;
    if (found != 0 && (found <= scroll || found > scroll + ui->page))
        ui->modes[depth].scroll = found - 1;
    return found != 0;
}

size_t *text_scroll(struct ui *ui)
{
    return &ui->modes[text_depth(ui)].scroll;
}

void text_move(struct ui *ui, long lines)
{
    /* No text has more lines than this; drawing knows where the end is, but may come too late. */
    const long most = UI_OUTPUT_SIZE;
    size_t *scroll = &ui->modes[ui->depth - 1].scroll;
    if (lines > most)
        lines = most;
    long to = lines < -most ? 0 : (long)*scroll + lines;
    *scroll = to < 0 ? 0 : to < most ? (size_t)to : (size_t)most;
}

/* Goes through the lines once to count them, so that nobody scrolls beyond the last, and once to
 * draw those that there is room for. */
void text_draw(struct ui *ui, const struct place *at)
{
    size_t depth = text_depth(ui);
    void (*lines)(const struct ui *ui, struct lines *l) = ui->modes[depth].mode->lines;
    size_t *scroll = &ui->modes[depth].scroll;
    char folded[FOLDED_SIZE];
    ui->page = at->lines > 0 ? (size_t)at->lines : 0;
    struct lines l = {.first = 0};
    lines(ui, &l);
    size_t most = l.number > (size_t)at->lines ? l.number - (size_t)at->lines : 0;
    if (*scroll > most)
        *scroll = most;
    l = (struct lines){.first = at->first,
                       .count = at->lines,
                       .skip = *scroll,
                       .find = {.marked = ui->modes[depth].found}};
    prepare(ui, &l.find, folded);
    lines(ui, &l);
    lines_fill(&l);
}

int text_footer(const struct ui *ui, int y)
{
    (void)ui;
    if (y >= 0)
        draw_line(y, A_REVERSE, " Up, Down scroll   / search   Esc back");
    return 1;
}

void text_cursor(const struct ui *ui, const struct place *at, int *y, int *x)
{
    size_t depth = text_depth(ui);
    size_t found = ui->modes[depth].found;
    size_t scroll = ui->modes[depth].scroll;
    bool seen = ui->find[0] != '\0' && found > scroll && found - scroll <= (size_t)at->lines;
    *y = at->first + (seen ? (int)(found - scroll) - 1 : 0);
    *x = 0;
}
