#include "support_queue_gui/screen/act_find.h"

#include <stdio.h>

#include "support_queue_gui/screen/mode_line.h"
#include "support_queue_gui/screen/text.h"

/* Whether the search is in a text that lies above the list. */
static bool is_text(const struct ui *ui)
{
    return ui_mode(ui)->lines != NULL;
}

static void find(struct ui *ui, int step, bool here)
{
    if (ui->find[0] == '\0')
        ui_set_message(ui, "/ searches");
    else if (!text_find(ui, step, here))
        ui_set_message(ui, "'%s' not found in this text", ui->find);
}

static void end_find(struct ui *ui)
{
    *text_scroll(ui) = ui->find_scroll;
    find(ui, 1, true); /* the cursor is there already, if it was found */
}

static void drop_find(struct ui *ui)
{
    ui->find[0] = '\0';
    *text_scroll(ui) = ui->find_scroll;
}

static void find_typed(struct ui *ui)
{
    (void)snprintf(ui->find, sizeof ui->find, "%s", ui->line.prompt.text);
    *text_scroll(ui) = ui->find_scroll;
    if (ui->find[0] != '\0')
        find(ui, 1, true);
}

static void ask_find(struct ui *ui)
{
    static const struct line_kind kind = {
        .history = HISTORY_TEXTS, .done = end_find, .typed = find_typed, .dropped = drop_find};
    ui->find_scroll = *text_scroll(ui);
    line_ask(ui, &kind, "", "Search: ");
}

static void search(struct ui *ui, int step, bool here)
{
    if (ui->search[0] == '\0')
        ui_set_message(ui, "/ searches");
    else if (!model_search(&ui->model, ui->search, step, here))
        ui_set_message(ui, "'%s' not found", ui->search);
}

static void end_search(struct ui *ui)
{
    search(ui, 1, true); /* the cursor is there already, if it was found */
}

/* Where the cursor was when the line was begun: Esc goes back there. */
static void save_position(struct ui *ui)
{
    (void)snprintf(ui->line.from, sizeof ui->line.from, "%s", ui->model.selected);
}

static void restore_position(struct ui *ui)
{
    model_select(&ui->model, ui->line.from);
    (void)model_arrange(&ui->model); /* without memory the list is empty */
}

/* Begins where the line was begun: what is typed next may be nearer. */
static void search_typed(struct ui *ui)
{
    (void)snprintf(ui->search, sizeof ui->search, "%s", ui->line.prompt.text);
    restore_position(ui);
    if (ui->search[0] != '\0')
        search(ui, 1, true);
}

void act_search(struct ui *ui)
{
    if (is_text(ui)) {
        ask_find(ui);
        return;
    }
    static const struct line_kind kind = {.history = HISTORY_TEXTS,
                                          .done = end_search,
                                          .typed = search_typed,
                                          .dropped = restore_position};
    line_ask(ui, &kind, "", "Search: ");
    save_position(ui);
}

void act_search_next(struct ui *ui)
{
    if (is_text(ui))
        find(ui, 1, false);
    else
        search(ui, 1, false);
}

void act_search_previous(struct ui *ui)
{
    if (is_text(ui))
        find(ui, -1, false);
    else
        search(ui, -1, false);
}

void act_next_caller(struct ui *ui)
{
    if (!model_next_caller(&ui->model))
        ui_set_message(ui, "nobody else without a ticket has called since you looked");
}

static void filter_typed(struct ui *ui)
{
    model_set_filter(&ui->model, ui->line.prompt.text);
}

static void drop_filter(struct ui *ui)
{
    model_set_filter(&ui->model, "");
    restore_position(ui);
}

void act_filter(struct ui *ui)
{
    static const struct line_kind kind = {
        .history = HISTORY_TEXTS, .typed = filter_typed, .dropped = drop_filter};
    line_ask(ui, &kind, ui->model.filter, "Filter: ");
    save_position(ui);
}

void act_sort(struct ui *ui)
{
    model_set_sort(&ui->model, (enum model_sort)((ui->model.sort + 1) % MODEL_SORTS), false);
    ui_set_message(ui, "sorted by %s; S reverses it", model_sort_name(ui->model.sort));
}

void act_sort_reverse(struct ui *ui)
{
    model_set_sort(&ui->model, ui->model.sort, !ui->model.reversed);
}
