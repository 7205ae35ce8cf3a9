#include "amt_cfg/check/command_output.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/grow.h"

enum { MOST_MS = 10000, STEP = 4096 };

static void run_child(const char *const *argv, int out)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null >= 0 && dup2(null, STDIN_FILENO) >= 0 && dup2(out, STDOUT_FILENO) >= 0 &&
        dup2(null, STDERR_FILENO) >= 0)
        (void)execvp(argv[0], (char *const *)(uintptr_t)argv);
    _exit(127);
}

/* True if all of the output came in time and fits. */
static bool read_text(int fd, size_t most, char **text)
{
    size_t used = 0;
    size_t room = 0;
    long long end = clock_ms() + MOST_MS;
    for (;;) {
        struct pollfd p = {.fd = fd, .events = POLLIN};
        long long left = end - clock_ms();
        if (left <= 0 || used > most || !grow(text, used, STEP + 1, &room, 1))
            return false;
        if (poll(&p, 1, (int)left) <= 0)
            continue;
        ssize_t got = read(fd, *text + used, STEP);
        if (got < 0 && errno != EINTR)
            return false;
        if (got == 0) {
            (*text)[used] = '\0';
            return true;
        }
        used += got > 0 ? (size_t)got : 0;
    }
}

char *command_output(const char *const *argv, size_t most)
{
    int ends[2];
    int status = 0;
    char *text = NULL;
    if (pipe2(ends, O_CLOEXEC) != 0)
        return NULL;
    pid_t child = fork();
    if (child == 0)
        run_child(argv, ends[1]);
    (void)close(ends[1]);
    bool good = child > 0 && read_text(ends[0], most, &text);
    (void)close(ends[0]);
    if (child > 0 && !good)
        (void)kill(child, SIGKILL);
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    if (good && WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return text;
    free(text);
    return NULL;
}
