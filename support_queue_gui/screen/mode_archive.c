#include "support_queue_gui/screen/mode_archive.h"

#include <time.h>

#include "support_queue_db/queue_wake.h"
#include "support_queue_gui/entry_format.h"
#include "support_queue_gui/screen/draw.h"

enum { READ_AHEAD = 100 };

/* Moves as far as there are lines; what comes into view is read here, because drawing does not read
 * the disk. */
static void move_choice(struct ui *ui, long lines)
{
    long last = (long)ui->archive.list.count - 1;
    long at = (long)ui->left_line;
    long to = lines > last - at ? last : lines < -at ? 0 : at + lines;
    ui->left_line = to > 0 ? (size_t)to : 0;
    archive_view_read(&ui->archive, ui->queue, ui->left_line + READ_AHEAD);
}

static void leave(struct ui *ui)
{
    ui_pop_mode(ui);
    archive_view_close(&ui->archive);
}

static void restore(struct ui *ui)
{
    struct err e;
    const struct archived *chosen = &ui->archive.list.files[ui->left_line];
    if (ui->archive.list.count == 0) {
        leave(ui);
    } else if (ui->read_only) {
        ui_set_message(ui, "not with --read-only");
    } else if (change_restore(ui->queue, chosen, &ui->last, &e) != ERR_OK) {
        ui_set_message(ui, "%s", err_is_about(&e, chosen->id) ? err_reason(&e) : e.text);
    } else {
        leave(ui);
        if (ui_reload(ui, ui->last.id))
            model_select(&ui->model, ui->last.id);
        ui_set_message(ui, "%.60s is back, and its AMT is being asked; u takes it back",
                       ui_name(ui, ui->last.id));
        if (queue_wake_identify(ui->queue, ui->conf, ui->config_file, &e) != ERR_OK)
            ui_set_message(ui, "it is back; %.300s", e.text);
    }
}

/* How many lines must be scrolled away to make the chosen one visible. */
static size_t skipped(const struct ui *ui, int lines)
{
    size_t rows = lines > 1 ? (size_t)lines - 1 : 1;
    return ui->left_line >= rows ? ui->left_line - rows + 1 : 0;
}

enum { MARKS = 2, COLUMNS = 6 };
static const int widths[COLUMNS] = {16, 10, 15, 12, 14, 32};

static void draw_cells(int y, attr_t look, const char *mark, const char *const cells[COLUMNS])
{
    int x = MARKS;
    draw_line(y, look, mark);
    for (size_t i = 0; i < COLUMNS; i++) {
        draw(y, x, widths[i], look, cells[i]);
        x += widths[i] + 1;
    }
}

static void draw_row(const struct ui *ui, int y, size_t number, time_t now)
{
    const struct archived *file = &ui->archive.list.files[number];
    const struct archive_row *row = &ui->archive.rows[number];
    bool chosen = number == ui->left_line;
    char when[ENTRY_CLOCK_SIZE];
    entry_format_clock_exact(file->when, now, when);
    const char *cells[] = {when, file->why, row->name, row->serial, row->ticket, row->machine};
    draw_cells(y, chosen ? A_REVERSE : A_NORMAL, chosen ? ">" : "", cells);
}

static void draw_archive(struct ui *ui, const struct place *at)
{
    static const char *const heads[] = {"LEFT", "WHY", "NAME", "SERIAL", "TICKET", "MACHINE"};
    time_t now = time(NULL);
    size_t first = skipped(ui, at->lines);
    if (at->lines > 0)
        draw_cells(at->first, A_BOLD, "", heads);
    if (ui->archive.list.count == 0 && at->lines > 1)
        draw_line(at->first + 1, A_NORMAL, "  nobody has left the queue");
    for (int i = 1; i < at->lines && first + (size_t)i <= ui->archive.read; i++)
        draw_row(ui, at->first + i, first + (size_t)i - 1, now);
    ui->page = at->lines > 1 ? (size_t)at->lines - 1 : 1;
}

static int footer(const struct ui *ui, int y)
{
    if (y >= 0)
        draw_line(y, A_REVERSE, ui->read_only ? " Esc back" : " Enter bring it back   Esc back");
    return 1;
}

static void find_cursor(const struct ui *ui, const struct place *at, int *y, int *x)
{
    *y = at->first + 1 + (int)(ui->left_line - skipped(ui, at->lines));
    *x = 0;
}

static const struct mode mode_archive = {
    .keys = KEY_TEXT,
    .move = move_choice,
    .enter = restore,
    .back = leave,
    .draw = draw_archive,
    .footer = footer,
    .cursor = find_cursor,
};

void mode_archive_open(struct ui *ui)
{
    struct err e;
    if (archive_view_open(&ui->archive, ui->queue, &e) != ERR_OK) {
        ui_set_message(ui, "%s", e.text);
        return;
    }
    ui->left_line = 0;
    archive_view_read(&ui->archive, ui->queue, READ_AHEAD);
    ui_push_mode(ui, &mode_archive);
}
