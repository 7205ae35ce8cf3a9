#include "support_queue_gui/screen/mode_output.h"

#include <stdio.h>
#include <string.h>

#include "support_queue_gui/screen/text.h"

static void output_lines(const struct ui *ui, struct lines *l)
{
    const char *at = ui->output;
    const char *end = ui->output + ui->output_used;
    if (at == end)
        lines_put_labelled(l, "", A_NORMAL, "no background tool has printed anything");
    while (at < end) {
        char line[DRAW_LINE_SIZE];
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        size_t len = (size_t)((newline != NULL ? newline : end) - at);
        (void)snprintf(line, sizeof line, "%.*s", (int)(len < sizeof line ? len : sizeof line - 1),
                       at);
        lines_put_wrapped(l, A_NORMAL, line);
        at += len + (newline != NULL);
    }
}

static const struct mode mode_output = {
    .keys = KEY_TEXT | KEY_SEARCH,
    .move = text_move,
    .lines = output_lines,
    .draw = text_draw,
    .footer = text_footer,
    .cursor = text_cursor,
};

void mode_output_open(struct ui *ui)
{
    ui_push_mode(ui, &mode_output);
}
