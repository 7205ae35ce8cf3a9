#include "support_queue_gui/screen/ui.h"

#include <stdarg.h>
#include <stdio.h>

static void say(struct ui *ui, const char *format, va_list args)
{
    if (vsnprintf(ui->message, sizeof ui->message, format, args) < 0)
        ui->message[0] = '\0';
}

void ui_say(struct ui *ui, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say(ui, format, args);
    va_end(args);
}

void ui_confirm(struct ui *ui, enum ui_question question, const char *format, ...)
{
    va_list args;
    ui->mode = UI_CONFIRM;
    ui->question = question;
    va_start(args, format);
    say(ui, format, args);
    va_end(args);
}

void ui_to_list(struct ui *ui)
{
    ui->mode = UI_LIST;
    ui->question = ASK_NOTHING;
    ui->scroll = 0;
}
