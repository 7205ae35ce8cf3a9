#include "support_queue_db/queue_scan.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/xml.h"
#include "support_queue_db/queue_file.h"

enum { THREADS_MAX = 8, IDS_AT_ONCE = 64 };

struct scanning {
    struct queue *queue;
    const struct queue_scan *scan;
    pthread_mutex_t walk_mutex; /* of the next two */
    struct queue_walk walk;
    bool over;
    pthread_mutex_t visit_mutex; /* of the visits, and of this */
    bool stopped;
};

struct ids {
    char list[IDS_AT_ONCE][QUEUE_ID_SIZE];
    size_t count;
};

static void take_ids(struct scanning *s, struct ids *ids)
{
    ids->count = 0;
    (void)pthread_mutex_lock(&s->walk_mutex);
    while (!s->over && ids->count < IDS_AT_ONCE && queue_walk_next(&s->walk, ids->list[ids->count]))
        ids->count++;
    (void)pthread_mutex_unlock(&s->walk_mutex);
}

static void end_scan(struct scanning *s)
{
    (void)pthread_mutex_lock(&s->walk_mutex);
    s->over = true;
    (void)pthread_mutex_unlock(&s->walk_mutex);
}

/* Whether its text is of interest; an unreadable file shows when it is loaded. The buffer holds
 * QUEUE_FILE_MAX bytes and one more. */
static bool may_want(const struct scanning *s, const char *id, char *buffer)
{
    char name[QUEUE_NAME_SIZE];
    if (s->scan->may_want == NULL)
        return true;
    queue_name_of_id(id, name);
    int fd =
        openat(queue_fd(s->queue), name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0)
        return errno != ENOENT;
    ssize_t got = read(fd, buffer, QUEUE_FILE_MAX); /* a file is read completely, or fails */
    (void)close(fd);
    if (got < 0 || got == QUEUE_FILE_MAX)
        return true;
    buffer[got] = '\0';
    return s->scan->may_want(s->scan->context, buffer, (size_t)got);
}

static void visit(struct scanning *s, const char *id)
{
    struct entry entry;
    struct err why = {.code = ERR_OK};
    enum err_code code = queue_load(s->queue, id, &entry, &why);
    if (code != ERR_NOHOST) { /* and it has not just left */
        (void)pthread_mutex_lock(&s->visit_mutex);
        if (!s->stopped)
            s->stopped = !s->scan->visit(s->scan->context, code == ERR_OK ? &entry : NULL, &why);
        bool stopped = s->stopped;
        (void)pthread_mutex_unlock(&s->visit_mutex);
        if (stopped)
            end_scan(s);
    }
    entry_free(&entry);
}

static void go_through(struct scanning *s, struct ids *ids, char *buffer)
{
    for (; ids->count > 0; take_ids(s, ids))
        for (size_t i = 0; i < ids->count; i++)
            if (may_want(s, ids->list[i], buffer))
                visit(s, ids->list[i]);
}

static void *work(void *context)
{
    struct scanning *s = context;
    struct ids ids;
    char *buffer = malloc(QUEUE_FILE_MAX + 1);
    if (buffer == NULL)
        return NULL; /* the other threads do it */
    take_ids(s, &ids);
    go_through(s, &ids, buffer);
    free(buffer);
    return NULL;
}

static size_t count_processors(void)
{
    cpu_set_t set;
    int count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return count < THREADS_MAX ? (size_t)count : THREADS_MAX;
}

/* Signals are for the thread that was there before. */
static size_t start_threads(struct scanning *s, pthread_t *threads, size_t most)
{
    sigset_t all;
    sigset_t before;
    size_t count = 0;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    while (count < most && pthread_create(&threads[count], NULL, work, s) == 0)
        count++;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return count;
}

enum err_code queue_scan(struct queue *queue, const struct queue_scan *scan, struct err *e)
{
    struct scanning s = {.queue = queue,
                         .scan = scan,
                         .walk_mutex = PTHREAD_MUTEX_INITIALIZER,
                         .visit_mutex = PTHREAD_MUTEX_INITIALIZER};
    pthread_t threads[THREADS_MAX];
    struct ids first;
    char *buffer = malloc(QUEUE_FILE_MAX + 1);
    if (buffer == NULL)
        return err_nomem(e);
    xml_init();
    queue_walk_begin(&s.walk, queue_fd(queue));
    take_ids(&s, &first);
    /* A small queue is read before a thread would have started. */
    size_t count = 0;
    if (first.count == IDS_AT_ONCE)
        count = start_threads(&s, threads, count_processors() - 1);
    go_through(&s, &first, buffer);
    for (size_t i = 0; i < count; i++)
        (void)pthread_join(threads[i], NULL);
    free(buffer);
    return queue_walk_end(&s.walk, ERR_OK, e);
}
