#include "support_queue_gui/screen/mode_calling.h"

#include <stdio.h>
#include <stdlib.h>

#include "support_queue_gui/calling.h"
#include "support_queue_gui/screen/text.h"

static void put_line(void *context, enum calling_what what, const char *text)
{
    struct lines *l = context;
    if (what == CALLING_HEADING && l->number > 0)
        lines_put(l, A_NORMAL, "");
    if (what == CALLING_HEADING)
        lines_put_wrapped(l, A_BOLD, text);
    else
        lines_put_labelled(l, "", A_NORMAL, text);
}

static void calling_lines(const struct ui *ui, struct lines *l)
{
    (void)calling_each(ui->calling, ui->maker, put_line, l);
}

static const struct mode mode_calling = {
    .keys = KEY_TEXT | KEY_SEARCH,
    .move = text_move,
    .lines = calling_lines,
    .draw = text_draw,
    .footer = text_footer,
    .cursor = text_cursor,
};

void mode_calling_open(struct ui *ui)
{
    struct err e;
    const struct entry *entry = loader_entry(ui->loader, NULL);
    free(ui->calling);
    if (calling_load(ui->conf->screen.keys, &ui->calling, &e) != ERR_OK)
        ui_set_message(ui, "%s", e.text);
    (void)snprintf(ui->maker, sizeof ui->maker, "%s",
                   entry != NULL ? entry_fact(entry, FACT_MANUFACTURER) : "");
    ui_push_mode(ui, &mode_calling);
}
