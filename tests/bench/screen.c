/*
 * screen IDLE_SECONDS PROGRAM [ARGUMENT...]: runs a program for terminals in a terminal of 80x24
 * and prints on one line: milliseconds to the first list row, median and maximum of the
 * milliseconds from a key to the first byte of its answer, bytes written while idle, the largest
 * resident size in KiB, and milliseconds until all clients have been read. The program must be
 * fcfh-queue with a queue of at least several hundred clients.
 */
#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/bench/measure.h"

enum { KEYS = 41, SETTLE_MS = 150, FIRST_MS = 10000 };

static double last_byte; /* when it came */

/* Reads for wait_ms, or until a byte has arrived if `first`; returns the bytes, -1 at the end. */
static long take(int fd, double wait_ms, bool first, char *keep, size_t size)
{
    char bytes[8192];
    long total = 0;
    double end = now_ms() + wait_ms;
    for (double left = wait_ms; left > 0; left = end - now_ms()) {
        struct pollfd p = {.fd = fd, .events = POLLIN};
        if (poll(&p, 1, (int)left + 1) <= 0)
            continue;
        ssize_t got = read(fd, bytes, sizeof bytes);
        if (got <= 0)
            return -1;
        last_byte = now_ms();
        size_t used = strlen(keep);
        for (ssize_t i = 0; i < got && used + 1 < size; i++)
            keep[used++] = bytes[i] != '\0' ? bytes[i] : ' ';
        keep[used] = '\0';
        total += got;
        if (first)
            break;
    }
    return total;
}

static long peak_kib(pid_t pid)
{
    char path[64];
    char line[256];
    long kib = -1;
    (void)snprintf(path, sizeof path, "/proc/%ld/status", (long)pid);
    FILE *status = fopen(path, "re");
    while (status != NULL && fgets(line, sizeof line, status) != NULL)
        (void)sscanf(line, "VmHWM: %ld", &kib);
    if (status != NULL)
        (void)fclose(status);
    return kib;
}

int main(int argc, char **argv)
{
    struct winsize size = {.ws_row = 24, .ws_col = 80};
    static char seen[1 << 20];
    double times[KEYS];
    int fd;
    if (argc < 3)
        return 64;
    double start = now_ms();
    pid_t pid = forkpty(&fd, NULL, NULL, &size);
    if (pid == 0) {
        (void)setenv("TERM", "xterm", 1);
        (void)execvp(argv[2], argv + 2);
        _exit(127);
    }
    if (pid < 0)
        return 71;
    /* A '>' stands before the selected row. */
    while (strstr(seen, ">") == NULL || strstr(seen, "calling") == NULL)
        if (now_ms() - start > FIRST_MS || take(fd, FIRST_MS, true, seen, sizeof seen) < 0)
            return 70;
    double first = now_ms() - start;
    /* Until everything is read: the header says how much is left. */
    do
        seen[0] = '\0';
    while (take(fd, 1000, false, seen, sizeof seen) > 0);
    double all = last_byte - start;
    for (int i = 0; i < KEYS; i++) {
        seen[0] = '\0';
        double pressed = now_ms();
        if (write(fd, i % 2 == 0 ? "j" : "k", 1) != 1 ||
            take(fd, 5000, true, seen, sizeof seen) <= 0)
            return 70;
        times[i] = now_ms() - pressed;
        (void)take(fd, SETTLE_MS, false, seen, sizeof seen);
    }
    qsort(times, KEYS, sizeof times[0], by_size);
    seen[0] = '\0';
    long idle = take(fd, atof(argv[1]) * 1000, false, seen, sizeof seen);
    long kib = peak_kib(pid);
    (void)kill(pid, SIGTERM);
    (void)waitpid(pid, NULL, 0);
    (void)printf("%.1f %.2f %.2f %ld %ld %.1f\n", first, times[KEYS / 2], times[KEYS - 1], idle,
                 kib, all);
    return 0;
}
