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

/* archive/ is looked at with the queue, once a day if nothing is due before. */
enum { DAY = 86400, STALE = 3600 };

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
    if (!S_ISREG(st.st_mode) || st.st_nlink != 1) /* another name of it may be anybody's file */
        return err_set(e, ERR_CONFIG,
                       "lock in the queue directory: not a regular file with one name");
    if ((st.st_mode & S_IWGRP) == 0 && st.st_uid == geteuid())
        (void)fchmod(queue->lock,
                     0660); /* the umask again; a refusal shows when another opens it */
    return ERR_OK;
}

enum err_code queue_open(struct queue **queue, const struct conf *conf, enum queue_access access,
                         struct err *e)
{
    struct queue *q = malloc(sizeof *q);
    if (q == NULL)
        return err_nomem(e);
    *q = (struct queue){.dir = -1,
                        .tmp = -1,
                        .archive = -1,
                        .lock = -1,
                        .directory = conf->queue.directory,
                        .timeout = conf->queue.timeout,
                        .archive_days = conf->queue.archive_days};
    enum err_code code = queue_dir_open(conf->queue.directory, access == QUEUE_WRITE, &q->dir, e);
    if (code == ERR_OK && access == QUEUE_WRITE)
        code = queue_open_below(q, "tmp", true, &q->tmp, e);
    if (code == ERR_OK && access == QUEUE_WRITE)
        code = queue_open_below(q, "archive", true, &q->archive, e);
    if (code == ERR_OK && access == QUEUE_WRITE)
        code = open_lock(q, e);
    else if (code == ERR_OK) /* whether fcfh-identify runs; without it, it does not */
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
    const int fds[] = {queue->lock, queue->archive, queue->tmp, queue->dir};
    for (size_t i = 0; i < sizeof fds / sizeof fds[0]; i++)
        if (fds[i] >= 0)
            (void)close(fds[i]); /* nothing was written through them that was not checked */
    free(queue);
}

int queue_fd(const struct queue *queue)
{
    return queue->dir;
}

#define NOTE_SIZE 48

time_t queue_due_read(int lock_fd, long timeout)
{
    char text[NOTE_SIZE];
    ssize_t got = pread(lock_fd, text, sizeof text - 1, 0);
    if (got <= 0)
        return 0;
    text[got] = '\0';
    long long next;
    long noted;
    char end;
    if (sscanf(text, "%lld %ld%c", &next, &noted, &end) != 3 || end != '\n' || noted != timeout)
        return 0;
    return next;
}

void queue_due_write(int lock_fd, long timeout, time_t next)
{
    char text[NOTE_SIZE];
    int len = snprintf(text, sizeof text, "%lld %ld\n", (long long)next, timeout);
    if (len <= 0 || pwrite(lock_fd, text, (size_t)len, 0) != len) {
        /* No note: the next program looks at every entry. If even that fails, an old note stays,
         * which is never later than it was. */
        int ignored = ftruncate(lock_fd, 0);
        (void)ignored;
    }
}

enum err_code queue_begin(struct queue *queue, time_t now, long wait_ms, struct err *e)
{
    enum err_code code = queue_lock(queue->lock, QUEUE_LOCK_CHANGE, wait_ms, e);
    if (code != ERR_OK)
        return code;
    queue->now = now;
    /* What is due and cannot be taken out must not stop what is about to be written. */
    time_t due = queue_due_read(queue->lock, queue->timeout);
    bool sensible = due <= now + queue->timeout + DAY; /* nothing of ours notes a later time */
    if (due <= now || !sensible)
        (void)queue_expire(queue, now, NULL);
    return ERR_OK;
}

