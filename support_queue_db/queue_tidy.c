#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/amt/register.h"
#include "common/clock.h"
#include "common/detach.h"
#include "common/grow.h"
#include "support_queue_db/queue.h"
#include "support_queue_db/queue_archive.h"
#include "support_queue_db/queue_limit.h"
#include "support_queue_db/queue_lock.h"
#include "support_queue_db/queue_private.h"

/* archive/ and tmp/ are looked at once a day. Up to so many names a program looks at itself, before
 * it goes on with its work. */
enum { DAY = 86400, STALE = 3600, FEW_NAMES = 1000 };

/* How long the lock is held at a time, and then left to others. */
enum { HELD_MS = 50, PAUSE_MS = 20 };

/* From this limit on, a sixteenth more than necessary gives way, so that not every call has to look
 * at all entries. */
enum { LIMIT_LARGE = 1000, LIMIT_SPARE = 16 };

/* In the names of those that give way. */
#define LIMIT_WHY "limit"

struct members {
    struct limit_candidate *list;
    size_t count;
    size_t room;
};

struct tidy {
    struct queue *queue;
    time_t began;
    size_t most;      /* names; with more it stops without a change, */
    bool too_many;    /* and says so */
    const bool *stop; /* atomic */
    time_t next;      /* when the first remaining entry is due */
    struct members due;
    struct members candidates; /* those that count towards the limit */
};

static bool is_stopped(const struct tidy *t)
{
    return __atomic_load_n(t->stop, __ATOMIC_RELAXED);
}

/* ---------------------------------------------------------------- what is to go */

static bool has_few_names(const struct tidy *t, int dir)
{
    struct queue_walk walk;
    size_t count = 0;
    queue_walk_begin(&walk, dir);
    while (count <= t->most && queue_walk_name(&walk) != NULL)
        count++;
    (void)queue_walk_end(&walk, ERR_OK, NULL); /* a real look will tell */
    return count <= t->most;
}

/* An entry with a ticket is no longer a stranger's. */
static bool counts_for_limit(const struct entry *entry)
{
    return !entry_has_answered(entry) && entry->ticket[0] == '\0';
}

static bool add_member(struct members *members, const struct entry *entry)
{
    if (!grow(&members->list, members->count, 1, &members->room, sizeof *members->list))
        return false;
    struct limit_candidate *member = &members->list[members->count++];
    *member = (struct limit_candidate){.address = entry->address,
                                       .last_call = entry->last_call,
                                       .has_guid = entry->has_guid,
                                       .guid = entry->guid};
    memcpy(member->id, entry->file_id, sizeof member->id);
    return true;
}

static enum err_code scan_entries(struct tidy *t, struct err *e)
{
    const long timeout = t->queue->conf->queue.timeout;
    struct queue_walk walk;
    struct entry entry;
    bool good = true;
    t->next = t->began + DAY;
    queue_walk_begin(&walk, t->queue->dir);
    while (good && !is_stopped(t) && queue_next(t->queue, &walk, &entry)) {
        time_t expires = entry_expires(&entry, timeout);
        if (expires != 0 && expires <= t->began) {
            good = add_member(&t->due, &entry);
        } else {
            t->next = expires != 0 && expires < t->next ? expires : t->next;
            good = !counts_for_limit(&entry) || add_member(&t->candidates, &entry);
        }
        entry_free(&entry);
    }
    return queue_walk_end(&walk, good ? ERR_OK : err_nomem(e), e);
}

/* The register is read only if there would be too many without it. */
static enum err_code remove_registered(struct tidy *t, struct err *e)
{
    struct client_register *reg;
    enum err_code code = register_open(&reg, t->queue->conf->clients.directory, e);
    size_t kept = 0;
    if (code != ERR_OK)
        return code;
    for (size_t i = 0; i < t->candidates.count; i++) {
        const struct limit_candidate *member = &t->candidates.list[i];
        size_t at = 0;
        if (!member->has_guid || register_by_guid(reg, &member->guid, &at) == NULL)
            t->candidates.list[kept++] = *member;
    }
    t->candidates.count = kept;
    register_close(reg);
    return ERR_OK;
}

