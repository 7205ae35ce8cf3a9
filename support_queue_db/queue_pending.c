#include "support_queue_db/queue_pending.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "support_queue_db/queue_private.h"

#define PENDING_DIR "pending"
#define MARK        "held"

enum err_code queue_pending_add(struct queue *queue, time_t now, const char *text, size_t len,
                                struct err *e)
{
    struct pending_dir dir = {.name = PENDING_DIR};
    enum err_code code = queue_open_below(queue, PENDING_DIR, true, &dir.fd, e);
    if (code != ERR_OK)
        return code;
    code = pending_dir_add(&dir, queue->tmp, now, text, len, e);
    pending_dir_close(&dir);
    return code;
}

enum err_code queue_pending_open(const struct queue *queue, struct pending_dir *dir, struct err *e)
{
    *dir = (struct pending_dir){.name = PENDING_DIR};
    dir->fd = openat(queue->dir, PENDING_DIR, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (dir->fd < 0 && errno != ENOENT)
        return err_errno(e, ERR_CONFIG, PENDING_DIR "/");
    return ERR_OK;
}

/* ---------------------------------------------------------------- the mark */

static bool is_marked(const struct queue *queue)
{
    return faccessat(queue->dir, PENDING_DIR "/" MARK, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

long queue_pending_wait_ms(const struct queue *queue)
{
    return is_marked(queue) ? 0 : QUEUE_WAIT_COLLECTOR;
}

void queue_pending_lock_seen(struct queue *queue, bool had)
{
    int dir;
    if (had == !is_marked(queue) ||
        queue_open_below(queue, PENDING_DIR, !had, &dir, NULL) != ERR_OK)
        return;
    if (had) {
        (void)unlinkat(dir, MARK, 0); /* a leftover mark delays nobody */
    } else {
        int fd = openat(dir, MARK, O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0660);
        if (fd >= 0)
            (void)close(fd);
    }
    (void)close(dir);
}
