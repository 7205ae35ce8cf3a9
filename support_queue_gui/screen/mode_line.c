#include "support_queue_gui/screen/mode_line.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/text.h"
#include "support_queue_gui/screen/draw.h"

/* A label that leaves less than this for the line is put above it. */
enum { LEAST_COLUMNS = 20, LABEL_LINES = 8 };

static void remember(struct ui_history *history, const char *text)
{
    size_t at = 0;
    if (text[0] == '\0')
        return;
    while (at < history->count && strcmp(history->lines[at], text) != 0)
        at++;
    if (at == history->count && history->count < UI_HISTORY_MAX)
        history->count++;
    if (at == UI_HISTORY_MAX)
        at--; /* the oldest is dropped */
    memmove(history->lines[1], history->lines[0], at * sizeof history->lines[0]);
    (void)snprintf(history->lines[0], sizeof history->lines[0], "%s", text);
}

/* Up brings back the line before, and Down the one after; the last is the one that was begun. */
static bool recall(struct ui *ui, int step)
{
    struct ui_line *line = &ui->line;
    const struct ui_history *history = &ui->histories[line->kind->history];
    long to = (long)line->recalled + step;
    if (to < 0 || to > (long)history->count)
        return false;
    if (line->recalled == 0)
        memcpy(line->begun, line->prompt.text, sizeof line->begun);
    line->recalled = (size_t)to;
    prompt_start(&line->prompt, to > 0 ? history->lines[to - 1] : line->begun);
    return true;
}

static void trim(struct prompt *prompt)
{
    char *text = prompt->text;
    size_t blanks = strspn(text, " ");
    memmove(text, text + blanks, strlen(text + blanks) + 1);
    size_t len = strlen(text);
    while (len > 0 && text[len - 1] == ' ')
        len--;
    text[len] = '\0';
    prompt->cursor = len;
}

static bool edit(struct ui *ui, long key)
{
    if (key == SPECIAL_UP || key == SPECIAL_DOWN)
        return recall(ui, key == SPECIAL_UP ? 1 : -1);
    return prompt_key(&ui->line.prompt, key);
}

static bool type_key(struct ui *ui, long key)
{
    const struct line_kind *kind = ui->line.kind;
    if (key == SPECIAL_ENTER) {
        trim(&ui->line.prompt);
        remember(&ui->histories[kind->history], ui->line.prompt.text);
    }
    if (key == SPECIAL_ESCAPE || key == SPECIAL_ENTER) {
        void (*then)(struct ui * ui) = key == SPECIAL_ENTER ? kind->done : kind->dropped;
        ui_pop_mode(ui);
        if (then != NULL)
            then(ui);
    } else if (edit(ui, key) && kind->typed != NULL) {
        kind->typed(ui);
    }
    return true;
}

/* Where the line is: below its label, or after it; and which part of it there is room for. */
struct view {
    int label_lines; /* above it */
    int column;
    const char *from;
    int cursor; /* columns after `column` */
};

static struct view get_view(const struct ui *ui)
{
    const struct prompt *prompt = &ui->line.prompt;
    int width = getmaxx(stdscr);
    int label = (int)text_columns(ui->line.label);
    struct view view = {.column = label, .from = prompt->text};
    if (width - label < LEAST_COLUMNS) {
        view.label_lines = draw_wrapped(-1, LABEL_LINES, A_NORMAL, ui->line.label);
        view.column = 1;
    }
    size_t room = width - view.column > 2 ? (size_t)(width - view.column - 1) : 1;
    for (;;) { /* scrolls until the cursor is visible */
        char before[PROMPT_SIZE];
        size_t len = (size_t)(prompt->text + prompt->cursor - view.from);
        (void)snprintf(before, sizeof before, "%.*s", (int)len, view.from);
        view.cursor = (int)text_columns(before);
        if ((size_t)view.cursor <= room || len == 0)
            return view;
        do
            view.from++;
        while (((unsigned char)*view.from & 0xC0) == 0x80);
    }
}

static int footer(const struct ui *ui, int y)
{
    struct view view = get_view(ui);
    int line = y + view.label_lines;
    if (y < 0)
        return view.label_lines + 1;
    if (view.label_lines > 0)
        (void)draw_wrapped(y, view.label_lines, A_NORMAL, ui->line.label);
    draw_line(line, A_NORMAL, view.label_lines > 0 ? "" : ui->line.label);
    draw(line, view.column, getmaxx(stdscr), A_NORMAL, view.from);
    return view.label_lines + 1;
}

static void find_cursor(const struct ui *ui, const struct place *at, int *y, int *x)
{
    struct view view = get_view(ui);
    *y = at->footer + view.label_lines;
    *x = view.column + view.cursor;
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
    char given[UI_MESSAGE_SIZE];
    va_start(args, label);
    if (vsnprintf(given, sizeof given, label, args) < 0)
        given[0] = '\0';
    va_end(args);
    text_clean_visible(given, ui->line.label, sizeof ui->line.label);
    ui->line.kind = kind;
    ui->line.recalled = 0;
    prompt_start(&ui->line.prompt, text);
    ui_push_mode(ui, &mode_line);
}
