#include "support_queue_db/queue_watch.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/clock.h"
#include "support_queue_db/file_system.h"
#include "support_queue_db/queue_ask.h"
#include "support_queue_db/queue_trusted.h"

/* Even where inotify does not report everything, a new caller must be seen within a second. */
enum { BLIND_MS = 1000 };

/* File times may be no finer than this: a file that changed less than this before a look may change
 * again and show the same time. */
enum { COARSE_S = 2 };

/* ask/ may be made at any time; adding a watch twice does no harm. */
static void watch_asks(const struct queue_watch *watch)
{
    char path[40];
    int dir;
    if (watch->fd < 0 || queue_trusted_open(watch->queue, QUEUE_ASK, &dir, NULL) != ERR_OK)
        return;
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", dir);
    (void)inotify_add_watch(watch->fd, path, IN_MOVED_TO);
    (void)close(dir);
}

void queue_watch_open(struct queue_watch *watch, const struct queue *queue, long rescan_ms)
{
    char path[40];
    *watch = (struct queue_watch){.queue = queue, .rescan_ms = rescan_ms};
    watch->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", queue_fd(queue));
    if (watch->fd >= 0 &&
        inotify_add_watch(watch->fd, path, IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CREATE) < 0)
        queue_watch_close(watch);
}

void queue_watch_close(struct queue_watch *watch)
{
    if (watch->fd >= 0)
        (void)close(watch->fd);
    watch->fd = -1;
}

bool queue_watch_next(struct queue_watch *watch, char id[QUEUE_ID_SIZE])
{
    for (;;) {
        if (watch->at == watch->used) {
            ssize_t got = watch->fd >= 0 ? read(watch->fd, watch->buffer, sizeof watch->buffer) : 0;
            if (got <= 0)
                return false;
            watch->used = (size_t)got;
            watch->at = 0;
        }
        const struct inotify_event *event =
            (const struct inotify_event *)(const void *)(watch->buffer + watch->at);
        watch->at += sizeof *event + event->len;
        bool made = (event->mask & IN_CREATE) != 0;
        if ((event->mask & IN_Q_OVERFLOW) != 0 || (made && strcmp(event->name, "ask") == 0))
            queue_watch_rescan(watch); /* this finds what came to ask/ before it was watched */
        else if (event->len > 0 && !made &&
                 (queue_name_parse(event->name, id) || queue_ask_parse_name(event->name, id)))
            return true;
    }
}

/* Whether other machines may write to the directory; if nobody knows, looking too often does no
 * harm. */
static bool is_shared(const struct queue *queue)
{
    struct file_system fs;
    return !file_system_read(queue_fd(queue), &fs) || file_system_is_shared(&fs);
}

/* When files last came to the directory and to ask/, or left. Each change is a rename, so this
 * shows them all. Opens them again, because only then is a file server asked. */
static void look_at_times(const struct queue *queue, struct timespec times[2])
{
    static const char *const names[2] = {".", "ask"};
    for (size_t i = 0; i < 2; i++) {
        struct stat st;
        int fd = openat(queue_fd(queue), names[i], O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        times[i] = (struct timespec){.tv_sec = 0};
        if (fd >= 0 && fstat(fd, &st) == 0)
            times[i] = st.st_mtim;
        if (fd >= 0)
            (void)close(fd);
    }
}

static bool has_changed(const struct queue_watch *watch)
{
    struct timespec times[2];
    look_at_times(watch->queue, times);
    for (size_t i = 0; i < 2; i++)
        if (times[i].tv_sec != watch->times[i].tv_sec ||
            times[i].tv_nsec != watch->times[i].tv_nsec ||
            times[i].tv_sec + COARSE_S > watch->scanned)
            return true;
    return false;
}

bool queue_watch_scan_due(struct queue_watch *watch)
{
    if (queue_watch_wait_ms(watch) > 0)
        return false;
    if (watch->next_scan == 0 || clock_ms() >= watch->full_scan || has_changed(watch))
        return true;
    watch->next_scan = clock_ms() + BLIND_MS;
    return false;
}

void queue_watch_begin_scan(struct queue_watch *watch)
{
    watch_asks(watch);
    watch->full_scan = clock_ms() + watch->rescan_ms;
    watch->next_scan = watch->full_scan;
    if (watch->fd >= 0 && !is_shared(watch->queue))
        return;
    watch->next_scan = clock_ms() + BLIND_MS;
    watch->scanned = time(NULL);
    look_at_times(watch->queue, watch->times);
}

void queue_watch_rescan(struct queue_watch *watch)
{
    watch->next_scan = 0;
}

long queue_watch_wait_ms(const struct queue_watch *watch)
{
    long long left = watch->next_scan - clock_ms();
    return left > 0 ? (long)left : 0;
}
