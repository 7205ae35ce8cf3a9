#include "support_queue_db/queue_pending.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "common/grow.h"
#include "support_queue_db/queue_file.h"
#include "support_queue_db/queue_private.h"

#define PENDING_DIR "pending"
#define MARK        "held"
#define SET_ASIDE   ".unreadable"

/* "TIME-PID-N.alert", TIME in seconds. Processes of two machines may have the same number, so N
 * begins anywhere: no two programs that run at once make the same name. */
#define NAME_FORMAT "%lld-%ld-%u.alert"

/* No alert waits longer than this, and none comes before it was sent. */
enum { PENDING_LONGEST_S = 7 * 86400 };

static bool parse_name(const char *name, time_t now, struct pending_alert *alert)
{
    long long seconds;
    long pid;
    unsigned n;
    char again[PENDING_NAME_SIZE];
    if (strlen(name) >= sizeof again || sscanf(name, NAME_FORMAT, &seconds, &pid, &n) != 3)
        return false;
    (void)snprintf(again, sizeof again, NAME_FORMAT, seconds, pid, n);
    if (strcmp(name, again) != 0)
        return false;
    memcpy(alert->name, again, sizeof again);
    /* Any other time was made up, or came from a wrong clock; but the alert did come. */
    alert->when = seconds <= now && seconds >= now - PENDING_LONGEST_S ? (time_t)seconds : now;
    return true;
}

enum err_code queue_pending_add(struct queue *queue, time_t now, const char *text, size_t len,
                                struct err *e)
{
    static unsigned next;
    char name[PENDING_NAME_SIZE];
    int dir;
    while (next == 0)
        if (getrandom(&next, sizeof next, 0) != (ssize_t)sizeof next)
            return err_errno(e, ERR_TEMPFAIL, PENDING_DIR "/: no random number");
    enum err_code code = queue_open_below(queue, PENDING_DIR, true, &dir, e);
    if (code != ERR_OK)
        return code;
    (void)snprintf(name, sizeof name, NAME_FORMAT, (long long)now, (long)getpid(), next++);
    code = queue_file_write(queue->tmp, name, dir, name, QUEUE_FILE_MODE, text, len, e);
    (void)close(dir);
    return code;
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

/* ---------------------------------------------------------------- the alerts */

static int oldest_first(const void *a, const void *b)
{
    const struct pending_alert *x = a;
    const struct pending_alert *y = b;
    if (x->when != y->when)
        return x->when < y->when ? -1 : 1;
    return strcmp(x->name, y->name);
}

enum err_code queue_pending_list(struct queue *queue, time_t now, struct pending_list *list,
                                 struct err *e)
{
    struct queue_walk walk;
    const char *name;
    int dir = openat(queue->dir, PENDING_DIR, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    enum err_code code = ERR_OK;
    *list = (struct pending_list){.count = 0};
    if (dir < 0)
        return errno == ENOENT ? ERR_OK : err_errno(e, ERR_CONFIG, PENDING_DIR "/");
    queue_walk_begin(&walk, dir);
    while (code == ERR_OK && (name = queue_walk_name(&walk)) != NULL) {
        struct pending_alert alert;
        if (!parse_name(name, now, &alert))
            continue; /* not ours */
        if (grow(&list->alerts, list->count, 1, &list->room, sizeof *list->alerts))
            list->alerts[list->count++] = alert;
        else
            code = err_nomem(e);
    }
    (void)close(dir);
    if (list->count > 0)
        qsort(list->alerts, list->count, sizeof *list->alerts, oldest_first);
    return queue_walk_end(&walk, code, e);
}

void pending_list_free(struct pending_list *list)
{
    free(list->alerts);
    *list = (struct pending_list){.count = 0};
}

enum err_code queue_pending_read(struct queue *queue, const struct pending_alert *alert,
                                 char **text, size_t *len, struct err *e)
{
    struct err why;
    int dir;
    enum err_code code = queue_open_below(queue, PENDING_DIR, false, &dir, e);
    if (code != ERR_OK)
        return code;
    code = queue_file_read(dir, alert->name, text, len, &why);
    if (code == ERR_DATA || code == ERR_NOPERM) {
        char aside[PENDING_NAME_SIZE + sizeof SET_ASIDE];
        (void)snprintf(aside, sizeof aside, "%s" SET_ASIDE, alert->name);
        bool renamed = renameat(dir, alert->name, dir, aside) == 0;
        code =
            err_about(e, ERR_DATA, PENDING_DIR, "%.300s; %s" SET_ASIDE, why.text,
                      renamed ? "it has been set aside as NAME" : "it cannot be renamed to NAME");
    } else if (code != ERR_OK) {
        code = err_about(e, code, PENDING_DIR, "%.300s", why.text);
    }
    (void)close(dir);
    return code;
}

enum err_code queue_pending_remove(struct queue *queue, const struct pending_alert *alert,
                                   struct err *e)
{
    int dir;
    enum err_code code = queue_open_below(queue, PENDING_DIR, false, &dir, e);
    if (code != ERR_OK)
        return code;
    if (unlinkat(dir, alert->name, 0) != 0 && errno != ENOENT)
        code = err_errno(e, ERR_TEMPFAIL, PENDING_DIR "/%s", alert->name);
    (void)close(dir);
    return code;
}
