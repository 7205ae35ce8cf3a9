#include "common/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "common/words.h"

enum { COMMAND_SECONDS = 10 };

void secret_wipe(struct secret *secret)
{
    explicit_bzero(secret->text, sizeof secret->text);
}

void secret_protect_process(void)
{
    static const struct rlimit none = {0, 0};
    (void)setrlimit(RLIMIT_CORE, &none); /* a second line of defence: nothing to do if refused */
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

/* Ends the text at the first line's end. A control character would be half of a line-based
 * protocol's attack, and AMT takes none. */
static enum err_code take_first_line(struct secret *secret, size_t len, const char *from,
                                     struct err *e)
{
    secret->text[len] = '\0';
    secret->text[strcspn(secret->text, "\r\n")] = '\0';
    if (secret->text[0] == '\0')
        return err_set(e, ERR_CONFIG, "%.150s: there is no password in it", from);
    for (const char *c = secret->text; *c != '\0'; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7f)
            return err_set(e, ERR_CONFIG, "%.150s: the password holds control characters", from);
    return ERR_OK;
}

/* Reads until the end, the first newline or the buffer's end. -1 with errno. */
static ssize_t read_line(int fd, char *out, size_t size)
{
    size_t used = 0;
    while (used < size && memchr(out, '\n', used) == NULL) {
        ssize_t got = read(fd, out + used, size - used);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        used += (size_t)got;
    }
    return (ssize_t)used;
}

static enum err_code read_secret(int fd, const char *path, struct secret *secret, struct err *e)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return err_errno(e, ERR_CONFIG, "%s", path);
    if (!S_ISREG(st.st_mode))
        return err_set(e, ERR_CONFIG, "%s: not a regular file", path);
    if ((st.st_mode & S_IRWXO) != 0)
        return err_set(e, ERR_CONFIG,
                       "%.150s: others may read or write it (mode %04o); do: chmod 0640 %.80s",
                       path, (unsigned)(st.st_mode & 07777), path);
    ssize_t got = read_line(fd, secret->text, sizeof secret->text - 1);
    if (got < 0)
        return err_errno(e, ERR_CONFIG, "%s", path);
    return take_first_line(secret, (size_t)got, path, e);
}

enum err_code secret_from_file(const char *path, struct secret *secret, struct err *e)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return err_errno(e, ERR_CONFIG, "%s", path);
    enum err_code code = read_secret(fd, path, secret, e);
    (void)close(fd);
    if (code != ERR_OK)
        secret_wipe(secret);
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

/* Reads what the command prints, within its time; 0 bytes and errno ETIMEDOUT after it. */
static ssize_t read_in_time(int fd, char *out, size_t size)
{
    size_t used = 0;
    time_t end = time(NULL) + COMMAND_SECONDS;
    while (used < size) {
        struct pollfd p = {.fd = fd, .events = POLLIN};
        time_t left = end - time(NULL);
        int ready = left > 0 ? poll(&p, 1, (int)left * 1000) : 0;
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0) {
            errno = ready == 0 ? ETIMEDOUT : errno;
            return -1;
        }
        ssize_t got = read(fd, out + used, size - used);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        used += (size_t)got;
    }
    return (ssize_t)used;
}

static enum err_code run_command(char **argv, struct secret *secret, struct err *e)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return err_errno(e, ERR_INTERNAL, "pipe");
    pid_t child = fork();
    if (child == 0)
        run_child(argv, ends[1]);
    (void)close(ends[1]);
    if (child < 0) {
        (void)close(ends[0]);
        return err_errno(e, ERR_TEMPFAIL, "fork");
    }
    ssize_t got = read_in_time(ends[0], secret->text, sizeof secret->text - 1);
    int why = errno;
    (void)close(ends[0]);
    if (got < 0)
        (void)kill(child, SIGKILL);
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    errno = why;
    if (got < 0)
        return err_errno(e, ERR_CONFIG, "password-command %s", argv[0]);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return err_set(e, ERR_CONFIG, "password-command %.100s: %s", argv[0],
                       WIFEXITED(status) && WEXITSTATUS(status) == 127 ? "cannot be run"
                                                                       : "it failed");
    return take_first_line(secret, (size_t)got, "password-command", e);
}

enum err_code secret_from_command(const char *command, struct secret *secret, struct err *e)
{
    char **argv;
    enum err_code code = words_split(command, &argv, e);
    if (code != ERR_OK)
        return code;
    code = run_command(argv, secret, e);
    words_free(argv);
    if (code != ERR_OK)
        secret_wipe(secret);
    return code;
}
