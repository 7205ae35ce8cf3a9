/* Text on the screen, cut to its place. With curses, which the files that paint include through
 * this. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_DRAW_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_DRAW_H

#define NCURSES_WIDECHAR 1
#include <curses.h>
#include <stdbool.h>

#include "common/conf.h"
#include "support_queue_db/entry.h"

#define DRAW_LINE_SIZE 1024

/* To be called once, when the terminal is open. Without ascii_only, characters are drawn as far as
 * the terminal knows them. */
void draw_open(enum conf_colors colors, bool ascii_only);

/* How a state looks; colour never says anything that the word beside it does not say. */
attr_t draw_state(enum entry_state state);

/* Writes text into width columns from x on, cut or filled with blanks. Only this function lets text
 * from outside reach the screen. */
void draw(int y, int x, int width, attr_t look, const char *text);
void draw_line(int y, attr_t look, const char *text);

/* Writes text into as many lines from y on as its words need, but no more than most; if y < 0 it
 * writes nothing. Returns how many lines that are. */
int draw_wrapped(int y, int most, attr_t look, const char *text);

/* Appends to a line, as far as there is room. */
void draw_append(char line[DRAW_LINE_SIZE], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
