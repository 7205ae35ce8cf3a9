#include "support_queue_gui/screen/draw.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/text.h"
#include "support_queue_gui/table.h"

enum pair { PAIR_VERIFIED = 1, PAIR_ANSWERED, PAIR_WAITING, PAIR_FAILED, PAIR_END };

/* The terminal's own colour. */
enum { OWN = -1 };

/* Eight colours look as a person has set up the terminal: yellow and cyan vanish on white, blue on
 * black, and little more than red and magenta can be read on both. Those of 256 are the same on
 * every terminal: dark ones for a light background; and for any background, colours with a contrast
 * of nearly 4 to white as well as to black. */
static const struct theme {
    short few[PAIR_END];
    short many[PAIR_END];
} themes[] = {
    [CONF_COLORS_AUTO] = {.few = {[PAIR_VERIFIED] = OWN,
                                  [PAIR_ANSWERED] = OWN,
                                  [PAIR_WAITING] = COLOR_MAGENTA,
                                  [PAIR_FAILED] = COLOR_RED},
                          .many = {[PAIR_VERIFIED] = 28,
                                   [PAIR_ANSWERED] = 31,
                                   [PAIR_WAITING] = 133,
                                   [PAIR_FAILED] = 160}},
    [CONF_COLORS_LIGHT] = {.few = {[PAIR_VERIFIED] = COLOR_GREEN,
                                   [PAIR_ANSWERED] = COLOR_BLUE,
                                   [PAIR_WAITING] = COLOR_MAGENTA,
                                   [PAIR_FAILED] = COLOR_RED},
                           .many = {[PAIR_VERIFIED] = 22,
                                    [PAIR_ANSWERED] = 19,
                                    [PAIR_WAITING] = 90,
                                    [PAIR_FAILED] = 124}},
    [CONF_COLORS_DARK] = {.few = {[PAIR_VERIFIED] = COLOR_GREEN,
                                  [PAIR_ANSWERED] = COLOR_CYAN,
                                  [PAIR_WAITING] = COLOR_YELLOW,
                                  [PAIR_FAILED] = COLOR_RED},
                          .many = {[PAIR_VERIFIED] = COLOR_GREEN,
                                   [PAIR_ANSWERED] = COLOR_CYAN,
                                   [PAIR_WAITING] = COLOR_YELLOW,
                                   [PAIR_FAILED] = COLOR_RED}},
};

static bool colored;
static bool ascii;

void draw_open(enum conf_colors colors, bool ascii_only)
{
    ascii = ascii_only;
    colored = colors != CONF_COLORS_NONE && has_colors() && start_color() == OK &&
              use_default_colors() == OK;
    if (!colored)
        return;
    const short *theme = COLORS >= 256 ? themes[colors].many : themes[colors].few;
    for (short pair = PAIR_VERIFIED; pair < PAIR_END; pair++)
        (void)init_pair(pair, theme[pair], OWN);
}

attr_t draw_state(enum entry_state state)
{
    static const enum pair pairs[] = {[ENTRY_VERIFIED] = PAIR_VERIFIED,
                                      [ENTRY_ANSWERED] = PAIR_ANSWERED,
                                      [ENTRY_WAITING] = PAIR_WAITING,
                                      [ENTRY_FAILED] = PAIR_FAILED,
                                      [ENTRY_MISMATCH] = PAIR_FAILED};
    attr_t look = state == ENTRY_MISMATCH ? A_BOLD | A_REVERSE : A_NORMAL;
    return colored ? look | (attr_t)COLOR_PAIR(pairs[state]) : look;
}

void draw(int y, int x, int width, attr_t look, const char *text)
{
    char clean[DRAW_LINE_SIZE];
    char shown[DRAW_LINE_SIZE];
    int rows = getmaxy(stdscr);
    int columns = getmaxx(stdscr);
    if (y < 0 || y >= rows || x < 0 || x >= columns || width <= 0)
        return;
    if (width > columns - x)
        width = columns - x;
    if (ascii)
        text_clean_ascii(text, clean, sizeof clean);
    else
        table_clean(text, clean, sizeof clean);
    /* A cut is marked: the start of an address is another address. */
    bool cut = text_columns(clean) > (size_t)width;
    int taken = (int)text_fit(clean, (size_t)width - cut, shown, sizeof shown);
    (void)attrset(look);
    (void)mvaddstr(y, x, shown);
    if (cut)
        (void)mvaddch(y, x + taken++, '~');
    /* Writing the last cell of the last line would scroll; curses refuses it and nothing is
     * lost. */
    for (; taken < width; taken++)
        (void)mvaddch(y, x + taken, ' ');
    (void)attrset(A_NORMAL);
}

void draw_line(int y, attr_t look, const char *text)
{
    draw(y, 0, getmaxx(stdscr), look, text);
}

int draw_wrapped(int y, int most, attr_t look, const char *text)
{
    size_t width = getmaxx(stdscr) > 2 ? (size_t)getmaxx(stdscr) - 1 : 1;
    int lines = 0;
    while (*text != '\0' && lines < most) {
        size_t len = strlen(text);
        if (len > width && lines + 1 < most) {
            len = width;
            while (len > 0 && text[len] != ' ')
                len--;
            if (len == 0) /* a word longer than the line: at a character's start */
                for (len = width; len > 1 && ((unsigned char)text[len] & 0xC0) == 0x80;)
                    len--;
        }
        char line[DRAW_LINE_SIZE];
        (void)snprintf(line, sizeof line, " %.*s", (int)len, text);
        if (y >= 0)
            draw_line(y + lines, look, line);
        lines++;
        text += len;
        text += strspn(text, " ");
    }
    return lines > 0 ? lines : 1;
}

void draw_append(char line[DRAW_LINE_SIZE], const char *format, ...)
{
    size_t used = strlen(line);
    va_list args;
    va_start(args, format);
    (void)vsnprintf(line + used, DRAW_LINE_SIZE - used, format, args);
    va_end(args);
}
