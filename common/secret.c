#include "common/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/argv.h"
#include "common/clock.h"
#include "common/credential.h"
#include "common/file.h"

enum { COMMAND_SECONDS = 10 };

void secret_wipe(struct secret *secret)
{
    explicit_bzero(secret->text, sizeof secret->text);
}

void secret_protect_process(void)
{
    static const struct rlimit none = {0, 0};
    (void)setrlimit(RLIMIT_CORE, &none); /* a second line of defence: if refused, go on */
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

/* Cuts the text at the end of its first line. A line that fills the buffer is longer than any
 * password that AMT accepts, and half a password would be refused and counted. A control character
 * could start an attack on a line-based protocol, and AMT accepts none. */
static enum err_code parse_first_line(struct secret *secret, size_t len, const char *from,
                                      struct err *e)
{
    if (len == sizeof secret->text - 1 && memchr(secret->text, '\n', len) == NULL)
        return err_set(e, ERR_CONFIG, "%.150s: the password is longer than %d characters", from,
                       SECRET_SIZE - 2);
    /* The byte order mark that Windows editors put in front does not belong to it. */
    static const char bom[] = "\xef\xbb\xbf";
    secret->text[len] = '\0';
    if (strncmp(secret->text, bom, sizeof bom - 1) == 0)
        memmove(secret->text, secret->text + sizeof bom - 1, len + 1 - (sizeof bom - 1));
    secret->text[strcspn(secret->text, "\r\n")] = '\0';
    if (secret->text[0] == '\0')
        return err_set(e, ERR_CONFIG, "%.150s: it contains no password", from);
    for (const char *c = secret->text; *c != '\0'; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7f)
            return err_set(e, ERR_CONFIG, "%.150s: the password contains control characters", from);
    return ERR_OK;
}

enum err_code secret_from_fd(int fd, const char *name, struct secret *secret, struct err *e)
{
    ssize_t got = file_read(fd, secret->text, sizeof secret->text - 1, FILE_LINE);
    enum err_code code = got < 0 ? err_errno(e, ERR_CONFIG, "%s", name)
                                 : parse_first_line(secret, (size_t)got, name, e);
    if (code != ERR_OK)
        secret_wipe(secret);
    return code;
}

enum err_code secret_from_file(const char *path, struct secret *secret, struct err *e)
{
    int fd;
    enum err_code code = file_open(path, FILE_PRIVATE, &fd, e);
    if (code != ERR_OK)
        return code;
    code = secret_from_fd(fd, path, secret, e);
    (void)close(fd);
    return code;
}

static void run_child(char **argv, int out)
{
    int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0)
        _exit(127);
    execvp(argv[0], argv);
    _exit(127);
}

/* What a command has printed so far. What does not fit is read too and dropped: a closed pipe would
 * make the command fail. */
struct printed {
    int fd;
    char *text;
    size_t size;
    size_t used;
    bool lost; /* something could not be read */
};

/* Reads everything available; the pipe does not block. */
static void read_printed(struct printed *p)
{
    char rest[256];
    for (;;) {
        bool full = p->used == p->size;
        ssize_t got =
            read(p->fd, full ? rest : p->text + p->used, full ? sizeof rest : p->size - p->used);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0 && errno != EAGAIN)
            p->lost = true;
        if (got <= 0)
            break;
        if (!full)
            p->used += (size_t)got;
    }
    explicit_bzero(rest, sizeof rest);
}

/* Waits until the child has ended, reading what it prints. Not until the pipe is closed: a child of
 * the child may keep it open forever. False after COMMAND_SECONDS. */
static bool wait_in_time(pid_t child, struct printed *printed, int *status)
{
    enum { LOOK_MS = 20 };
    long long end = clock_ms() + COMMAND_SECONDS * 1000;
    while (clock_ms() < end) {
        struct pollfd p = {.fd = printed->fd, .events = POLLIN};
        /* A closed pipe would return at once: then only the time is waited for. */
        if (poll(&p, 1, LOOK_MS) > 0 && (p.revents & POLLIN) == 0)
            (void)poll(NULL, 0, LOOK_MS);
        read_printed(printed);
        if (waitpid(child, status, WNOHANG) == child) {
            read_printed(printed);
            return true;
        }
    }
    return false;
}

static enum err_code run_command(char **argv, struct secret *secret, struct err *e)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0 || fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0)
        return err_errno(e, ERR_INTERNAL, "pipe");
    pid_t child = fork();
    if (child == 0)
        run_child(argv, ends[1]);
    (void)close(ends[1]);
    if (child < 0) {
        (void)close(ends[0]);
        return err_errno(e, ERR_TEMPFAIL, "fork");
    }
    struct printed printed = {.fd = ends[0], .text = secret->text, .size = sizeof secret->text - 1};
    int status = 0;
    bool in_time = wait_in_time(child, &printed, &status);
    (void)close(ends[0]);
    if (!in_time) {
        (void)kill(child, SIGKILL);
        while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
            continue;
        return err_set(e, ERR_CONFIG, "password-command %.100s: still running after %d seconds",
                       argv[0], COMMAND_SECONDS);
    }
    if (printed.lost)
        return err_set(e, ERR_TEMPFAIL, "password-command %.100s: its output cannot be read",
                       argv[0]);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return parse_first_line(secret, printed.used, "password-command", e);
    bool not_run = WIFEXITED(status) && WEXITSTATUS(status) == 127;
    return err_set(e, ERR_CONFIG, "password-command %.100s: %s", argv[0],
                   not_run ? "cannot be run" : "it failed");
}

enum err_code secret_from_command(const char *command, struct secret *secret, struct err *e)
{
    char **argv;
    enum err_code code = argv_split(command, &argv, e);
    if (code != ERR_OK)
        return code;
    code = run_command(argv, secret, e);
    free(argv);
    if (code != ERR_OK)
        secret_wipe(secret);
    return code;
}

static bool has_command(const struct secret_source *from)
{
    return from->command != NULL && from->command[0] != '\0';
}

enum err_code secret_read(const struct secret_source *from, struct secret *secret, struct err *e)
{
    char given[CREDENTIAL_PATH_SIZE];
    if (from->credential != NULL && credential_path(from->credential, given))
        return secret_from_file(given, secret, e);
    return has_command(from) ? secret_from_command(from->command, secret, e)
                             : secret_from_file(from->path, secret, e);
}

bool secret_is_readable(const struct secret_source *from)
{
    char given[CREDENTIAL_PATH_SIZE];
    return (from->credential != NULL && credential_path(from->credential, given)) ||
           has_command(from) || access(from->path, R_OK) == 0 || errno != EACCES;
}
