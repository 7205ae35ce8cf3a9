#include "support_queue_gui/screen/header.h"

#include <stdio.h>
#include <string.h>

#include "common/text.h"
#include "support_queue_gui/entry_format.h"
#include "support_queue_gui/screen/draw.h"

/* What the line may say, in the order in which it is shown; from HERE on, at the right end. */
enum part {
    BELL,
    READ_ONLY,
    TICKET,
    FILTER,
    CALLING,
    NO_TICKET,
    MISMATCH,
    FAILED,
    LEFT,
    READING,
    UNREADABLE,
    HERE,
    ABOVE,
    HIDDEN,
    PARTS
};

enum { PART_SIZE = MODEL_FILTER_SIZE + 32, TROUBLE_LINES = 3 };

/* The order in which parts get room. */
static const enum part by_weight[] = {CALLING,   READ_ONLY, FILTER,     TICKET,  MISMATCH,
                                      HERE,      ABOVE,     HIDDEN,     READING, FAILED,
                                      NO_TICKET, LEFT,      UNREADABLE, BELL};
_Static_assert(sizeof by_weight / sizeof by_weight[0] == PARTS, "each part has a weight");

struct header {
    char parts[PARTS][PART_SIZE]; /* "" for one that is not said */
};

static void count(struct header *h, enum part part, size_t number, const char *what)
{
    if (number > 0)
        (void)snprintf(h->parts[part], PART_SIZE, "%zu %s", number, what);
}

static void fill_parts(const struct ui *ui, struct header *h)
{
    const struct model *model = &ui->model;
    const struct model_counts counts = model->counts;
    memset(h, 0, sizeof *h);
    if (ui->bell)
        (void)strcpy(h->parts[BELL], "[bell]");
    if (ui->read_only)
        (void)strcpy(h->parts[READ_ONLY], "[read-only]");
    if (model->ticket[0] != '\0')
        (void)snprintf(h->parts[TICKET], PART_SIZE, "[ticket %.100s]", model->ticket);
    if (model->filter[0] != '\0')
        (void)snprintf(h->parts[FILTER], PART_SIZE, "[filter %s]", model->filter);
    (void)snprintf(h->parts[CALLING], PART_SIZE, "%zu calling", counts.all);
    count(h, NO_TICKET, counts.all - counts.with_ticket, "without ticket");
    count(h, MISMATCH, counts.states[ENTRY_MISMATCH], "MISMATCH");
    count(h, FAILED, counts.states[ENTRY_FAILED], "failed");
    count(h, LEFT, ui->archive.count, "left unanswered (l)");
    count(h, UNREADABLE, loader_unreadable(ui->loader), "unreadable");
    if (!loader_is_ready(ui->loader))
        (void)snprintf(h->parts[READING], PART_SIZE, "reading, %zu left",
                       loader_unread_count(ui->loader));
    if (model->shown_count > 0)
        (void)snprintf(h->parts[HERE], PART_SIZE, "%zu/%zu", model->selected_line + 1,
                       model->shown_count);
    count(h, ABOVE, model_fresh_above(model, ui->top), "new above");
    count(h, HIDDEN, counts.hidden, model->filter[0] != '\0' ? "hidden by filter" : "hidden");
}

/* What is put between a part and the one before: parts of the counts are one list. */
static const char *gap(enum part part)
{
    return part > CALLING && part < HERE ? ", " : "  ";
}

static size_t width_of(const struct header *h, enum part part)
{
    char clean[PART_SIZE];
    text_clean_visible(h->parts[part], clean, sizeof clean);
    return text_columns(clean) + strlen(gap(part));
}

/* Leaves out what there is no room for, the least important first; the first part may be cut. */
static size_t fit(struct header *h, size_t columns)
{
    size_t used = 0;
    for (size_t i = 0; i < PARTS; i++) {
        enum part part = by_weight[i];
        size_t width = h->parts[part][0] != '\0' ? width_of(h, part) : 0;
        if (i > 0 && used + width > columns)
            h->parts[part][0] = '\0';
        else
            used += width;
    }
    return used;
}

static void draw_counts(const struct ui *ui, int y)
{
    struct header h;
    char line[DRAW_LINE_SIZE] = " ";
    size_t columns = (size_t)getmaxx(stdscr);
    fill_parts(ui, &h);
    size_t used = fit(&h, columns);
    for (enum part part = 0; part < PARTS; part++) {
        if (part == HERE && used < columns)
            draw_append(line, "%*s", (int)(columns - used), "");
        if (h.parts[part][0] != '\0')
            draw_append(line, "%s%s", line[1] != '\0' ? gap(part) : "", h.parts[part]);
    }
    draw_line(y, A_REVERSE, line);
}

int header_draw(const struct ui *ui, int y)
{
    /* What keeps every client from being asked, or from calling, is shown below the counts. */
    const char *more = ui->trouble[0] != '\0' ? ui->trouble : ui->warning;
    if (y >= 0)
        draw_counts(ui, y);
    more += strspn(more, " ");
    if (more[0] == '\0')
        return 1;
    return 1 + draw_wrapped(y >= 0 ? y + 1 : -1, TROUBLE_LINES, A_BOLD, more);
}
