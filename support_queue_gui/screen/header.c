#include "support_queue_gui/screen/header.h"

#include <stdio.h>
#include <string.h>

#include "common/text.h"
#include "support_queue_gui/entry_words.h"
#include "support_queue_gui/screen/draw.h"

/* Adds ", 2 verified" to the header, if there are any and there is room. */
static void add_count(char line[DRAW_LINE_SIZE], size_t room, size_t count, const char *what)
{
    char text[64];
    (void)snprintf(text, sizeof text, "%s %zu %s", strchr(line, ':') != NULL ? "," : ":", count,
                   what);
    if (count > 0 && strlen(line) + strlen(text) <= room)
        draw_append(line, "%s", text);
}

static void draw_counts(const struct ui *ui, int y)
{
    char line[DRAW_LINE_SIZE] = "";
    char more[DRAW_LINE_SIZE] = "";
    struct model_counts counts = model_count(&ui->model);
    if (!loader_ready(ui->loader))
        draw_append(more, "  reading, %zu left", loader_left(ui->loader));
    if (ui->model.ticket[0] != '\0')
        draw_append(more, "  [ticket %.200s]", ui->model.ticket);
    if (ui->model.filter[0] != '\0')
        draw_append(more, "  [filter %s]", ui->model.filter);
    if (loader_unreadable(ui->loader) > 0)
        draw_append(more, "  [%zu unreadable]", loader_unreadable(ui->loader));
    draw_append(more, "%s%s", ui->bell ? "  [bell]" : "", ui->read_only ? "  [read-only]" : "");
    size_t columns = (size_t)getmaxx(stdscr);
    size_t room = columns > text_columns(more) ? columns - text_columns(more) : 0;
    draw_append(line, " fcfh  %zu calling", counts.all);
    add_count(line, room, counts.states[ENTRY_MISMATCH], "MISMATCH");
    add_count(line, room, counts.states[ENTRY_WAITING], entry_state_shown(ENTRY_WAITING, ui->runs));
    add_count(line, room, counts.states[ENTRY_ANSWERED], "answered");
    add_count(line, room, counts.states[ENTRY_VERIFIED], "verified");
    add_count(line, room, counts.with_ticket, "with ticket");
    draw_append(line, "%s", more);
    draw_line(y, A_REVERSE, line);
}

int header_draw(const struct ui *ui, int y)
{
    /* What keeps every client from being asked, or from calling, stands under the counts. */
    const char *more = ui->trouble[0] != '\0' ? ui->trouble : ui->look;
    if (y >= 0)
        draw_counts(ui, y);
    if (y >= 0 && more[0] != '\0')
        draw_line(y + 1, A_BOLD, more);
    return more[0] != '\0' ? 2 : 1;
}
