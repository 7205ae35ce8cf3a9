#include "support_queue_gui/screen/loader.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "common/clock.h"

/* inotify tells at once; where it does not (NFS) a new caller must still show within a second. */
enum { RESCAN_MS = 30000, RESCAN_BLIND_MS = 1000 };

/* A file that is to be read, with what tells whether it has been read as it is. */
struct file {
    char id[QUEUE_ID_SIZE];
    struct timespec changed;
    ino_t inode;
    bool bad; /* it has been read, and is no entry */
};

struct files {
    struct file *list;
    size_t count;
    size_t room;
};

struct loader {
    struct queue *queue;
    struct model *model;
    int inotify;
    long long next_scan;
    struct files known; /* by id: what the model has been told */
    struct files todo;  /* the next to read at the end */
    bool ready;
};

static bool add_file(struct files *files, const struct file *file)
{
    if (files->count == files->room) {
        size_t room = files->room * 2 + 256;
        struct file *grown = realloc(files->list, room * sizeof *grown);
        if (grown == NULL)
            return false;
        files->list = grown;
        files->room = room;
    }
    files->list[files->count++] = *file;
    return true;
}

static int by_id(const void *a, const void *b)
{
    return strcmp(((const struct file *)a)->id, ((const struct file *)b)->id);
}

/* The last changed at the end, which is where reading begins. */
static int by_change(const void *a, const void *b)
{
    const struct timespec *x = &((const struct file *)a)->changed;
    const struct timespec *y = &((const struct file *)b)->changed;
    if (x->tv_sec != y->tv_sec)
        return x->tv_sec < y->tv_sec ? -1 : 1;
    return (x->tv_nsec > y->tv_nsec) - (x->tv_nsec < y->tv_nsec);
}

static bool stat_file(const struct loader *loader, const char *id, struct file *file)
{
    char name[QUEUE_NAME_SIZE];
    struct stat st;
    queue_name_of_id(id, name);
    if (fstatat(queue_fd(loader->queue), name, &st, AT_SYMLINK_NOFOLLOW) != 0)
        return false;
    (void)snprintf(file->id, sizeof file->id, "%s", id);
    file->bad = false;
    file->changed = st.st_mtim;
    file->inode = st.st_ino;
    return true;
}

static bool same_file(const struct file *a, const struct file *b)
{
    return a->inode == b->inode && a->changed.tv_sec == b->changed.tv_sec &&
           a->changed.tv_nsec == b->changed.tv_nsec;
}

struct scan {
    struct loader *loader;
    struct files found;
    bool failed;
};

static bool scan_one(void *context, const char *id)
{
    struct scan *scan = context;
    struct file file;
    if (stat_file(scan->loader, id, &file) && !add_file(&scan->found, &file))
        scan->failed = true;
    return !scan->failed;
}

static bool is_found(void *context, const char *id)
{
    const struct files *found = context;
    struct file wanted;
    (void)snprintf(wanted.id, sizeof wanted.id, "%s", id);
    return bsearch(&wanted, found->list, found->count, sizeof wanted, by_id) != NULL;
}

/* Puts every file that is new or another one on the list of those to read, and drops clients whose
 * file is gone. */
static enum err_code look_at_all(struct loader *l, struct err *e)
{
    struct scan scan = {.loader = l};
    enum err_code code = queue_each(l->queue, scan_one, &scan, e);
    if (code == ERR_OK && scan.failed)
        code = err_nomem(e);
    if (code != ERR_OK) {
        free(scan.found.list);
        return code;
    }
    if (scan.found.count > 0)
        qsort(scan.found.list, scan.found.count, sizeof *scan.found.list, by_id);
    model_keep(l->model, is_found, &scan.found);
    l->todo.count = 0;
    for (size_t i = 0; i < scan.found.count && code == ERR_OK; i++) {
        const struct file *file = &scan.found.list[i];
        const struct file *before =
            l->known.count > 0 ? bsearch(file, l->known.list, l->known.count, sizeof *file, by_id)
                               : NULL;
        if (before != NULL && same_file(before, file))
            scan.found.list[i].bad = before->bad;
        else if (!add_file(&l->todo, file))
            code = err_nomem(e);
    }
    if (l->todo.count > 0)
        qsort(l->todo.list, l->todo.count, sizeof *l->todo.list, by_change);
    free(l->known.list);
    l->known = scan.found;
    bool told = l->inotify >= 0 && !queue_is_shared(l->queue);
    l->next_scan = clock_ms() + (told ? RESCAN_MS : RESCAN_BLIND_MS);
    return code;
}

