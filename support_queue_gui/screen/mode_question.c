#include "support_queue_gui/screen/mode_question.h"

#include <stdarg.h>
#include <stdio.h>

#include "support_queue_gui/screen/draw.h"

enum { QUESTION_LINES = 4 };

static bool take_answer(struct ui *ui, long key)
{
    ui_leave(ui);
    if (key == 'y' || key == 'Y' || (ui->question.enter_is_yes && key == SPECIAL_ENTER))
        ui->question.yes(ui);
    else
        ui_say(ui, "nothing done");
    return true;
}

static int footer(const struct ui *ui, int y)
{
    return draw_wrapped(y, QUESTION_LINES, A_REVERSE, ui->question.text);
}

static void find_cursor(const struct ui *ui, const struct place *at, int *y, int *x)
{
    (void)ui;
    *y = at->footer;
    *x = 0;
}

static const struct mode mode_question = {
    .key = take_answer,
    .footer = footer,
    .cursor = find_cursor,
};

void question_ask(struct ui *ui, void (*yes)(struct ui *ui), const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (vsnprintf(ui->question.text, sizeof ui->question.text, format, args) < 0)
        ui->question.text[0] = '\0';
    va_end(args);
    ui->question.yes = yes;
    ui->question.enter_is_yes = false;
    ui->question.unseen = true;
    ui_open(ui, &mode_question);
}
