#include "support_queue_gui/screen/paint.h"

#include "support_queue_gui/screen/draw.h"
#include "support_queue_gui/screen/header.h"

enum { MESSAGE_LINES = 4, LEAST_ROWS = 12 };

/* If a line is being typed or a question asked, that is shown; otherwise what the last key did, and
 * below it what the next ones do. */
static int footer(const struct ui *ui, int y)
{
    const struct mode *mode = ui_mode(ui);
    bool is_small = getmaxy(stdscr) < LEAST_ROWS;
    if (ui->message[0] == '\0' || mode->draw == NULL)
        return mode->footer(ui, y);
    int lines = draw_wrapped(y, MESSAGE_LINES, is_small ? A_REVERSE : A_BOLD, ui->message);
    if (is_small) /* for both */
        return lines;
    return lines + mode->footer(ui, y >= 0 ? y + lines : y);
}

static const struct mode *drawn_mode(const struct ui *ui)
{
    size_t at = ui->depth - 1;
    while (at > 0 && ui->modes[at].mode->draw == NULL)
        at--;
    return ui->modes[at].mode;
}

void paint(struct ui *ui)
{
    int rows = getmaxy(stdscr);
    int first = header_draw(ui, -1);
    int most = rows - 2; /* all but the header, and the client that it is about */
    int footer_lines = footer(ui, -1);
    if (footer_lines > most)
        footer_lines = most > 1 ? most : 1;
    struct place at = {.first = first, .footer = rows - footer_lines};
    at.lines = at.footer > first ? at.footer - first : 0;
    ui->redraw_at = 0;
    (void)model_arrange(&ui->model); /* without memory for it the list is empty */
    (void)werase(stdscr);
    drawn_mode(ui)->draw(ui, &at);
    (void)header_draw(ui, 0); /* it says what the list does not show */
    if (at.footer > 0)
        (void)footer(ui, at.footer);
    int y = 0;
    int x = 0;
    ui_mode(ui)->cursor(ui, &at, &y, &x);
    if (y >= rows)
        y = rows - 1;
    if (x >= getmaxx(stdscr))
        x = getmaxx(stdscr) - 1;
    (void)move(y > 0 ? y : 0, x > 0 ? x : 0);
    (void)refresh();
}
