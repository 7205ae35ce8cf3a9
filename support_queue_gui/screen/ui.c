#include "support_queue_gui/screen/ui.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void ui_set_message(struct ui *ui, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (vsnprintf(ui->message, sizeof ui->message, format, args) < 0)
        ui->message[0] = '\0';
    va_end(args);
}

void ui_set_error(struct ui *ui, const struct err *e, const char *id)
{
    ui_set_message(ui, "%s", err_is_about(e, id) ? err_reason(e) : e->text);
}

const struct mode *ui_mode(const struct ui *ui)
{
    return ui->modes[ui->depth - 1].mode;
}

void ui_push_mode(struct ui *ui, const struct mode *mode)
{
    if (ui->depth < UI_MODES_MAX)
        ui->depth++;
    ui->modes[ui->depth - 1].mode = mode;
    ui->modes[ui->depth - 1].scroll = 0;
    ui->modes[ui->depth - 1].found = 0;
}

void ui_pop_mode(struct ui *ui)
{
    if (ui->depth > 1)
        ui->depth--;
}

void ui_enter(struct ui *ui)
{
    const struct mode *mode = ui_mode(ui);
    if (mode->enter != NULL)
        mode->enter(ui);
    else
        ui_back(ui);
}

void ui_back(struct ui *ui)
{
    const struct mode *mode = ui_mode(ui);
    if (mode->back != NULL)
        mode->back(ui);
    else
        ui_pop_mode(ui);
}

bool ui_is_free(const struct ui *ui)
{
    return (ui_mode(ui)->keys & KEY_CLIENT) != 0;
}

const char *ui_client(const struct ui *ui)
{
    const struct model_row *row = model_selected(&ui->model);
    if (ui->details[0] != '\0')
        return ui->details;
    return row != NULL ? row->id : "";
}

void ui_set_subject(struct ui *ui)
{
    (void)snprintf(ui->subject, sizeof ui->subject, "%s", ui_client(ui));
}

const char *ui_name(const struct ui *ui, const char *id)
{
    const struct model_row *row = model_find(&ui->model, id);
    return row != NULL ? row->called : id;
}

bool ui_reload(struct ui *ui, const char *id)
{
    bool is_there = loader_reload(ui->loader, id);
    (void)model_arrange(&ui->model); /* without memory the list is empty */
    return is_there;
}

void ui_schedule_redraw(struct ui *ui, time_t when)
{
    if (ui->redraw_at == 0 || when < ui->redraw_at)
        ui->redraw_at = when;
}
