#include "common/ask.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <termios.h>
#include <unistd.h>

#include "common/file.h"
#include "common/text.h"

enum {
    LINE_SIZE = 4097, /* a terminal hands over at most 4096 bytes at once */
    SHOWN_SIZE = 512,
    COLUMNS = 79
};

/* Signals that would end or stop the program with the terminal left in the question's mode. */
static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};
enum { SIGNALS = sizeof signals / sizeof signals[0] };

static volatile sig_atomic_t came;

static void on_signal(int number)
{
    came = number;
}

/* What must be restored after a question. */
struct before {
    struct termios terminal;
    struct sigaction actions[SIGNALS];
    sigset_t mask;
};

static enum err_code open_terminal(int *fd, struct err *e)
{
    *fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    /* Standard input may be a terminal other than the controlling one, for example in a container.
     */
    if (*fd < 0 && isatty(STDIN_FILENO))
        *fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0);
    return *fd < 0 ? err_set(e, ERR_USAGE, "no terminal to ask at") : ERR_OK;
}

bool ask_is_possible(void)
{
    int fd;
    if (open_terminal(&fd, NULL) != ERR_OK)
        return false;
    (void)close(fd);
    return true;
}

static enum err_code terminal_failed(struct err *e)
{
    return err_errno(e, ERR_TEMPFAIL, "terminal");
}

static enum err_code write_text(int fd, const char *text, size_t len, struct err *e)
{
    return file_write_all(fd, text, len) ? ERR_OK : terminal_failed(e);
}

enum err_code ask_show(struct err *e, const char *format, ...)
{
    char text[1024];
    char visible[SHOWN_SIZE];
    char *shown = NULL;
    size_t shown_len = 0;
    int fd = -1;
    va_list args;
    va_start(args, format);
    if (vsnprintf(text, sizeof text, format, args) < 0)
        text[0] = '\0';
    va_end(args);
    FILE *lines = open_memstream(&shown, &shown_len);
    if (lines == NULL)
        return err_nomem(e);
    for (char *line = text; *line != '\0';) {
        size_t len = strcspn(line, "\n");
        bool ends = line[len] == '\n';
        line[len] = '\0';
        text_clean_visible(line, visible, sizeof visible);
        text_wrap(lines, visible, 0, 0, COLUMNS);
        if (ends)
            (void)fputc('\n', lines);
        line += len + ends;
    }
    enum err_code code = fclose(lines) == 0 ? open_terminal(&fd, e) : err_nomem(e);
    if (code == ERR_OK) {
        code = write_text(fd, shown, shown_len, e);
        (void)close(fd);
    }
    free(shown);
    return code;
}

static int set_terminal(int fd, int when, const struct termios *wanted)
{
    while (tcsetattr(fd, when, wanted) != 0)
        if (errno != EINTR)
            return -1;
    return 0;
}

static void end(int fd, const struct before *before)
{
    (void)set_terminal(fd, TCSADRAIN, &before->terminal);
    for (size_t i = 0; i < SIGNALS; i++)
        (void)sigaction(signals[i], &before->actions[i], NULL);
    (void)sigprocmask(SIG_SETMASK, &before->mask, NULL);
}

/* From here on a signal is only noted, and only while `wait_for_line` waits, so that none can be
 * lost. SIGTTOU keeps its effect: in the background the program stops here. */
static enum err_code begin(int fd, bool echo, struct before *before, struct err *e)
{
    sigset_t ours;
    if (tcgetattr(fd, &before->terminal) != 0)
        return terminal_failed(e);
    came = 0;
    (void)sigemptyset(&ours);
    for (size_t i = 0; i < SIGNALS; i++) {
        struct sigaction action = {.sa_handler = on_signal};
        (void)sigaction(signals[i], NULL, &before->actions[i]);
        if (before->actions[i].sa_handler == SIG_IGN)
            continue; /* as nohup(1) left it */
        (void)sigaction(signals[i], &action, NULL);
        (void)sigaddset(&ours, signals[i]);
    }
    struct termios wanted = before->terminal;
    wanted.c_lflag |= ICANON | ISIG;
    if (!echo)
        wanted.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
    /* What was typed ahead was visible, so it is not a secret. */
    int result = set_terminal(fd, echo ? TCSADRAIN : TCSAFLUSH, &wanted);
    enum err_code code = result == 0 ? ERR_OK : terminal_failed(e);
    (void)sigprocmask(SIG_BLOCK, &ours, &before->mask);
    if (code != ERR_OK) /* never ask for a secret that would show */
        end(fd, before);
    return code;
}

