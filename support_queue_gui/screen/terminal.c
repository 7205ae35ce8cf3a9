/* With curses. */
#define NCURSES_WIDECHAR 1
#include "support_queue_gui/screen/terminal.h"

#include <curses.h>
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support_queue_gui/screen/key.h"
#include "support_queue_gui/screen/terminal_type.h"

static SCREEN *screen;
static bool suspended;

enum { ESCAPE_MS = 25, ESCAPE = 27 };

enum err_code terminal_open(struct err *e)
{
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return err_set(e, ERR_USAGE, "no terminal; 'fcfh-queue list' prints the queue");
    /* newterm would tell too, but leaves memory behind when it fails. */
    if (terminal_type_known())
        screen = newterm(NULL, stdout, stdin);
    if (screen == NULL)
        return err_set(e, ERR_UNAVAILABLE, "the terminal type '%.40s' is not known",
                       getenv("TERM") != NULL ? getenv("TERM") : "");
    (void)set_escdelay(ESCAPE_MS);
    (void)cbreak();
    (void)noecho();
    (void)nonl();
    (void)keypad(stdscr, TRUE);
    (void)nodelay(stdscr, TRUE);
    (void)intrflush(stdscr, FALSE);
    return ERR_OK;
}

void terminal_close(void)
{
    if (screen == NULL)
        return;
    if (!suspended)
        (void)endwin();
    delscreen(screen);
    screen = NULL;
}

void terminal_suspend(void)
{
    (void)endwin();
    suspended = true;
}

void terminal_resume(void)
{
    suspended = false;
    (void)refresh();
    (void)clearok(stdscr, TRUE);
}

static long special(wint_t key)
{
    static const struct {
        wint_t curses;
        long key;
    } keys[] = {
        {KEY_DOWN, SPECIAL_DOWN},       {KEY_UP, SPECIAL_UP},
        {KEY_NPAGE, SPECIAL_PAGE_DOWN}, {KEY_PPAGE, SPECIAL_PAGE_UP},
        {KEY_HOME, SPECIAL_HOME},       {KEY_END, SPECIAL_END},
        {KEY_ENTER, SPECIAL_ENTER},     {KEY_BACKSPACE, SPECIAL_BACKSPACE},
        {KEY_DC, SPECIAL_DELETE},       {KEY_LEFT, SPECIAL_LEFT},
        {KEY_RIGHT, SPECIAL_RIGHT},     {KEY_RESIZE, SPECIAL_RESIZE},
        {KEY_F(1), SPECIAL_HELP},
    };
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (keys[i].curses == key)
            return keys[i].key;
    return SPECIAL_OTHER;
}

/* curses says no key both when there is none and when the terminal is gone. */
static bool is_gone(void)
{
    struct pollfd p = {.fd = STDIN_FILENO, .events = POLLIN};
    if (poll(&p, 1, 0) <= 0)
        return false;
    if ((p.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0)
        return true;
    char byte;
    errno = 0;
    /* Something to read that curses did not see is the end of the file: nothing is taken away. */
    return read(STDIN_FILENO, &byte, 0) < 0 && errno == EIO;
}

long terminal_key(void)
{
    wint_t key;
    switch (get_wch(&key)) {
    case KEY_CODE_YES:
        return special(key);
    case OK:
        if (key == '\r' || key == '\n')
            return SPECIAL_ENTER;
        if (key == ESCAPE)
            return SPECIAL_ESCAPE;
        return key == 0x7f || key == '\b' ? (long)SPECIAL_BACKSPACE : (long)key;
    default:
        return is_gone() ? TERMINAL_GONE : TERMINAL_NO_KEY;
    }
}

void terminal_bell(void)
{
    (void)beep();
}

static void put_base64(const char *text, FILE *to)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned char *in = (const unsigned char *)text;
    for (size_t len = strlen(text); len > 0;) {
        size_t n = len < 3 ? len : 3;
        unsigned bits = (unsigned)in[0] << 16 | (n > 1 ? (unsigned)in[1] << 8 : 0) |
                        (n > 2 ? (unsigned)in[2] : 0);
        (void)fputc(digits[bits >> 18], to);
        (void)fputc(digits[bits >> 12 & 63], to);
        (void)fputc(n > 1 ? digits[bits >> 6 & 63] : '=', to);
        (void)fputc(n > 2 ? digits[bits & 63] : '=', to);
        in += n;
        len -= n;
    }
}

void terminal_copy(const char *text)
{
    /* In base64, so that nothing of the text itself reaches the terminal. */
    (void)fputs("\033]52;c;", stdout);
    put_base64(text, stdout);
    (void)fputs("\a", stdout);
    (void)fflush(stdout);
}
