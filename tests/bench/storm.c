/*
 * bench_storm QUEUE COUNT STATE COMMAND...: runs the command and watches the entries of the
 * stand-in's machines 1 to COUNT in the queue. Prints the milliseconds until the last of them is in
 * this state, until the last has a serial number, and until the command ended; the processor time
 * that it used, in milliseconds, and its largest memory size, in KiB. A "-" means that this did not
 * happen.
 */
#include <err.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/bench/measure.h"

static char wanted[64];
static unsigned long count, in_state, with_serial;
static bool *has_state, *has_serial;
static double began, states_at, serials_at;

static void look_at(int queue, const char *name)
{
    static const char machine[] = "5afe0016-c0de-4a11-8bad-";
    static char text[65536];
    const unsigned long n = strtoul(name + strlen(machine), NULL, 16);
    if (strncmp(name, machine, strlen(machine)) != 0 || n == 0 || n > count)
        return;
    int fd = openat(queue, name, O_RDONLY | O_CLOEXEC);
    ssize_t len = fd >= 0 ? read(fd, text, sizeof text) : -1;
    if (fd >= 0)
        (void)close(fd);
    if (len <= 0)
        return;
    if (!has_state[n] && memmem(text, (size_t)len, wanted, strlen(wanted)) != NULL) {
        has_state[n] = true;
        if (++in_state == count)
            states_at = now_ms() - began;
    }
    if (!has_serial[n] && memmem(text, (size_t)len, "<serial>", 8) != NULL) {
        has_serial[n] = true;
        if (++with_serial == count)
            serials_at = now_ms() - began;
    }
}

static void read_news(int news, int queue)
{
    char buffer[65536] __attribute__((aligned(__alignof__(struct inotify_event))));
    ssize_t len;
    while ((len = read(news, buffer, sizeof buffer)) > 0) {
        for (char *at = buffer; at < buffer + len;) {
            const struct inotify_event *event = (const void *)at;
            if (event->len > 0)
                look_at(queue, event->name);
            at += sizeof *event + event->len;
        }
    }
}

static void print(double value)
{
    if (value > 0)
        (void)printf("%.0f ", value);
    else
        (void)printf("- ");
}

int main(int argc, char **argv)
{
    struct rusage usage;
    int status;
    if (argc < 5)
        errx(64, "usage: bench_storm QUEUE COUNT STATE COMMAND...");
    count = strtoul(argv[2], NULL, 10);
    has_state = calloc(count + 1, sizeof *has_state);
    has_serial = calloc(count + 1, sizeof *has_serial);
    (void)snprintf(wanted, sizeof wanted, ">%s</state>", argv[3]);
    int queue = open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int news = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (has_state == NULL || has_serial == NULL || queue < 0 || news < 0 ||
        inotify_add_watch(news, argv[1], IN_MOVED_TO) < 0)
        err(71, "%s", argv[1]);
    began = now_ms();
    pid_t pid = fork();
    if (pid < 0)
        err(71, "fork");
    if (pid == 0) {
        (void)execvp(argv[4], argv + 4);
        err(69, "%s", argv[4]);
    }
    pid_t ended;
    while ((ended = wait4(pid, &status, WNOHANG, &usage)) == 0) {
        struct pollfd fd = {.fd = news, .events = POLLIN};
        (void)poll(&fd, 1, 5);
        read_news(news, queue);
    }
    const double end = now_ms() - began;
    read_news(news, queue);
    if (ended != pid)
        err(71, "wait4");
    print(states_at);
    print(serials_at);
    print(end);
    print((double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3 +
          (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3);
    (void)printf("%ld\n", usage.ru_maxrss);
    return WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAILURE;
}
