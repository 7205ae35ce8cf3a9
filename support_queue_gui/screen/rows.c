#include "support_queue_gui/screen/rows.h"

#include <stdio.h>
#include <time.h>

#include "common/timefmt.h"
#include "support_queue_gui/entry_words.h"
#include "support_queue_gui/screen/draw.h"

/* The columns of the list. */
enum column { STATE, CALLED, MACHINE, SERIAL, PLACE, TICKET, COLUMNS_COUNT };

struct columns {
    int width[COLUMNS_COUNT]; /* 0: not shown */
    bool names;               /* there is room for host names beside the addresses */
};

enum { CALLED_WIDTH = 13, ADDRESS_WIDTH = 15, NAMES_FROM = 40 };

/* What is narrowest gives way last: state and serial stay. */
static struct columns fit_columns(int width)
{
    struct columns c = {.width = {[STATE] = 8, [SERIAL] = 14}};
    int left = width - 2 - c.width[STATE] - 1 - c.width[SERIAL] - 1;
    if (left > CALLED_WIDTH) {
        c.width[CALLED] = CALLED_WIDTH;
        left -= CALLED_WIDTH + 1;
    }
    if (left >= 10) {
        c.width[TICKET] = left / 5 > 8 ? left / 5 : 8;
        left -= c.width[TICKET] + 1;
    }
    if (left > ADDRESS_WIDTH) {
        c.names = left >= NAMES_FROM;
        c.width[PLACE] = c.names ? left / 2 : ADDRESS_WIDTH;
        left -= c.width[PLACE] + 1;
    }
    c.width[MACHINE] = left > 0 ? left : 0;
    return c;
}

static void paint_cells(int y, attr_t look, attr_t state_attr, const struct columns *c,
                        const char *const texts[COLUMNS_COUNT])
{
    int x = 2;
    for (size_t i = 0; i < COLUMNS_COUNT; i++) {
        if (c->width[i] == 0)
            continue;
        draw(y, x, c->width[i], i == STATE ? look | state_attr : look, texts[i]);
        x += c->width[i] + 1;
    }
}

static void paint_heads(const struct ui *ui, int y, const struct columns *c)
{
    static const enum model_sort sorts[] = {MODEL_BY_STATE,  MODEL_BY_CALL,  MODEL_BY_MACHINE,
                                            MODEL_BY_SERIAL, MODEL_BY_PLACE, MODEL_BY_TICKET};
    const char *heads[] = {
        "STATE", "CALLED", "MACHINE", "SERIAL", c->names ? "NAME, ADDRESS" : "ADDRESS", "TICKET"};
    char marked[COLUMNS_COUNT][24];
    const char *texts[COLUMNS_COUNT];
    for (size_t i = 0; i < COLUMNS_COUNT; i++) {
        const char *arrow = sorts[i] != ui->model.sort ? "" : ui->model.reversed ? " ^" : " v";
        (void)snprintf(marked[i], sizeof marked[i], "%s%s", heads[i], arrow);
        texts[i] = marked[i];
    }
    draw_line(y, A_BOLD, "");
    paint_cells(y, A_BOLD, A_NORMAL, c, texts);
}

enum { HOUR_S = 3600, DAY_S = 24 * HOUR_S };

/* "12:52  3 min": the clock time stays true while the screen stands still, which it does while
 * nothing happens. */
static void called_words(time_t when, char *out, size_t size)
{
    char ago[32];
    char at[8] = "";
    struct tm tm;
    time_t now = time(NULL);
    if (localtime_r(&when, &tm) != NULL)
        (void)strftime(at, sizeof at, "%H:%M", &tm);
    /* Whole hours and whole days will do: "2 h", not "2 h 5 min". */
    long span = (long)(now - when);
    span -= span >= DAY_S ? span % DAY_S : span >= HOUR_S ? span % HOUR_S : 0;
    time_words(span, ago, sizeof ago);
    (void)snprintf(out, size, "%s %s", at, ago);
}

static void paint_row(int y, const struct model_row *row, const struct columns *c, bool runs,
                      bool selected)
{
    char called[48];
    char machine[DRAW_LINE_SIZE] = "";
    attr_t look = (selected ? A_REVERSE : A_NORMAL) | (row->fresh ? A_BOLD : A_NORMAL);
    called_words(row->last_call, called, sizeof called);
    draw_append(machine, "%s%s%s", row->note, row->note[0] != '\0' ? "; " : "", row->machine);
    const char *texts[] = {entry_state_shown(row->state, runs),  called,     machine, row->serial,
                           c->names ? row->place : row->address, row->ticket};
    draw_line(y, look, selected ? ">" : row->fresh ? "*" : "");
    if (row->claimed)
        draw(y, 1, 1, look | A_BOLD, "!");
    paint_cells(y, look, selected ? A_NORMAL : draw_state(row->state), c, texts);
}

static void scroll_to_selected(struct ui *ui, size_t page)
{
    size_t line = ui->model.selected_line;
    ui->page = page;
    if (page == 0)
        return;
    if (line < ui->top)
        ui->top = line;
    if (line >= ui->top + page)
        ui->top = line - page + 1;
    if (ui->top + page > ui->model.shown_count)
        ui->top = ui->model.shown_count > page ? ui->model.shown_count - page : 0;
}

void rows_draw(struct ui *ui, int first, int lines)
{
    struct columns c = fit_columns(getmaxx(stdscr));
    const char *none = !loader_ready(ui->loader) ? "  reading the queue ..."
                       : ui->model.count > 0     ? "  no client fits; Esc shows all"
                                                 : "  nobody is calling for help";
    paint_heads(ui, first++, &c);
    lines--;
    scroll_to_selected(ui, lines > 0 ? (size_t)lines : 0);
    for (int i = 0; i < lines; i++) {
        size_t at = ui->top + (size_t)i;
        if (at < ui->model.shown_count)
            paint_row(first + i, ui->model.shown[at], &c, ui->runs, at == ui->model.selected_line);
        else
            draw_line(first + i, A_NORMAL, i == 0 && ui->model.shown_count == 0 ? none : "");
    }
}
