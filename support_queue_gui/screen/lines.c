#include "support_queue_gui/screen/lines.h"

#include <stdio.h>
#include <string.h>

#include "common/fold.h"
#include "common/text.h"
#include "support_queue_gui/table.h"

enum {
    LABEL_WIDTH = 13,
    INDENT = 1,
    SECOND_COLUMN = 28, /* where a second text begins, if the first is not longer */
    GAP = 3,
    LEAST = 8 /* a text gets so many columns at least, whatever is beside it */
};

/* The line of the screen for the next line of the text; -1 if it is not visible. */
static int place_line(struct lines *l)
{
    size_t number = l->number++;
    if (number < l->skip || number - l->skip >= (size_t)l->count)
        return -1;
    return l->first + (int)(number - l->skip);
}

static int width_of(const struct lines *l)
{
    return l->width > 0 ? l->width : getmaxx(stdscr) - l->x;
}

/* Begins the next line, empty; returns its place as place_line does. */
static int next_line(struct lines *l, attr_t look)
{
    int y = place_line(l);
    if (y >= 0)
        draw(y, l->x, width_of(l), look, "");
    return y;
}

static bool contains(const struct lines *l, const char *text, size_t len)
{
    char part[DRAW_LINE_SIZE];
    char folded[2 * DRAW_LINE_SIZE];
    if (l->find.text == NULL)
        return false;
    (void)snprintf(part, sizeof part, "%.*s", (int)len, text);
    (void)text_fold(part, folded, sizeof folded);
    return strstr(folded, l->find.text) != NULL;
}

/* Notes that the line that was put last fits the search. Returns how it looks. */
static attr_t mark_found(struct lines *l, attr_t look)
{
    struct lines_find *find = &l->find;
    if (find->first == 0)
        find->first = l->number;
    find->last = l->number;
    if (l->number < find->from)
        find->before = l->number;
    if (l->number > find->from && find->behind == 0)
        find->behind = l->number;
    return l->number == find->marked ? look | A_REVERSE : look;
}

void lines_put(struct lines *l, attr_t look, const char *text)
{
    int y = place_line(l);
    if (contains(l, text, strlen(text)))
        look = mark_found(l, look);
    if (y >= 0)
        draw(y, l->x, width_of(l), look, text);
}

/* How many bytes of visible text fit into a line: up to the last blank that fits, or if there is
 * none, as much as fits. */
static size_t fitting(const char *text, size_t columns)
{
    char start[DRAW_LINE_SIZE];
    (void)text_fit(text, columns, start, sizeof start);
    size_t len = strlen(start);
    if (text[len] == '\0' || text[len] == ' ')
        return len;
    const char *blank = strrchr(start, ' ');
    size_t words = blank != NULL ? (size_t)(blank - start) : 0;
    return words > 0 ? words : len > 0 ? len : strlen(text);
}

/* Draws text from a column on; the label is already in the first line, at y. */
static void wrap(struct lines *l, int y, int column, attr_t look, const char *text)
{
    char clean[2 * DRAW_LINE_SIZE];
    int room = width_of(l) - column;
    if (room < LEAST)
        room = LEAST;
    table_clean(text, clean, sizeof clean);
    for (const char *at = clean; *at != '\0';) {
        char line[DRAW_LINE_SIZE];
        size_t len = fitting(at, (size_t)room);
        (void)snprintf(line, sizeof line, "%.*s", (int)len, at);
        /* A match that begins in this line and ends in the next one counts as being in this one. */
        size_t beyond = l->find.text != NULL ? strlen(l->find.text) - 1 : 0;
        attr_t looks = contains(l, at, len + beyond) ? mark_found(l, look) : look;
        if (y >= 0)
            draw(y, l->x + column, room, looks, line);
        at += len;
        at += strspn(at, " ");
        if (*at != '\0')
            y = next_line(l, A_NORMAL);
    }
}

void lines_put_wrapped(struct lines *l, attr_t look, const char *text)
{
    wrap(l, next_line(l, A_NORMAL), 0, look, text);
}

void lines_put_labelled(struct lines *l, const char *label, attr_t look, const char *text)
{
    int y = next_line(l, A_NORMAL);
    attr_t label_look = contains(l, label, strlen(label)) ? mark_found(l, A_NORMAL) : A_NORMAL;
    if (y >= 0)
        draw(y, l->x + INDENT, LABEL_WIDTH, label_look, label);
    wrap(l, y, LABEL_WIDTH + GAP, look, text);
}

/* Where the text after one that ends before `end` begins. */
static int next_column(int end)
{
    return end + GAP <= SECOND_COLUMN ? SECOND_COLUMN : end + GAP;
}

void lines_put_beside(struct lines *l, attr_t look, const char *const *texts, size_t count)
{
    int y = next_line(l, A_NORMAL);
    int column = INDENT;
    for (size_t i = 0; i < count; i++) {
        char clean[DRAW_LINE_SIZE];
        table_clean(texts[i], clean, sizeof clean);
        int needs = (int)text_columns(clean);
        if (i > 0 && column + needs > width_of(l)) {
            y = next_line(l, A_NORMAL);
            column = INDENT;
        }
        wrap(l, y, column, i == 0 ? look : A_NORMAL, texts[i]);
        column = next_column(column + needs);
    }
}

void lines_fill(struct lines *l)
{
    while (l->number < l->skip + (size_t)l->count)
        lines_put(l, A_NORMAL, "");
}
