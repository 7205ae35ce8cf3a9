#include "support_queue_gui/screen/mode_list.h"

#include "support_queue_gui/screen/hints.h"
#include "support_queue_gui/screen/mode_details.h"
#include "support_queue_gui/screen/pane.h"
#include "support_queue_gui/screen/rows.h"

enum { LEAST_LIST = 3, PANE_MOST = 14 };

static void move_selection(struct ui *ui, long lines)
{
    model_move(&ui->model, lines);
    model_look(&ui->model);
}

static void show_all(struct ui *ui)
{
    model_set_filter(&ui->model, "");
    model_set_ticket(&ui->model, "");
}

static void draw_list(struct ui *ui, const struct place *at)
{
    int pane = at->lines - 1 - LEAST_LIST - 1;
    if (pane > (at->lines - 2) * 3 / 5)
        pane = (at->lines - 2) * 3 / 5;
    if (pane > PANE_MOST)
        pane = PANE_MOST;
    if (pane < 2)
        pane = 0;
    int list = at->lines - (pane > 0 ? pane + 1 : 0); /* with their heads */
    rows_draw(ui, at->first, list);
    if (pane > 0) {
        (void)mvhline(at->first + list, 0, '-', getmaxx(stdscr));
        struct lines lines = {.first = at->first + list + 1, .count = pane};
        pane_lines(ui, &lines);
        lines_fill(&lines);
    }
}

static void find_cursor(const struct ui *ui, const struct place *at, int *y, int *x)
{
    *y = at->first + 1 + (int)(ui->model.selected_line - ui->top);
    *x = 0;
}

const struct mode mode_list = {
    .keys = KEY_LIST | KEY_CLIENT | KEY_TEXT,
    .move = move_selection,
    .enter = mode_details_open,
    .back = show_all,
    .draw = draw_list,
    .footer = hints_footer,
    .cursor = find_cursor,
};