void queue_end(struct queue *queue)
{
    queue_unlock(queue->lock, QUEUE_LOCK_CHANGE);
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
    code = entry_read_xml(entry, text, len, &why);
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

/* As queue_load. What cannot be read goes to archive/, and is ERR_NOHOST; then, and after any other
 * error, *entry is empty. */
static enum err_code load_or_clear(struct queue *queue, const char *id, time_t now,
                                   struct entry *entry, struct err *e)
{
    enum err_code code = queue_load(queue, id, entry, e);
    if (code == ERR_OK)
        return ERR_OK;
    entry_free(entry);
    if (code == ERR_DATA)
        code = queue_remove(queue, id, "unreadable", now, NULL, e);
    return code == ERR_OK ? err_set(e, ERR_NOHOST, "%s.xml was no entry", id) : code;
}

/* Of the entry of an address, for an alert that came from there. One that names a UUID is of an
 * entry without, as long as AMT has not told which machine that is. */
static bool may_have_sent(const struct entry *there, const struct alert *alert, bool by_guid)
{
    if (!alert->has_guid)
        return true;
    if (there->has_guid)
        return (there->shares_uuid || there->same_as[0] != '\0') &&
               guid_same_machine(&there->guid, &alert->guid);
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
    /* Another machine of this UUID may be there, or one whose UUID is not known yet. */
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

static enum err_code sync_both(const struct queue *queue, struct err *e)
{
    enum err_code code = queue_sync_dir(queue->archive, "archive", e);
    return code == ERR_OK ? queue_sync_dir(queue->dir, "queue directory", e) : code;
}

static bool exists(int dir, const char *name)
{
    return faccessat(dir, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

enum err_code queue_remove(struct queue *queue, const char *id, const char *why, time_t now,
                           char archived[QUEUE_ARCHIVE_NAME_SIZE], struct err *e)
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
    queue_trusted_forget(queue, id);
    return sync_both(queue, e);
}

enum err_code queue_restore(struct queue *queue, const char *archived, const char *id,
                            struct err *e)
{
    struct entry entry;
    char name[QUEUE_NAME_SIZE];
    queue_name_of_id(id, name);
    if (exists(queue->dir, name))
        return err_about(e, ERR_CANTCREAT, id, "is in the queue again already");
    enum err_code code = queue_load_file(queue->archive, archived, &entry, e);
    if (code == ERR_OK) {
        (void)snprintf(entry.file_id, sizeof entry.file_id, "%s", id);
        entry_begin_anew(&entry, queue->now);
        queue_trusted_forget(queue, id); /* what could not be removed when it left */
        code = queue_save(queue, &entry, e);
    }
    entry_free(&entry);
    if (code == ERR_OK && unlinkat(queue->archive, archived, 0) != 0)
        code = err_errno(e, ERR_TEMPFAIL, "archive/%s", archived);
    return code == ERR_OK ? sync_both(queue, e) : code;
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

/* Of tmp/, what a program left that was killed while it wrote. It does no harm where it is. */
static bool is_leftover(int tmp, const char *name, time_t before)
{
    struct stat st;
    return fstatat(tmp, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode) &&
           st.st_mtime < before;
}

/* Drops what is older from archive/ or tmp/. */
static enum err_code prune(const struct queue *queue, int dir, time_t before, struct err *e)
{
    struct queue_walk walk;
    const char *name;
    time_t when;
    queue_walk_begin(&walk, dir);
    while ((name = queue_walk_name(&walk)) != NULL)
        if (dir == queue->archive ? queue_archive_name_parse(name, &when) && when < before
                                  : is_leftover(dir, name, before))
            (void)unlinkat(dir, name, 0); /* a directory, say, is left to a person */
    return queue_walk_end(&walk, ERR_OK, e);
}

enum err_code queue_expire(struct queue *queue, time_t now, struct err *e)
{
    struct queue_walk walk;
    struct entry entry;
    time_t next = now + DAY; /* when the first of those that stay is due */
    enum err_code code = ERR_OK;
    queue_walk_begin(&walk, queue->dir);
    while (queue_next(queue, &walk, &entry)) {
        time_t expires = entry_expires(&entry, queue->timeout);
        if (expires != 0 && expires <= now) {
            enum err_code removed = queue_remove(queue, entry.file_id, "expired", now, NULL, e);
            code = removed != ERR_OK ? removed : code;
        } else if (expires != 0 && expires < next) {
            next = expires;
        }
        entry_free(&entry);
    }
    code = queue_walk_end(&walk, code, e);
    if (code == ERR_OK) {
        queue_due_write(queue->lock, queue->timeout, next);
        code = prune(queue, queue->archive, now - (time_t)queue->archive_days * DAY, e);
    }
    if (code == ERR_OK)
        code = prune(queue, queue->tmp, now - STALE, e);
    return code;
}
