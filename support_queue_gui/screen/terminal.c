/* With curses. */
#define NCURSES_WIDECHAR 1
#include "support_queue_gui/screen/terminal.h"

#include <curses.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "support_queue_gui/screen/input.h"
#include "support_queue_gui/screen/terminal_type.h"

static SCREEN *screen;
static bool suspended;
static bool with_mouse;

/* No hand is so fast, but a line of 9600 baud is. */
enum { TOGETHER_MS = 2 };

/* Whether the terminal is to put brackets around what is pasted and to report the mouse (as SGR
 * does). One that knows neither ignores this. */
static void ask_reports(bool on)
{
    (void)fputs(on ? "\033[?2004h" : "\033[?2004l", stdout);
    if (with_mouse)
        (void)fputs(on ? "\033[?1000h\033[?1006h" : "\033[?1006l\033[?1000l", stdout);
    (void)fflush(stdout);
}

enum err_code terminal_open(bool mouse, struct err *e)
{
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return err_set(e, ERR_USAGE, "no terminal; 'fcfh-queue list' prints the queue");
    /* newterm would fail too, but it does not free all its memory then. */
    if (terminal_type_known())
        screen = newterm(NULL, stdout, stdin);
    if (screen == NULL)
        return err_set(e, ERR_UNAVAILABLE, "the terminal type '%.40s' is not known",
                       getenv("TERM") != NULL ? getenv("TERM") : "");
    (void)cbreak();
    (void)noecho();
    (void)nonl();
    (void)intrflush(stdscr, FALSE);
    (void)typeahead(-1); /* what is drawn is drawn completely */
    with_mouse = mouse;
    ask_reports(true);
    return ERR_OK;
}

void terminal_close(void)
{
    if (screen == NULL)
        return;
    if (!suspended)
        terminal_suspend();
    delscreen(screen);
    screen = NULL;
}

void terminal_suspend(void)
{
    ask_reports(false);
    (void)endwin();
    suspended = true;
}

void terminal_resume(void)
{
    suspended = false;
    (void)refresh();
    (void)clearok(stdscr, TRUE);
    ask_reports(true);
    terminal_resize();
}

void terminal_wait_key(const char *text)
{
    struct pollfd p = {.fd = STDIN_FILENO, .events = POLLIN};
    struct termios before;
    sigset_t none;
    if (tcgetattr(STDIN_FILENO, &before) != 0)
        return;
    struct termios raw = before;
    raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG); /* Ctrl-C is a key, too */
    (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &raw);   /* what was typed was for the tool */
    (void)fputs(text, stdout);
    (void)fflush(stdout);
    (void)sigemptyset(&none);
    (void)ppoll(&p, 1, NULL, &none);
    (void)fputs("\n", stdout);
    (void)fflush(stdout);
    (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
}

void terminal_resize(void)
{
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0 &&
        is_term_resized(size.ws_row, size.ws_col))
        (void)resizeterm(size.ws_row, size.ws_col);
}

static bool has_bytes(int wait_ms)
{
    struct pollfd p = {.fd = STDIN_FILENO, .events = POLLIN};
    return poll(&p, 1, wait_ms) > 0;
}

int terminal_read(char *bytes)
{
    int count = 0;
    for (bool more = has_bytes(0); more && count < INPUT_READ_MAX; more = has_bytes(TOGETHER_MS)) {
        ssize_t got = read(STDIN_FILENO, bytes + count, (size_t)(INPUT_READ_MAX - count));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return count > 0 ? count : -1;
        count += (int)got;
    }
    return count;
}

void terminal_drop(void)
{
    (void)tcflush(STDIN_FILENO, TCIFLUSH);
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
    /* In base64, so that the terminal does not interpret anything in the text itself. */
    (void)fputs("\033]52;c;", stdout);
    put_base64(text, stdout);
    (void)fputs("\a", stdout);
    (void)fflush(stdout);
}
