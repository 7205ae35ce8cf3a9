#include "support_queue_gui/screen/mode_help.h"

#include <stdio.h>

#include "support_queue_gui/screen/text.h"

static void help_lines(const struct ui *ui, struct lines *l)
{
    lines_put_labelled(l, "Keys", A_NORMAL, "");
    for (size_t i = 0; i < ui->key_count; i++)
        lines_put_labelled(l, ui->keys[i].label, A_NORMAL, ui->keys[i].help);
    lines_put_labelled(l, "", A_NORMAL, "");
    lines_put_labelled(l, "Tools", A_NORMAL,
                       ui->conf->tool_count > 0 ? "" : "none: see [tools] in fcfh.conf(5)");
    for (size_t i = 0; i < ui->conf->tool_count; i++) {
        char number[32];
        (void)snprintf(number, sizeof number, "m, %zu%s%s", i + 1,
                       ui->conf->tools[i].key[0] != '\0' ? "; " : "", ui->conf->tools[i].key);
        lines_put_labelled(l, number, A_NORMAL, ui->conf->tools[i].name);
    }
}

static const struct mode mode_help = {
    .keys = KEY_TEXT | KEY_SEARCH,
    .move = text_move,
    .lines = help_lines,
    .draw = text_draw,
    .footer = text_footer,
    .cursor = text_cursor,
};

void mode_help_open(struct ui *ui)
{
    if (ui_mode(ui) == &mode_help)
        ui_pop_mode(ui);
    else
        ui_push_mode(ui, &mode_help);
}