/* How many of the candidates, from the first one on, must leave. */
static enum err_code choose(struct tidy *t, size_t *leave, struct err *e)
{
    size_t limit = (size_t)t->queue->conf->queue.limit;
    enum err_code code = ERR_OK;
    *leave = 0;
    if (t->candidates.count > limit)
        code = remove_registered(t, e);
    if (code == ERR_OK && t->candidates.count > limit)
        *leave = limit_choose(t->candidates.list, t->candidates.count,
                              limit >= LIMIT_LARGE ? limit - limit / LIMIT_SPARE : limit);
    return code;
}

/* ---------------------------------------------------------------- taking it out */

/* The client may have called, or got a ticket, since we looked. */
static bool may_leave(const struct tidy *t, const struct entry *entry,
                      const struct limit_candidate *member, bool is_due)
{
    time_t expires = entry_expires(entry, t->queue->conf->queue.timeout);
    if (is_due)
        return expires != 0 && expires <= t->began;
    return counts_for_limit(entry) && entry->last_call == member->last_call;
}

/* Within a change. A file that cannot be read now stays. */
static enum err_code archive_entry(struct tidy *t, const struct limit_candidate *member,
                                   bool is_due, struct err *e)
{
    struct entry entry;
    enum err_code code = ERR_OK;
    if (queue_load(t->queue, member->id, &entry, NULL) == ERR_OK &&
        may_leave(t, &entry, member, is_due))
        code = queue_move_to_archive(t->queue, member->id, is_due ? QUEUE_EXPIRED : LIMIT_WHY,
                                     time(NULL), NULL, e);
    entry_free(&entry);
    return code == ERR_NOHOST ? ERR_OK : code;
}

/* Others wait for the lock, snmptrapd among them, so it is not held for the whole time, nor during
 * syncs. A crash of the machine undoes a rename that was not synced, and it is made again. */
static enum err_code archive_entries(struct tidy *t, const struct limit_candidate *members,
                                     size_t count, bool is_due, struct err *e)
{
    const struct timespec pause = {.tv_nsec = PAUSE_MS * 1000000L};
    enum err_code result = ERR_OK;
    for (size_t i = 0; i < count && !is_stopped(t);) {
        enum err_code code = queue_lock(t->queue->lock, QUEUE_LOCK_CHANGE, QUEUE_WAIT_PERSON, e);
        if (code != ERR_OK)
            return code;
        (void)queue_holder_write(t->queue->lock, QUEUE_HOLDER_AT);
        for (long long end = clock_ms() + HELD_MS; i < count && clock_ms() < end; i++) {
            code = archive_entry(t, &members[i], is_due, e);
            result = code != ERR_OK ? code : result; /* the others can still leave */
        }
        queue_unlock(t->queue->lock, QUEUE_LOCK_CHANGE);
        code = queue_sync_both(t->queue, e);
        result = code != ERR_OK ? code : result;
        if (i < count)
            (void)nanosleep(&pause, NULL);
    }
    return result;
}

/* ---------------------------------------------------------------- archive/ and tmp/ */

/* Files in tmp/ that a program left when it was killed while writing. They do no harm. */
static bool is_leftover(int tmp, const char *name, time_t before)
{
    struct stat st;
    return fstatat(tmp, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode) &&
           st.st_mtime < before;
}

/* Deletes what is older. */
static enum err_code prune(const struct queue *queue, int dir, time_t before, struct err *e)
{
    struct queue_walk walk;
    const char *name;
    time_t when;
    queue_walk_begin(&walk, dir);
    while ((name = queue_walk_name(&walk)) != NULL)
        if (dir == queue->archive ? queue_archive_name_parse(name, &when) && when < before
                                  : is_leftover(dir, name, before))
            (void)unlinkat(dir, name, 0); /* a directory, for example, is left to a person */
    return queue_walk_end(&walk, ERR_OK, e);
}

