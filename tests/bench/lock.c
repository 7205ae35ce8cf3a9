/*
 * bench_lock QUEUE COMMAND...: runs the command and meanwhile takes the queue's lock again and
 * again, as fcfh-store does for an alert. Prints the longest time that it had to wait for the lock,
 * in milliseconds, and how long the command took. Exits with the command's exit status.
 */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/bench/measure.h"

int main(int argc, char **argv)
{
    const struct timespec nap = {.tv_nsec = 1000000};
    char path[4096];
    int status;
    if (argc < 3)
        errx(64, "usage: bench_lock QUEUE COMMAND...");
    (void)snprintf(path, sizeof path, "%s/lock", argv[1]);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0660);
    if (fd < 0)
        err(73, "%s", path);
    const double began = now_ms();
    pid_t pid = fork();
    if (pid < 0)
        err(71, "fork");
    if (pid == 0) {
        (void)execvp(argv[2], argv + 2);
        err(69, "%s", argv[2]);
    }
    double longest = 0;
    while (waitpid(pid, &status, WNOHANG) == 0) {
        struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1};
        const double asked = now_ms();
        if (fcntl(fd, F_OFD_SETLKW, &lock) != 0)
            err(71, "lock");
        const double waited = now_ms() - asked;
        longest = waited > longest ? waited : longest;
        lock.l_type = F_UNLCK;
        (void)fcntl(fd, F_OFD_SETLK, &lock);
        (void)nanosleep(&nap, NULL);
    }
    (void)printf("%.1f %.0f\n", longest, now_ms() - began);
    return WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAILURE;
}
