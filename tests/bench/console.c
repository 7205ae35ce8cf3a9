/*
 * console KEYS BYTES PROGRAM [ARGUMENT...]: runs fcfh-manage's console in a terminal of 80x24, with
 * the stand-in's PC behind it, and prints on one line: median and 99th percentile of the
 * milliseconds from a key to its echo, MB/s for this many bytes of output, the number of lines
 * missing from it, and the private dirty memory in KiB at the end.
 */
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/bench/measure.h"

enum { WAIT_MS = 30000, LINE_KEYS = 100, LINE_BYTES = 64, SEEN = 4096 };

static int terminal;
static char seen[SEEN + 1]; /* the newest part of what was written */
static size_t seen_len;

static void give_up(const char *what)
{
    (void)fprintf(stderr, "console: %s\n%s\n", what, seen);
    exit(70);
}

/* More of what is written, at the end of seen. */
static size_t take(char *bytes, size_t size)
{
    struct pollfd p = {.fd = terminal, .events = POLLIN};
    ssize_t got = poll(&p, 1, WAIT_MS) > 0 ? read(terminal, bytes, size) : 0;
    if (got <= 0)
        give_up("nothing comes any more");
    size_t len = (size_t)got;
    size_t kept = len >= SEEN ? 0 : seen_len < SEEN - len ? seen_len : SEEN - len;
    size_t added = len < SEEN ? len : SEEN;
    memmove(seen, seen + seen_len - kept, kept);
    memcpy(seen + kept, bytes + len - added, added);
    seen_len = kept + added;
    for (size_t i = kept; i < seen_len; i++)
        seen[i] = seen[i] != '\0' ? seen[i] : ' ';
    seen[seen_len] = '\0';
    return len;
}

static void forget(void)
{
    seen_len = 0;
    seen[0] = '\0';
}

static void await(const char *text)
{
    char bytes[SEEN];
    while (strstr(seen, text) == NULL)
        (void)take(bytes, sizeof bytes);
}

static void type(const char *text)
{
    forget();
    if (write(terminal, text, strlen(text)) != (ssize_t)strlen(text))
        give_up("nothing can be typed");
}

/* Reads it in lines, each of which is discarded. */
static void measure_keys(size_t count, double *times)
{
    for (size_t i = 0; i < count; i++) {
        double pressed = now_ms();
        type("x");
        await("x");
        times[i] = now_ms() - pressed;
        if (i % LINE_KEYS == LINE_KEYS - 1) {
            type("\003");
            await("$ ");
        }
    }
    qsort(times, count, sizeof times[0], by_size);
}

/* Lines begin with their numbers. */
struct lines {
    unsigned long next, missing, number;
    unsigned digits;
};

static void count_lines(struct lines *lines, const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (bytes[i] >= '0' && bytes[i] <= '9' && lines->digits < 15) {
            lines->number = lines->number * 10 + (unsigned long)(bytes[i] - '0');
            if (++lines->digits == 15) {
                lines->missing += lines->number != lines->next;
                lines->next = lines->number + 1;
            }
        } else if (bytes[i] == '\n' || lines->digits < 15) {
            lines->digits = 0;
            lines->number = 0;
        }
    }
}

static double measure_flood(unsigned long count, struct lines *lines)
{
    char command[64];
    char bytes[65536];
    (void)snprintf(command, sizeof command, "flood %lu\r", count);
    double start = now_ms();
    type(command);
    await("\n");
    const char *first = strchr(seen, '\n') + 1;
    count_lines(lines, first, strlen(first));
    while (lines->next < count / LINE_BYTES || strstr(seen, "$ ") == NULL)
        count_lines(lines, bytes, take(bytes, sizeof bytes));
    return (double)count / 1e3 / (now_ms() - start);
}

static long private_dirty_kib(pid_t pid)
{
    char path[64];
    char line[256];
    long kib = -1;
    (void)snprintf(path, sizeof path, "/proc/%ld/smaps_rollup", (long)pid);
    FILE *file = fopen(path, "re");
    while (file != NULL && fgets(line, sizeof line, file) != NULL)
        (void)sscanf(line, "Private_Dirty: %ld", &kib);
    if (file != NULL)
        (void)fclose(file);
    return kib;
}

int main(int argc, char **argv)
{
    struct winsize size = {.ws_row = 24, .ws_col = 80};
    struct lines lines = {.next = 0};
    if (argc < 4)
        return 64;
    size_t keys = strtoul(argv[1], NULL, 10);
    double *times = calloc(keys, sizeof *times);
    pid_t pid = forkpty(&terminal, NULL, NULL, &size);
    if (pid == 0) {
        (void)setenv("TERM", "xterm", 1);
        (void)execvp(argv[3], argv + 3);
        _exit(127);
    }
    if (pid < 0 || times == NULL || keys == 0)
        return 71;
    await("connected");
    type("\r");
    await("login: ");
    type("joe\r");
    await("$ ");
    measure_keys(keys, times);
    type("\003");
    await("$ ");
    double speed = measure_flood(strtoul(argv[2], NULL, 10), &lines);
    long kib = private_dirty_kib(pid);
    (void)kill(pid, SIGTERM);
    (void)waitpid(pid, NULL, 0);
    (void)printf("%.2f %.2f %.1f %lu %ld\n", times[keys / 2], times[keys * 99 / 100], speed,
                 lines.missing, kib);
    free(times);
    return 0;
}