static void note_bad(struct loader *l, const char *id, bool bad)
{
    struct file wanted;
    (void)snprintf(wanted.id, sizeof wanted.id, "%s", id);
    struct file *known = l->known.count > 0
                             ? bsearch(&wanted, l->known.list, l->known.count, sizeof wanted, by_id)
                             : NULL;
    if (known != NULL)
        known->bad = bad;
}

static enum err_code read_one(struct loader *l, const char *id, bool *changed, bool *news,
                              struct err *e)
{
    struct entry entry;
    bool is_news = false;
    enum err_code code = queue_load(l->queue, id, &entry, e);
    if (code == ERR_OK) {
        note_bad(l, id, false);
        code = model_put(l->model, &entry, &is_news, e);
        *news = *news || is_news;
        *changed = true;
    } else {
        note_bad(l, id, code != ERR_NOHOST);
        model_drop(l->model, id); /* what cannot be read is not shown as it was a while ago */
        *changed = true;
        code = ERR_OK;
    }
    entry_free(&entry);
    return code;
}

static enum err_code take_events(struct loader *l, bool *changed, bool *news, struct err *e)
{
    char buffer[16384] __attribute__((aligned(__alignof__(struct inotify_event))));
    ssize_t got;
    enum err_code code = ERR_OK;
    while (l->inotify >= 0 && code == ERR_OK &&
           (got = read(l->inotify, buffer, sizeof buffer)) > 0) {
        for (char *at = buffer; at < buffer + got && code == ERR_OK;) {
            const struct inotify_event *event = (const struct inotify_event *)(const void *)at;
            char id[QUEUE_ID_SIZE];
            if ((event->mask & IN_Q_OVERFLOW) != 0)
                loader_rescan(l);
            else if (event->len > 0 && queue_name_parse(event->name, id))
                code = read_one(l, id, changed, news, e);
            at += sizeof *event + event->len;
        }
    }
    return code;
}

enum err_code loader_new(struct loader **loader, struct queue *queue, struct model *model,
                         struct err *e)
{
    struct loader *l = calloc(1, sizeof *l);
    if (l == NULL)
        return err_nomem(e);
    l->queue = queue;
    l->model = model;
    l->inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    char path[40];
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", queue_fd(queue));
    if (l->inotify >= 0 &&
        inotify_add_watch(l->inotify, path, IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE) < 0) {
        (void)close(l->inotify);
        l->inotify = -1;
    }
    *loader = l;
    return ERR_OK;
}

void loader_free(struct loader *loader)
{
    if (loader == NULL)
        return;
    if (loader->inotify >= 0)
        (void)close(loader->inotify);
    free(loader->known.list);
    free(loader->todo.list);
    free(loader);
}

int loader_fd(const struct loader *loader)
{
    return loader->inotify;
}

long loader_wait_ms(const struct loader *loader)
{
    if (loader->todo.count > 0)
        return 0;
    long long left = loader->next_scan - clock_ms();
    return left > 0 ? (long)left : 0;
}

enum err_code loader_step(struct loader *loader, long slice_ms, bool *changed, bool *news,
                          struct err *e)
{
    enum err_code code = take_events(loader, changed, news, e);
    if (code == ERR_OK && clock_ms() >= loader->next_scan) {
        size_t before = loader->model->count;
        code = look_at_all(loader, e);
        *changed = *changed || loader->model->count != before;
    }
    /* However long the look at the directory took: the first picture is to show somebody. */
    long long end = clock_ms() + slice_ms;
    while (code == ERR_OK && loader->todo.count > 0 && clock_ms() < end)
        code = read_one(loader, loader->todo.list[--loader->todo.count].id, changed, news, e);
    if (code == ERR_OK && loader->todo.count == 0 && !loader->ready) {
        loader->ready = true;
        (void)model_arrange(loader->model); /* what is selected at the end of reading stays so */
        loader->model->loaded = true;
        *changed = true;
    }
    return code;
}

void loader_rescan(struct loader *loader)
{
    loader->next_scan = 0;
}

bool loader_ready(const struct loader *loader)
{
    return loader->ready;
}

size_t loader_left(const struct loader *loader)
{
    return loader->todo.count;
}

size_t loader_unreadable(const struct loader *loader)
{
    size_t count = 0;
    for (size_t i = 0; i < loader->known.count; i++)
        count += loader->known.list[i].bad;
    return count;
}
