#include "support_queue_gui/feed.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t ended;

static void on_end_signal(int signal)
{
    (void)signal;
    ended = 1;
}

void feed_open(struct feed *feed, int fd)
{
    const struct sigaction action = {.sa_handler = on_end_signal, .sa_flags = SA_RESTART};
    feed->fd = fd;
    (void)sigemptyset(&feed->signals);
    (void)sigaddset(&feed->signals, SIGTERM);
    (void)sigaddset(&feed->signals, SIGHUP);
    (void)sigaction(SIGTERM, &action, NULL);
    if (signal(SIGHUP, SIG_IGN) != SIG_IGN) /* nohup(1) */
        (void)sigaction(SIGHUP, &action, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
}

bool feed_has_ended(void)
{
    return ended != 0;
}

/* Notices even without a write that the reader has gone. */
static void wait_for(const struct feed *feed, struct pollfd fds[2], const struct timespec *time)
{
    sigset_t before;
    (void)sigprocmask(SIG_BLOCK, &feed->signals, &before);
    if (ended == 0 && ppoll(fds, 2, time, &before) > 0 &&
        (fds[1].revents & (POLLERR | POLLHUP)) != 0)
        ended = 1;
    (void)sigprocmask(SIG_SETMASK, &before, NULL);
}

enum err_code feed_write_line(struct feed *feed, const char *line, struct err *e)
{
    size_t length = strlen(line);
    char *text = malloc(length + 1);
    if (text == NULL)
        return err_nomem(e);
    memcpy(text, line, length);
    text[length++] = '\n';
    enum err_code code = ERR_OK;
    for (size_t done = 0; code == ERR_OK && ended == 0 && done < length;) {
        struct pollfd fds[2] = {{.fd = -1}, {.fd = feed->fd, .events = POLLOUT}};
        size_t piece = length - done < PIPE_BUF ? length - done : PIPE_BUF;
        wait_for(feed, fds, NULL);
        if (ended != 0 || fds[1].revents == 0)
            continue;
        ssize_t written = write(feed->fd, text + done, piece); /* which does not block */
        if (written > 0)
            done += (size_t)written;
        else if (errno == EPIPE)
            ended = 1;
        else if (errno != EINTR && errno != EAGAIN)
            code = err_errno(e, ERR_TEMPFAIL, "standard output");
    }
    free(text);
    return code;
}

void feed_wait(struct feed *feed, int fd, long wait_ms)
{
    struct pollfd fds[2] = {{.fd = fd, .events = POLLIN}, {.fd = feed->fd, .events = 0}};
    const struct timespec time = {.tv_sec = wait_ms / 1000, .tv_nsec = wait_ms % 1000 * 1000000L};
    wait_for(feed, fds, &time);
}