/* Flooding the queue must not fill the disk either. */
static enum err_code bound_archive(struct queue *queue, struct err *e)
{
    struct archive_list list;
    enum err_code code = queue_archive_list(queue, 0, LIMIT_WHY, &list, e);
    for (size_t i = (size_t)queue->conf->queue.limit; code == ERR_OK && i < list.count; i++)
        (void)unlinkat(queue->archive, list.files[i].name, 0); /* the next time, then */
    archive_list_free(&list);
    return code;
}

/* ---------------------------------------------------------------- all of it */

/* The note is about what was there when the look began. Anything written since is due in `timeout`
 * at the earliest, except entries restored from archive/. */
static enum err_code write_note(struct tidy *t, size_t candidates, const struct queue_note *before,
                                bool pruned, struct err *e)
{
    const long timeout = t->queue->conf->queue.timeout;
    struct queue_note note;
    time_t now = time(NULL);
    /* If a look takes long, they do not follow each other. */
    time_t not_before = now + 10 * (now - t->began);
    enum err_code code = queue_lock(t->queue->lock, QUEUE_LOCK_CHANGE, QUEUE_WAIT_PERSON, e);
    if (code != ERR_OK)
        return code;
    bool good = queue_note_read(t->queue->lock, timeout, &note);
    long added =
        good && note.unanswered > before->unanswered ? note.unanswered - before->unanswered : 0;
    time_t next = t->next < t->began + timeout ? t->next : t->began + timeout;
    if (good && note.next != before->next && note.next < next)
        next = note.next;
    note = (struct queue_note){.next = next > not_before ? next : not_before,
                               .timeout = timeout,
                               .unanswered = (long)candidates + added,
                               .pruned = pruned ? t->began : before->pruned};
    queue_note_write(t->queue->lock, &note);
    queue_unlock(t->queue->lock, QUEUE_LOCK_CHANGE);
    return ERR_OK;
}

static enum err_code tidy(struct tidy *t, bool prune_anyway, struct err *e)
{
    struct queue *queue = t->queue;
    struct queue_note before;
    size_t leave = 0;
    t->began = time(NULL);
    (void)queue_note_read(queue->lock, queue->conf->queue.timeout, &before); /* else all zeros */
    bool prunes = prune_anyway || before.pruned + DAY <= t->began || before.pruned > t->began;
    t->too_many = !has_few_names(t, queue->dir) || (prunes && !has_few_names(t, queue->archive));
    if (t->too_many)
        return ERR_OK;
    enum err_code code = scan_entries(t, e);
    if (code == ERR_OK)
        code = choose(t, &leave, e);
    if (code == ERR_OK)
        code = archive_entries(t, t->due.list, t->due.count, true, e);
    if (code == ERR_OK)
        code = archive_entries(t, t->candidates.list, leave, false, e);
    if (code == ERR_OK && leave > 0)
        code = bound_archive(queue, e);
    if (code == ERR_OK && !is_stopped(t))
        code = write_note(t, t->candidates.count - leave, &before, prunes, e);
    if (code == ERR_OK && prunes)
        code = prune(queue, queue->archive,
                     t->began - (time_t)queue->conf->queue.archive_days * DAY, e);
    if (code == ERR_OK && prunes)
        code = prune(queue, queue->tmp, t->began - STALE, e);
    free(t->due.list);
    free(t->candidates.list);
    return code;
}

static enum err_code tidy_locked(struct queue *queue, size_t most, bool *too_many, const bool *stop,
                                 struct err *e)
{
    struct tidy t = {.queue = queue, .most = most, .stop = stop};
    enum err_code code = queue_lock(queue->lock, QUEUE_LOCK_TIDY, 0, e);
    if (code != ERR_OK)
        return code;
    code = tidy(&t, false, e);
    queue_unlock(queue->lock, QUEUE_LOCK_TIDY);
    *too_many = t.too_many;
    return code;
}

