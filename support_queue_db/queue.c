#include "support_queue_db/queue.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support_queue_db/entry_xml.h"
#include "support_queue_db/queue_dir.h"
#include "support_queue_db/queue_file.h"
#include "support_queue_db/queue_lock.h"
#include "support_queue_db/queue_private.h"
#include "support_queue_db/queue_trusted.h"

enum err_code queue_open_below(const struct queue *queue, const char *name, bool create, int *fd,
                               struct err *e)
{
    enum err_code code = create ? queue_dir_make(queue->dir, name, e) : ERR_OK;
    if (code != ERR_OK)
        return code;
    *fd = openat(queue->dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (*fd < 0)
        return err_errno(e, ERR_CONFIG, "%s in the queue directory", name);
    return ERR_OK;
}

static enum err_code open_lock(struct queue *queue, struct err *e)
{
    queue->lock =
        openat(queue->dir, "lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0660);
    struct stat st;
    if (queue->lock < 0 || fstat(queue->lock, &st) != 0)
        return err_errno(e, ERR_CANTCREAT, "lock in the queue directory");
    if (!S_ISREG(st.st_mode) || st.st_nlink != 1) /* its other name may be anybody's file */
        return err_set(e, ERR_CONFIG,
                       "lock in the queue directory: not a regular file with one name");
    if ((st.st_mode & S_IWGRP) == 0 && st.st_uid == geteuid())
        (void)fchmod(queue->lock,
                     0660); /* undoes the umask; a failure shows when another user opens it */
    return ERR_OK;
}

enum err_code queue_open(struct queue **queue, const struct conf *conf, enum queue_access access,
                         struct err *e)
{
    struct queue *q = malloc(sizeof *q);
    if (q == NULL)
        return err_nomem(e);
    *q = (struct queue){.dir = -1, .tmp = -1, .archive = -1, .lock = -1, .conf = conf};
    enum err_code code = queue_dir_open(conf->queue.directory, access == QUEUE_WRITE, &q->dir, e);
    if (code == ERR_OK && access == QUEUE_WRITE)
        code = queue_open_below(q, "tmp", true, &q->tmp, e);
    if (code == ERR_OK && access == QUEUE_WRITE)
        code = queue_open_below(q, "archive", true, &q->archive, e);
    if (code == ERR_OK && access == QUEUE_WRITE)
        code = open_lock(q, e);
    else if (code == ERR_OK) /* shows whether fcfh-identify runs; without it, it does not */
        q->lock = openat(q->dir, "lock", O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (code != ERR_OK) {
        queue_close(q);
        return code;
    }
    *queue = q;
    return ERR_OK;
}

void queue_close(struct queue *queue)
{
    if (queue == NULL)
        return;
    queue_tidy_thread_stop(queue);
    const int fds[] = {queue->lock, queue->archive, queue->tmp, queue->dir};
    for (size_t i = 0; i < sizeof fds / sizeof fds[0]; i++)
        if (fds[i] >= 0)
            (void)close(fds[i]); /* everything written through them was checked */
    free(queue);
}

int queue_fd(const struct queue *queue)
{
    return queue->dir;
}

enum err_code queue_begin(struct queue *queue, time_t now, long wait_ms, struct err *e)
{
    enum err_code code = queue_lock(queue->lock, QUEUE_LOCK_CHANGE, wait_ms, e);
    if (code != ERR_OK)
        return code;
    queue->now = now;
    queue->note_good = queue_note_read(queue->lock, queue->conf->queue.timeout, &queue->note);
    queue_note_complete(queue->lock);
    (void)queue_holder_write(queue->lock, QUEUE_HOLDER_AT); /* it is only for display */
    return ERR_OK;
}

void queue_end(struct queue *queue)
{
    bool due = queue_tidy_is_due(queue);
    queue_unlock(queue->lock, QUEUE_LOCK_CHANGE);
    if (due)
        queue_tidy_start(queue);
}

bool queue_is_held(const struct queue *queue, struct queue_holder *holder)
{
    *holder = (struct queue_holder){.since = 0};
    if (queue->lock < 0 || !queue_lock_taken(queue->lock, QUEUE_LOCK_CHANGE))
        return false;
    if (queue_holder_read(queue->lock, QUEUE_HOLDER_AT, holder) &&
        queue_holder_state(holder) == HOLDER_GONE)
        *holder = (struct queue_holder){.since = holder->since};
    return true;
}

enum err_code queue_load_file(int dir, const char *name, struct entry *entry, struct err *e)
{
    char *text;
    size_t len;
    entry_init(entry);
    enum err_code code = queue_file_read(dir, name, &text, &len, e);
    if (code != ERR_OK)
        return code;
    struct err why;
    code = entry_parse_xml(entry, text, len, &why);
    free(text);
    return code == ERR_OK ? ERR_OK : err_set(e, code, "%s: %.200s", name, why.text);
}

enum err_code queue_load(struct queue *queue, const char *id, struct entry *entry, struct err *e)
{
    char name[QUEUE_NAME_SIZE];
    queue_name_of_id(id, name);
    enum err_code code = queue_load_file(queue->dir, name, entry, e);
    if (code == ERR_OK)
        (void)snprintf(entry->file_id, sizeof entry->file_id, "%s", id);
    return code;
}

/* Like queue_load. A file that cannot be read, or is due, goes to archive/ and gives ERR_NOHOST;
 * then, and after any other error, *entry is empty. */
static enum err_code load_or_clear(struct queue *queue, const char *id, time_t now,
                                   struct entry *entry, struct err *e)
{
    enum err_code code = queue_load(queue, id, entry, e);
    time_t expires = code == ERR_OK ? entry_expires(entry, queue->conf->queue.timeout) : 0;
    bool is_due = expires != 0 && expires <= now;
    if (code == ERR_OK && !is_due)
        return ERR_OK;
    entry_free(entry);
    if (is_due || code == ERR_DATA || code == ERR_NOPERM)
        code = queue_remove(queue, id, is_due ? QUEUE_EXPIRED : QUEUE_UNREADABLE, now, NULL, e);
    return code == ERR_OK ? err_set(e, ERR_NOHOST, "%s.xml was no longer an entry", id) : code;
}

/* Whether the entry of an address belongs to an alert from there. An alert with a UUID belongs to
 * an entry without one as long as AMT has not told which machine that is. */
static bool may_have_sent(const struct entry *there, const struct alert *alert, bool by_guid)
{
    if (!alert->has_guid)
        return true;
    if (there->has_guid)
        return (there->shares_uuid || there->same_as[0] != '\0') &&
               guid_equal_any_order(&there->guid, &alert->guid);
    return !by_guid && !entry_has_answered(there);
}

enum err_code queue_find(struct queue *queue, const struct alert *alert, time_t now,
                         struct entry *entry, struct err *e)
{
    char id[QUEUE_ID_SIZE];
    enum err_code code = ERR_NOHOST;
    entry_init(entry);
    if (alert->has_guid && queue_dir_find_guid(queue->dir, &alert->guid, id))
        code = load_or_clear(queue, id, now, entry, e);
    if (code != ERR_OK && code != ERR_NOHOST)
        return code;
    bool by_guid = code == ERR_OK;
    if (by_guid && addr_equal(&entry->address, &alert->address))
        return ERR_OK;
    /* Another machine with this UUID may be there, or one whose UUID is not known yet. */
    struct entry there;
    queue_id_of_addr(&alert->address, id);
    code = queue_dir_has(queue->dir, id) ? load_or_clear(queue, id, now, &there, e) : ERR_NOHOST;
    if (code == ERR_OK && may_have_sent(&there, alert, by_guid)) {
        entry_free(entry);
        *entry = there;
        return ERR_OK;
    }
    if (code == ERR_OK)
        entry_free(&there);
    if (by_guid)
        return ERR_OK;
    return code == ERR_OK || code == ERR_NOHOST
               ? err_set(e, ERR_NOHOST, "the client is not in the queue")
               : code;
}

enum err_code queue_sync_dir(int fd, const char *what, struct err *e)
{
    if (fsync(fd) != 0)
        return err_errno(e, ERR_TEMPFAIL, "%s", what);
    return ERR_OK;
}

enum err_code queue_sync_both(const struct queue *queue, struct err *e)
{
    enum err_code code = queue_sync_dir(queue->archive, "archive", e);
    return code == ERR_OK ? queue_sync_dir(queue->dir, "queue directory", e) : code;
}

static bool exists(int dir, const char *name)
{
    return faccessat(dir, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

enum err_code queue_move_to_archive(struct queue *queue, const char *id, const char *why,
                                    time_t now, char archived[QUEUE_ARCHIVE_NAME_SIZE],
                                    struct err *e)
{
    char name[QUEUE_NAME_SIZE];
    char to[QUEUE_ARCHIVE_NAME_SIZE];
    unsigned n = 0;
    queue_name_of_id(id, name);
    do
        queue_archive_name(id, now, why, n++, to);
    while (exists(queue->archive, to) && n < 10000);
    if (archived != NULL)
        memcpy(archived, to, sizeof to);
    if (renameat(queue->dir, name, queue->archive, to) != 0) {
        if (errno == ENOENT)
            return err_set(e, ERR_NOHOST, "%s: not in the queue", name);
        return err_errno(e, ERR_CANTCREAT, "archive/%s", to);
    }
    queue_trusted_remove_all(queue, id);
    return ERR_OK;
}

enum err_code queue_remove(struct queue *queue, const char *id, const char *why, time_t now,
                           char archived[QUEUE_ARCHIVE_NAME_SIZE], struct err *e)
{
    enum err_code code = queue_move_to_archive(queue, id, why, now, archived, e);
    return code == ERR_OK ? queue_sync_both(queue, e) : code;
}

enum err_code queue_restore(struct queue *queue, const char *archived, const char *id,
                            struct err *e)
{
    struct entry entry;
    char name[QUEUE_NAME_SIZE];
    queue_name_of_id(id, name);
    if (exists(queue->dir, name))
        return err_about(e, ERR_CANTCREAT, id, "is back in the queue already");
    enum err_code code = queue_load_file(queue->archive, archived, &entry, e);
    if (code == ERR_OK) {
        (void)snprintf(entry.file_id, sizeof entry.file_id, "%s", id);
        entry_reset(&entry, queue->now);
        queue_trusted_remove_all(queue, id); /* leftovers that could not be removed when it left */
        code = queue_save(queue, &entry, e);
    }
    entry_free(&entry);
    if (code == ERR_OK && unlinkat(queue->archive, archived, 0) != 0)
        code = err_errno(e, ERR_TEMPFAIL, "archive/%s", archived);
    return code == ERR_OK ? queue_sync_both(queue, e) : code;
}

bool queue_next(struct queue *queue, struct queue_walk *walk, struct entry *entry)
{
    char id[QUEUE_ID_SIZE];
    while (queue_walk_next(walk, id)) {
        if (queue_load(queue, id, entry, NULL) == ERR_OK)
            return true;
        entry_free(entry);
    }
    return false;
}
