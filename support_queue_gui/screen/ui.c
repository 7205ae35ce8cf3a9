#include "support_queue_gui/screen/ui.h"

#include <stdarg.h>
#include <stdio.h>

void ui_say(struct ui *ui, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (vsnprintf(ui->message, sizeof ui->message, format, args) < 0)
        ui->message[0] = '\0';
    va_end(args);
}

void ui_to_list(struct ui *ui)
{
    ui->mode = UI_LIST;
    ui->question = ASK_NOTHING;
    ui->scroll = 0;
}

bool ui_reload(struct ui *ui, const char *id)
{
    struct entry entry;
    bool news;
    bool is_there = queue_load(ui->queue, id, &entry, NULL) == ERR_OK &&
                    model_put(&ui->model, &entry, &news, NULL) == ERR_OK;
    entry_free(&entry);
    (void)model_arrange(&ui->model); /* without memory the list is empty */
    return is_there;
}
