#include "support_queue_gui/screen/mode_line.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/text.h"
#include "support_queue_gui/screen/draw.h"

static bool type_key(struct ui *ui, long key)
{
    const struct line_kind *kind = ui->line.kind;
    if (key == SPECIAL_ESCAPE || key == SPECIAL_ENTER) {
        void (*then)(struct ui * ui) = key == SPECIAL_ENTER ? kind->done : kind->dropped;
        ui_leave(ui);
        if (then != NULL)
            then(ui);
    } else if (prompt_key(&ui->line.prompt, key) && kind->typed != NULL) {
        kind->typed(ui);
    }
    return true;
}

static int footer(const struct ui *ui, int y)
{
    char line[DRAW_LINE_SIZE];
    (void)snprintf(line, sizeof line, "%s%s", ui->line.label, ui->line.prompt.text);
    if (y >= 0)
        draw_line(y, A_NORMAL, line);
    return 1;
}

static void find_cursor(const struct ui *ui, const struct place *at, int *y, int *x)
{
    char before[PROMPT_SIZE];
    (void)snprintf(before, sizeof before, "%.*s", (int)ui->line.prompt.cursor,
                   ui->line.prompt.text);
    *y = at->footer;
    *x = (int)(text_columns(ui->line.label) + text_columns(before));
}

static const struct mode mode_line = {
    .types = true,
    .key = type_key,
    .footer = footer,
    .cursor = find_cursor,
};

void line_ask(struct ui *ui, const struct line_kind *kind, const char *text, const char *label, ...)
{
    va_list args;
    va_start(args, label);
    if (vsnprintf(ui->line.label, sizeof ui->line.label, label, args) < 0)
        ui->line.label[0] = '\0';
    va_end(args);
    ui->line.kind = kind;
    prompt_start(&ui->line.prompt, text);
    ui_open(ui, &mode_line);
}
