#include "support_queue_gui/manage/console_terminal.h"

#include <fcntl.h>
#include <langinfo.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

/* The signal handler uses it, too. */
static struct termios before;
static struct termios raw;
static volatile sig_atomic_t is_raw;

static void restore(void)
{
    if (is_raw != 0)
        (void)tcsetattr(STDIN_FILENO, TCSANOW, &before);
    is_raw = 0;
}

/* A fault of ours ends the program as it would have without this handler. */
static void on_fault(int number)
{
    restore();
    (void)signal(number, SIG_DFL);
    (void)raise(number);
}

static void catch_faults(void)
{
    static const int faults[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL};
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++)
        (void)signal(faults[i], on_fault);
}

static bool make_raw(void)
{
    is_raw = 1;
    return tcsetattr(STDIN_FILENO, TCSANOW, &raw) == 0;
}

/* Opens a descriptor of our own for standard output, so that its flags do not change for other
 * programs. Files and sockets stay as they are. */
static int open_output(void)
{
    struct stat st;
    if (!isatty(STDOUT_FILENO) && (fstat(STDOUT_FILENO, &st) != 0 || !S_ISFIFO(st.st_mode)))
        return STDOUT_FILENO;
    int fd = open("/proc/self/fd/1", O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    return fd >= 0 ? fd : STDOUT_FILENO;
}

enum err_code console_terminal_begin(struct console_terminal *terminal, struct err *e)
{
    *terminal = (struct console_terminal){.has_keys = isatty(STDIN_FILENO) == 1,
                                          .has_screen = isatty(STDOUT_FILENO) == 1,
                                          .is_utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0,
                                          .in = STDIN_FILENO,
                                          .out = open_output()};
    if (!terminal->has_keys)
        return ERR_OK;
    if (tcgetattr(STDIN_FILENO, &before) != 0)
        return err_errno(e, ERR_UNAVAILABLE, "the terminal");
    raw = before;
    cfmakeraw(&raw);
    catch_faults();
    return make_raw() ? ERR_OK : err_errno(e, ERR_UNAVAILABLE, "the terminal");
}

bool console_terminal_has_room(void)
{
    struct winsize size;
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 ||
           (size.ws_col >= 80 && size.ws_row >= 25);
}

void console_terminal_end(struct console_terminal *terminal)
{
    restore();
    if (terminal->out > STDERR_FILENO)
        (void)close(terminal->out);
    terminal->out = STDOUT_FILENO;
}

void console_terminal_suspend(void)
{
    restore();
    (void)kill(0, SIGTSTP);
    (void)make_raw();
}
