#include "support_queue_db/queue_run.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/clock.h"
#include "support_queue_db/queue_lock.h"
#include "support_queue_db/queue_private.h"

enum { SIGN_EVERY_MS = 10000, DEAD_AFTER = 30 };

/* The bytes of the lock in order: the holder of a later one took the run from those before. */
static enum queue_lock_byte byte_of(int turn)
{
    return turn == 0 ? QUEUE_LOCK_RUN : QUEUE_LOCK_RUN_AGAIN + (turn - 1);
}

/* The last turn that another program holds; -1 if there is none. */
static int turn_of_others(const struct queue *queue)
{
    int turn = QUEUE_LOCK_RUN_TURNS - 1;
    while (turn >= 0 && !queue_lock_taken(queue->lock, byte_of(turn)))
        turn--;
    return turn;
}

/* If there is no sign, none could be made: then only the lock tells. */
static bool other_is_alive(const struct queue *queue)
{
    struct stat st;
    int status;
    if (queue_open_below(queue, "status", false, &status, NULL) != ERR_OK)
        return true;
    bool there = fstatat(status, "run", &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode);
    (void)close(status);
    /* One of the future was made before the clock was set back: who lives soon makes another. */
    const time_t age = there ? time(NULL) - st.st_mtime : 0;
    return age < DEAD_AFTER && age > -DEAD_AFTER;
}

static bool touch_run_file(int status)
{
    struct stat st;
    int fd = openat(status, "run", O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0660);
    bool good = fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_nlink == 1;
    if (good && (st.st_mode & S_IWGRP) == 0 && st.st_uid == geteuid())
        (void)fchmod(fd, 0660); /* the next run may belong to another user */
    good = good && queue_holder_write(fd, 0);
    if (fd >= 0)
        (void)close(fd);
    return good;
}

static void write_heartbeat(struct queue *queue)
{
    int status;
    queue->run_sign = clock_ms();
    if (queue_open_below(queue, "status", true, &status, NULL) != ERR_OK)
        return;
    if (!touch_run_file(status)) { /* a file that only its maker may touch must not speak for us */
        (void)unlinkat(status, "run", 0);
        (void)touch_run_file(status);
    }
    (void)close(status);
}

/* If two do this at once, one locks first, shows life, then looks at later bytes, and the other
 * looks for life after it has locked: at most one of them goes on. In a rare case neither does,
 * which is harmless, because the next program that wants the run gets it. */
enum err_code queue_run_claim(struct queue *queue, bool *got, struct err *e)
{
    int others = turn_of_others(queue);
    *got = false;
    if (others + 1 == QUEUE_LOCK_RUN_TURNS || (others >= 0 && other_is_alive(queue)))
        return ERR_OK;
    queue->run_turn = others + 1;
    enum err_code code = queue_lock_now(queue->lock, byte_of(queue->run_turn), got, e);
    if (code != ERR_OK || !*got)
        return code;
    bool late = others >= 0 && other_is_alive(queue);
    if (!late)
        write_heartbeat(queue);
    if (late || turn_of_others(queue) > queue->run_turn) {
        queue_run_release(queue);
        *got = false;
    }
    return ERR_OK;
}

void queue_run_release(struct queue *queue)
{
    queue_unlock(queue->lock, byte_of(queue->run_turn));
}

bool queue_run_keep_alive(struct queue *queue)
{
    if (clock_ms() - queue->run_sign < SIGN_EVERY_MS)
        return true;
    if (turn_of_others(queue) > queue->run_turn)
        return false;
    write_heartbeat(queue);
    return true;
}

bool queue_run_is_claimed(const struct queue *queue)
{
    return turn_of_others(queue) >= 0 && other_is_alive(queue);
}

bool queue_run_is_stalled(const struct queue *queue, struct queue_holder *holder)
{
    *holder = (struct queue_holder){.since = 0};
    if (turn_of_others(queue) < 0 || other_is_alive(queue))
        return false;
    int fd = openat(queue->dir, "status/run", O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd >= 0) {
        (void)queue_holder_read(fd, 0, holder);
        (void)close(fd);
    }
    return true;
}

/* ---------------------------------------------------------------- fcfh-hooks */

enum err_code queue_hooks_claim(struct queue *queue, bool *got, struct err *e)
{
    return queue_lock_now(queue->lock, QUEUE_LOCK_HOOKS, got, e);
}

bool queue_hooks_are_running(const struct queue *queue)
{
    return queue->lock >= 0 && queue_lock_taken(queue->lock, QUEUE_LOCK_HOOKS);
}
