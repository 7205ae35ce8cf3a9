#include "support_queue_gui/screen/mode_question.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "support_queue_gui/screen/draw.h"

/* More than three lines only if the question itself would be cut. */
enum { QUESTION_LINES = 3, LINES_MOST = 12 };

/* Keys that act on the client that the question is about: they mean no, and then do what they
 * always do. */
static bool is_about_client(const struct ui *ui, long key)
{
    return strcmp(ui->subject, ui_client(ui)) == 0 && strchr("tmvi", (int)key) != NULL;
}

static bool take_answer(struct ui *ui, long key)
{
    const struct ui_question *question = &ui->question;
    bool yes = key == 'y' || key == 'Y';
    ui_pop_mode(ui);
    if (key > 0 && key < 0x80 && is_about_client(ui, key))
        return false;
    if (yes)
        question->yes(ui);
    else if (question->other != NULL && key == question->other_key)
        question->other(ui);
    else
        ui_set_message(ui, "nothing done");
    return true;
}

static int footer(const struct ui *ui, int y)
{
    const struct ui_question *question = &ui->question;
    char text[sizeof question->text + sizeof question->why + 128];
    int used = question->other != NULL
                   ? snprintf(text, sizeof text, "%s y: yes, %c: %s, else no", question->text,
                              (int)question->other_key, question->other_word)
                   : snprintf(text, sizeof text, "%s y: yes, else no", question->text);
    int least = draw_wrapped(-1, LINES_MOST, A_REVERSE, text);
    if (used > 0 && question->why[0] != '\0')
        (void)snprintf(text + used, sizeof text - (size_t)used, ". %s", question->why);
    return draw_wrapped(y, least > QUESTION_LINES ? least : QUESTION_LINES, A_REVERSE, text);
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
    ui->question = (struct ui_question){.yes = yes, .unseen = true};
    va_start(args, format);
    (void)vsnprintf(ui->question.text, sizeof ui->question.text, format, args);
    va_end(args);
    ui_push_mode(ui, &mode_question);
}

void question_add_reason(struct ui *ui, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    (void)vsnprintf(ui->question.why, sizeof ui->question.why, format, args);
    va_end(args);
}

void question_add_key(struct ui *ui, long key, const char *word, void (*other)(struct ui *ui))
{
    ui->question.other_key = key;
    ui->question.other_word = word;
    ui->question.other = other;
}
