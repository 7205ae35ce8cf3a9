#include "support_queue_gui/screen/mode_details.h"

#include <stdio.h>
#include <string.h>

#include "support_queue_gui/screen/hints.h"
#include "support_queue_gui/screen/pane.h"
#include "support_queue_gui/screen/text.h"

static void leave(struct ui *ui)
{
    ui->details[0] = '\0';
    ui_pop_mode(ui);
}

static void draw_details(struct ui *ui, const struct place *at)
{
    pane_schedule_redraw(ui);
    text_draw(ui, at);
}

static const struct mode mode_details = {
    .keys = KEY_CLIENT | KEY_TEXT | KEY_SEARCH,
    .move = text_move,
    .back = leave,
    .lines = pane_lines,
    .draw = draw_details,
    .footer = hints_footer,
    .cursor = text_cursor,
};

void mode_details_open(struct ui *ui)
{
    const struct model_row *row = model_selected(&ui->model);
    if (row == NULL) {
        ui_set_message(ui, "no client is selected");
        return;
    }
    model_mark_seen(&ui->model);
    (void)snprintf(ui->details, sizeof ui->details, "%s", row->id);
    ui_push_mode(ui, &mode_details);
}

bool mode_details_follow(struct ui *ui)
{
    const struct model_row *row = model_selected(&ui->model);
    if (ui->details[0] == '\0' || row == NULL || ui->model.jumped ||
        strcmp(row->id, ui->details) == 0)
        return false;
    (void)snprintf(ui->details, sizeof ui->details, "%s", row->id);
    return true;
}