static const bool never_stopped;

enum err_code queue_tidy(struct queue *queue, struct err *e)
{
    struct tidy t = {.queue = queue, .most = SIZE_MAX, .stop = &never_stopped};
    enum err_code code = queue_lock(queue->lock, QUEUE_LOCK_TIDY, QUEUE_WAIT_PERSON, e);
    if (code != ERR_OK)
        return code;
    code = tidy(&t, true, e);
    queue_unlock(queue->lock, QUEUE_LOCK_TIDY);
    return code;
}

/* ---------------------------------------------------------------- without being asked to */

bool queue_tidy_is_due(const struct queue *queue)
{
    time_t now = time(NULL);
    const struct queue_note *note = &queue->note;
    /* Nothing of ours notes a later time. */
    bool sensible = note->next <= now + queue->conf->queue.timeout + DAY;
    return !queue->note_good || note->next <= now || !sensible ||
           note->unanswered > queue->conf->queue.limit;
}

/* It needs its own queue: the lock does not keep apart two threads that share one. */
static void tidy_own_queue(const struct conf *conf, const bool *stop)
{
    struct queue *own;
    bool too_many;
    if (queue_open(&own, conf, QUEUE_WRITE, NULL) != ERR_OK)
        return;
    (void)tidy_locked(own, SIZE_MAX, &too_many, stop, NULL); /* the rest is left to the next one */
    queue_close(own);
}

struct queue_tidy_thread {
    const struct conf *conf;
    pthread_t thread;
    bool began;
    bool ended; /* atomic, both */
    bool stop;
};

static void *run_thread(void *context)
{
    struct queue_tidy_thread *tidy_thread = context;
    tidy_own_queue(tidy_thread->conf, &tidy_thread->stop);
    __atomic_store_n(&tidy_thread->ended, true, __ATOMIC_RELEASE);
    return NULL;
}

enum err_code queue_tidy_in_thread(struct queue *queue, struct err *e)
{
    queue->tidy_thread = calloc(1, sizeof *queue->tidy_thread);
    if (queue->tidy_thread == NULL)
        return err_nomem(e);
    queue->tidy_thread->conf = queue->conf;
    return ERR_OK;
}

static void start_thread(struct queue_tidy_thread *tidy_thread)
{
    sigset_t all;
    sigset_t before;
    if (tidy_thread->began && !__atomic_load_n(&tidy_thread->ended, __ATOMIC_ACQUIRE))
        return;
    if (tidy_thread->began)
        (void)pthread_join(tidy_thread->thread, NULL);
    tidy_thread->ended = false;
    /* Signals are for the threads that wait for something. */
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    tidy_thread->began = pthread_create(&tidy_thread->thread, NULL, run_thread, tidy_thread) == 0;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
}

void queue_tidy_thread_stop(struct queue *queue)
{
    struct queue_tidy_thread *tidy_thread = queue->tidy_thread;
    if (tidy_thread == NULL)
        return;
    __atomic_store_n(&tidy_thread->stop, true, __ATOMIC_RELAXED);
    if (tidy_thread->began)
        (void)pthread_join(tidy_thread->thread, NULL);
    free(tidy_thread);
    queue->tidy_thread = NULL;
}

/* Whatever goes wrong here goes wrong for the next program too, and `fcfh-queue expire` reports it.
 */
void queue_tidy_start(struct queue *queue)
{
    enum { LESS_URGENT = 10 };
    bool too_many = false;
    bool detached = false;
    if (queue->tidy_thread != NULL) {
        start_thread(queue->tidy_thread);
        return;
    }
    if (tidy_locked(queue, FEW_NAMES, &too_many, &never_stopped, NULL) != ERR_OK || !too_many)
        return;
    (void)detach(&detached, NULL);
    if (!detached)
        return;
    int ignored = nice(LESS_URGENT);
    (void)ignored;
    tidy_own_queue(queue->conf, &never_stopped);
    _exit(0);
}
