#include "support_queue_gui/screen/rows.h"

#include <stdio.h>
#include <time.h>

#include "support_queue_gui/entry_format.h"
#include "support_queue_gui/screen/draw.h"

/* The columns of the list. */
enum column { STATE, CALLED, NAME, SERIAL, MACHINE, TICKET, COLUMNS_COUNT };

struct columns {
    int width[COLUMNS_COUNT]; /* 0: not shown */
};

enum { MARKS = 2, STATE_WIDTH = 8, CALLED_WIDTH = 12, LEAST_WIDTH = 6 };

static const char *const heads[COLUMNS_COUNT] = {"STATE",  "CALLED",  "NAME",
                                                 "SERIAL", "MACHINE", "TICKET"};

/* What is shortened if there is no room for all, and down to what width (0: left out): the make and
 * model first, tickets last; the state and some of the serial number are kept. */
static const struct {
    enum column column;
    int least;
} yields[] = {{MACHINE, 12}, {NAME, 15},   {SERIAL, 12}, {MACHINE, 0}, {CALLED, 0},
              {NAME, 8},     {TICKET, 14}, {NAME, 0},    {TICKET, 0},  {SERIAL, 1}};

/* As wide as its contents, but within bounds: one odd client must not push out the rest. */
static int natural(unsigned char needed, enum column column)
{
    static const int least[] = {[NAME] = 8, [SERIAL] = 8, [MACHINE] = 8, [TICKET] = 8};
    static const int most[] = {[NAME] = 28, [SERIAL] = 18, [MACHINE] = 48, [TICKET] = 24};
    return needed < least[column] ? least[column] : needed > most[column] ? most[column] : needed;
}

static int total(const struct columns *c)
{
    int sum = MARKS;
    for (size_t i = 0; i < COLUMNS_COUNT; i++)
        sum += c->width[i] > 0 ? c->width[i] + 1 : 0;
    return sum - 1;
}

static struct columns fit_columns(const struct model *model, int width)
{
    struct columns c = {.width = {[STATE] = STATE_WIDTH,
                                  [CALLED] = CALLED_WIDTH,
                                  [NAME] = natural(model->columns[MODEL_NAME], NAME),
                                  [SERIAL] = natural(model->columns[MODEL_SERIAL], SERIAL),
                                  [MACHINE] = natural(model->columns[MODEL_MACHINE], MACHINE),
                                  [TICKET] = natural(model->columns[MODEL_HOLDER], TICKET)}};
    for (size_t i = 0; i < sizeof yields / sizeof yields[0]; i++) {
        int *w = &c.width[yields[i].column];
        int over = total(&c) - width;
        if (over <= 0 || *w <= yields[i].least)
            continue;
        *w = *w - over > yields[i].least ? *w - over : yields[i].least;
        bool all = yields[i].column == CALLED; /* a part of it says nothing */
        if (yields[i].least == 0 && (all || *w < LEAST_WIDTH))
            *w = 0;
    }
    return c;
}

static void paint_cells(int y, attr_t look, attr_t state_attr, const struct columns *c,
                        const char *const texts[COLUMNS_COUNT])
{
    int x = MARKS;
    for (size_t i = 0; i < COLUMNS_COUNT; i++) {
        if (c->width[i] == 0)
            continue;
        draw(y, x, c->width[i], i == STATE ? look | state_attr : look, texts[i]);
        x += c->width[i] + 1;
    }
}

static void paint_heads(const struct ui *ui, int y, int width, const struct columns *c)
{
    static const enum model_sort sorts[] = {MODEL_BY_STATE,  MODEL_BY_CALL,    MODEL_BY_NAME,
                                            MODEL_BY_SERIAL, MODEL_BY_MACHINE, MODEL_BY_TICKET};
    char marked[COLUMNS_COUNT][24];
    const char *texts[COLUMNS_COUNT];
    for (size_t i = 0; i < COLUMNS_COUNT; i++) {
        const char *arrow = sorts[i] != ui->model.sort ? "" : ui->model.reversed ? " ^" : " v";
        (void)snprintf(marked[i], sizeof marked[i], "%s%s", heads[i], arrow);
        texts[i] = marked[i];
    }
    draw(y, 0, width, A_BOLD, "");
    paint_cells(y, A_BOLD, A_NORMAL, c, texts);
}

/* "20:26  1 min": the local time, and how long ago that is, which is painted again when it is no
 * longer true. */
static void format_called(struct ui *ui, time_t when, time_t now, char *out, size_t size)
{
    char ago[32];
    char at[8] = "";
    struct tm tm;
    if (localtime_r(&when, &tm) != NULL)
        (void)strftime(at, sizeof at, "%H:%M", &tm);
    ui_schedule_redraw(ui, entry_format_age(when, now, ago, sizeof ago));
    (void)snprintf(out, size, "%s %6s", at, ago);
}

static void format_holder(struct ui *ui, const struct model_row *row, time_t now,
                          char out[ENTRY_TICKET_SIZE])
{
    time_t until = row->taken_time + ENTRY_TAKEN_SECONDS;
    bool taken = row->ticket[0] == '\0' && row->taken_by[0] != '\0' && until > now;
    if (!taken) {
        entry_format_ticket(row->ticket, row->ticket_status, out);
        return;
    }
    (void)snprintf(out, ENTRY_TICKET_SIZE, "%s is on it", row->taken_by);
    ui_schedule_redraw(ui, until);
}

static void paint_row(struct ui *ui, int y, int width, const struct model_row *row,
                      const struct columns *c, bool selected)
{
    char called[48];
    char holder[ENTRY_TICKET_SIZE];
    time_t now = time(NULL);
    attr_t look = (selected ? A_REVERSE : A_NORMAL) | (row->fresh ? A_BOLD : A_NORMAL);
    format_called(ui, row->last_call, now, called, sizeof called);
    format_holder(ui, row, now, holder);
    const char *texts[] = {entry_state_text(row->state, ui->runs),
                           called,
                           row->name,
                           row->serial,
                           row->machine,
                           holder};
    draw(y, 0, width, look, selected ? ">" : row->fresh ? "*" : "");
    if (row->suspicious)
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

void rows_draw(struct ui *ui, int first, int lines, int width)
{
    struct columns c = fit_columns(&ui->model, width);
    const char *none = !loader_is_ready(ui->loader) ? "  reading the queue ..."
                       : ui->model.count > 0        ? "  no client matches; Esc shows all"
                                                    : "  nobody is calling for help";
    paint_heads(ui, first++, width, &c);
    lines--;
    scroll_to_selected(ui, lines > 0 ? (size_t)lines : 0);
    ui->rows_first = first;
    ui->rows_width = width;
    for (int i = 0; i < lines; i++) {
        size_t at = ui->top + (size_t)i;
        if (at < ui->model.shown_count)
            paint_row(ui, first + i, width, ui->model.shown[at], &c, at == ui->model.selected_line);
        else
            draw(first + i, 0, width, A_NORMAL, i == 0 && ui->model.shown_count == 0 ? none : "");
    }
}

bool rows_find(const struct ui *ui, int line, int column, size_t *row)
{
    if (line < ui->rows_first || column >= ui->rows_width)
        return false;
    size_t at = (size_t)(line - ui->rows_first);
    *row = ui->top + at;
    return at < ui->page && *row < ui->model.shown_count;
}
