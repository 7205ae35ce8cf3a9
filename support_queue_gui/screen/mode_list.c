#include "support_queue_gui/screen/mode_list.h"

#include "support_queue_gui/screen/hints.h"
#include "support_queue_gui/screen/mode_details.h"
#include "support_queue_gui/screen/pane.h"
#include "support_queue_gui/screen/rows.h"

enum {
    LEAST_LIST = 3,    /* rows of clients, however much the pane needs */
    BESIDE_FROM = 120, /* columns: on less, list and pane would both be cut */
    PANE_SHARE = 40    /* of these, in percent */
};

static void move_selection(struct ui *ui, long lines)
{
    model_move(&ui->model, lines);
    model_mark_seen(&ui->model);
}

/* Selects a row, and opens it if it is selected already. While the queue is read, rows may move
 * before they are painted again. */
static void click(struct ui *ui, int line, int column)
{
    size_t row;
    if (!loader_is_ready(ui->loader) || !rows_find(ui, line, column, &row))
        return;
    if (row == ui->model.selected_line)
        mode_details_open(ui);
    else
        move_selection(ui, (long)row - (long)ui->model.selected_line);
}

static void show_all(struct ui *ui)
{
    model_set_filter(&ui->model, "");
    model_set_ticket(&ui->model, "");
}

/* Puts the pane beside the list, which is as wide as its rows need, if that leaves enough for the
 * pane. */
static void draw_beside(struct ui *ui, const struct place *at, int columns)
{
    int list = columns - columns * PANE_SHARE / 100;
    struct lines pane = {
        .first = at->first, .x = list + 1, .width = columns - list - 1, .count = at->lines};
    rows_draw(ui, at->first, at->lines, list - 1);
    (void)mvvline(at->first, list, '|', at->lines);
    pane_lines(ui, &pane);
    lines_fill(&pane);
}

/* Puts the pane below the list: it gets half of the lines, and those that the list does not
 * need. */
static void draw_below(struct ui *ui, const struct place *at, int columns)
{
    int needed =
        ui->model.shown_count < (size_t)at->lines ? (int)ui->model.shown_count + 1 : at->lines;
    int count = at->lines - 1 - (needed > LEAST_LIST + 1 ? needed : LEAST_LIST + 1);
    if (count < (at->lines - 1) / 2)
        count = (at->lines - 1) / 2;
    if (count > at->lines - 1 - LEAST_LIST - 1)
        count = at->lines - 1 - LEAST_LIST - 1;
    if (count < 2)
        count = 0;
    int list = at->lines - (count > 0 ? count + 1 : 0); /* with their heads */
    rows_draw(ui, at->first, list, columns);
    if (count == 0)
        return;
    struct lines pane = {.first = at->first + list + 1, .count = count};
    (void)mvhline(at->first + list, 0, '-', columns);
    pane_lines(ui, &pane);
    lines_fill(&pane);
}

static void draw_list(struct ui *ui, const struct place *at)
{
    int columns = getmaxx(stdscr);
    pane_schedule_redraw(ui);
    if (columns >= BESIDE_FROM)
        draw_beside(ui, at, columns);
    else
        draw_below(ui, at, columns);
}

static void find_cursor(const struct ui *ui, const struct place *at, int *y, int *x)
{
    *y = at->first + 1 + (int)(ui->model.selected_line - ui->top);
    *x = 0;
}

const struct mode mode_list = {
    .keys = KEY_LIST | KEY_CLIENT | KEY_TEXT | KEY_SEARCH,
    .move = move_selection,
    .click = click,
    .enter = mode_details_open,
    .back = show_all,
    .draw = draw_list,
    .footer = hints_footer,
    .cursor = find_cursor,
};