/* Reads what is typed, without its line end. *ended: the input has ended; `came`: a signal came. */
static enum err_code read_line(int fd, const struct before *before, char line[LINE_SIZE],
                               bool *ended, struct err *e)
{
    size_t used = 0;
    while (came == 0 && !*ended && used < LINE_SIZE - 1) {
        struct pollfd p = {.fd = fd, .events = POLLIN};
        ssize_t got = -1;
        if (ppoll(&p, 1, NULL, &before->mask) >= 0)
            got = read(fd, line + used, LINE_SIZE - 1 - used);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return terminal_failed(e);
        *ended = got == 0;
        used += (size_t)got;
        line[used] = '\0';
        char *newline = strchr(line, '\n');
        if (newline != NULL) {
            *newline = '\0';
            break;
        }
    }
    return ERR_OK;
}

/* Puts one question on an open terminal. *number is the signal that came instead of an answer. */
static enum err_code put_question(int fd, const char *prompt, bool echo, char line[LINE_SIZE],
                                  int *number, struct err *e)
{
    struct before before;
    bool ended = false;
    enum err_code code = begin(fd, echo, &before, e);
    if (code != ERR_OK)
        return code;
    code = write_text(fd, prompt, strlen(prompt), e);
    if (code == ERR_OK)
        code = read_line(fd, &before, line, &ended, e);
    *number = came;
    /* Neither a hidden Enter nor a signal or end of input moved the cursor. */
    if (code == ERR_OK && (!echo || ended || *number != 0))
        code = write_text(fd, "\n", 1, e);
    end(fd, &before);
    if (code == ERR_OK && ended)
        code = err_set(e, ERR_USAGE, "no answer");
    return code;
}

static enum err_code ask(const char *prompt, bool echo, char *out, size_t size, struct err *e)
{
    char text[SHOWN_SIZE];
    char line[LINE_SIZE];
    int fd;
    int number;
    text_clean_visible(prompt, text, sizeof text);
    enum err_code code = open_terminal(&fd, e);
    if (code != ERR_OK)
        return code;
    do {
        line[0] = '\0';
        number = 0;
        code = put_question(fd, text, echo, line, &number, e);
        if (number != 0) {
            explicit_bzero(line, sizeof line);
            (void)raise(number);   /* after SIGTSTP it continues here */
            if (number != SIGTSTP) /* and here if the caller has a handler of its own */
                code = err_set(e, ERR_TEMPFAIL, "interrupted");
        }
    } while (code == ERR_OK && number != 0);
    (void)close(fd);

    const char *answer = line + (echo ? strspn(line, " ") : 0);
    size_t len = strlen(answer);
    while (echo && len > 0 && answer[len - 1] == ' ')
        len--;
    bool control = false;
    for (size_t i = 0; i < len; i++)
        control = control || (unsigned char)answer[i] < ' ' || answer[i] == 0x7f;
    if (code == ERR_OK && len >= size)
        code = err_set(e, ERR_DATA, "longer than %zu characters", size - 1);
    else if (code == ERR_OK && control)
        code = err_set(e, ERR_DATA, "it contains control characters");
    if (code == ERR_OK)
        (void)snprintf(out, size, "%.*s", (int)len, answer);
    explicit_bzero(line, sizeof line);
    return code;
}

enum err_code ask_line(const char *prompt, const char *offered, char *out, size_t size,
                       struct err *e)
{
    char text[SHOWN_SIZE];
    if (offered == NULL)
        offered = "";
    (void)snprintf(text, sizeof text, offered[0] != '\0' ? "%s [%s]: " : "%s: ", prompt, offered);
    enum err_code code = ask(text, true, out, size, e);
    if (code != ERR_OK || out[0] != '\0')
        return code;
    if (strlen(offered) >= size)
        return err_set(e, ERR_DATA, "longer than %zu characters", size - 1);
    memcpy(out, offered, strlen(offered) + 1);
    return ERR_OK;
}

enum err_code ask_secret(const char *prompt, struct secret *secret, struct err *e)
{
    char text[SHOWN_SIZE];
    secret->text[0] = '\0';
    (void)snprintf(text, sizeof text, "%s: ", prompt);
    return ask(text, false, secret->text, sizeof secret->text, e);
}

enum err_code ask_yes(const char *prompt, bool offered, bool *yes, struct err *e)
{
    char text[SHOWN_SIZE];
    char answer[16];
    (void)snprintf(text, sizeof text, "%s [%s]", prompt, offered ? "Y/n" : "y/N");
    for (;;) {
        enum err_code code = ask_line(text, NULL, answer, sizeof answer, e);
        if (code != ERR_OK && code != ERR_DATA)
            return code;
        if (code == ERR_DATA)
            continue;
        *yes = strcasecmp(answer, "y") == 0 || strcasecmp(answer, "yes") == 0 ||
               (answer[0] == '\0' && offered);
        if (*yes || answer[0] == '\0' || strcasecmp(answer, "n") == 0 ||
            strcasecmp(answer, "no") == 0)
            return ERR_OK;
    }
}
