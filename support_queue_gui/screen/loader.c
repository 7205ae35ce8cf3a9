#include "support_queue_gui/screen/loader.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "common/clock.h"
#include "common/grow.h"
#include "support_queue_db/queue_watch.h"

enum { RESCAN_MS = 30000 };

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
    struct queue_watch watch;
    struct files known; /* by id: what the model has been told */
    struct files todo;  /* the next to read at the end */
    bool ready;
    char kept_id[QUEUE_ID_SIZE]; /* "" for none */
    struct entry kept;
    struct err kept_error; /* its code is ERR_OK if it could be read */
};

static bool add_file(struct files *files, const struct file *file)
{
    if (!grow(&files->list, files->count, 1, &files->room, sizeof *files->list))
        return false;
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
    *file = (struct file){.changed = st.st_mtim, .inode = st.st_ino};
    (void)snprintf(file->id, sizeof file->id, "%s", id);
    return true;
}

static enum err_code find_all(const struct loader *l, struct files *found, struct err *e)
{
    struct queue_walk walk;
    struct file file;
    char id[QUEUE_ID_SIZE];
    enum err_code code = ERR_OK;
    queue_walk_begin(&walk, queue_fd(l->queue));
    while (code == ERR_OK && queue_walk_next(&walk, id))
        if (stat_file(l, id, &file) && !add_file(found, &file))
            code = err_nomem(e);
    return queue_walk_end(&walk, code, e);
}

/* NULL if it is not there; files are in the order of their ids. */
static struct file *find_file(const struct files *files, const char *id)
{
    struct file wanted;
    if (files->count == 0)
        return NULL;
    (void)snprintf(wanted.id, sizeof wanted.id, "%s", id);
    return bsearch(&wanted, files->list, files->count, sizeof wanted, by_id);
}

static bool is_found(void *context, const char *id)
{
    return find_file(context, id) != NULL;
}

/* Puts every file that is new or another one on the list of those to read, and drops clients whose
 * file is gone. */
static enum err_code look_at_all(struct loader *l, struct err *e)
{
    struct files found = {.count = 0};
    enum err_code code = find_all(l, &found, e);
    if (code != ERR_OK) {
        free(found.list);
        return code;
    }
    if (found.count > 0)
        qsort(found.list, found.count, sizeof *found.list, by_id);
    model_keep(l->model, is_found, &found);
    if (l->kept_id[0] != '\0' && find_file(&found, l->kept_id) == NULL)
        (void)loader_reload(l, l->kept_id); /* it says how it went */
    l->todo.count = 0;
    for (size_t i = 0; i < found.count && code == ERR_OK; i++) {
        const struct file *file = &found.list[i];
        const struct file *before = find_file(&l->known, file->id);
        if (before != NULL && before->inode == file->inode && by_change(before, file) == 0)
            found.list[i].bad = before->bad;
        else if (!add_file(&l->todo, file))
            code = err_nomem(e);
    }
    if (l->todo.count > 0)
        qsort(l->todo.list, l->todo.count, sizeof *l->todo.list, by_change);
    free(l->known.list);
    l->known = found;
    queue_watch_scanned(&l->watch);
    return code;
}

/* *entry is freed here, or kept. */
static void take_entry(struct loader *l, const char *id, struct entry *entry, enum err_code code,
                       const struct err *e)
{
    if (strcmp(id, l->kept_id) != 0) {
        entry_free(entry);
        return;
    }
    entry_free(&l->kept);
    l->kept = *entry;
    l->kept_error.code = code;
    if (code != ERR_OK)
        l->kept_error = *e;
}

static enum err_code read_one(struct loader *l, const char *id, bool *changed, bool *news,
                              struct err *e)
{
    struct entry entry;
    bool is_news = false;
    enum err_code code = queue_load(l->queue, id, &entry, e);
    enum err_code loaded = code;
    struct file *known = find_file(&l->known, id);
    if (known != NULL)
        known->bad = code != ERR_OK && code != ERR_NOHOST;
    if (code == ERR_OK) {
        code = model_put(l->model, &entry, &is_news, e);
        *news = *news || is_news;
    } else {
        model_drop(l->model, id); /* what cannot be read is not shown as it was a while ago */
        code = ERR_OK;
    }
    *changed = true;
    take_entry(l, id, &entry, loaded, e);
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
    entry_init(&l->kept);
    queue_watch_open(&l->watch, queue, QUEUE_WATCH_ALL, RESCAN_MS);
    *loader = l;
    return ERR_OK;
}

void loader_free(struct loader *loader)
{
    if (loader == NULL)
        return;
    queue_watch_close(&loader->watch);
    entry_free(&loader->kept);
    free(loader->known.list);
    free(loader->todo.list);
    free(loader);
}

int loader_fd(const struct loader *loader)
{
    return loader->watch.fd;
}

long loader_wait_ms(const struct loader *loader)
{
    return loader->todo.count > 0 ? 0 : queue_watch_wait_ms(&loader->watch);
}

enum err_code loader_step(struct loader *loader, long slice_ms, bool *changed, bool *news,
                          struct err *e)
{
    char id[QUEUE_ID_SIZE];
    enum err_code code = ERR_OK;
    while (code == ERR_OK && queue_watch_next(&loader->watch, id))
        code = read_one(loader, id, changed, news, e);
    if (code == ERR_OK && queue_watch_scan_due(&loader->watch)) {
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

bool loader_reload(struct loader *loader, const char *id)
{
    bool changed;
    bool news;
    struct err e;
    (void)read_one(loader, id, &changed, &news, &e); /* without memory: the next look has it */
    return model_find(loader->model, id) != NULL;
}

void loader_keep(struct loader *loader, const char *id)
{
    struct entry entry;
    struct err e;
    if (strcmp(id, loader->kept_id) == 0)
        return;
    (void)snprintf(loader->kept_id, sizeof loader->kept_id, "%s", id);
    if (id[0] == '\0') {
        entry_free(&loader->kept);
        loader->kept_error.code = ERR_OK;
        return;
    }
    enum err_code code = queue_load(loader->queue, id, &entry, &e);
    take_entry(loader, id, &entry, code, &e);
}

const struct entry *loader_entry(const struct loader *loader, const struct err **why)
{
    if (why != NULL)
        *why = &loader->kept_error;
    return loader->kept_id[0] != '\0' && loader->kept_error.code == ERR_OK ? &loader->kept : NULL;
}

void loader_rescan(struct loader *loader)
{
    queue_watch_rescan(&loader->watch);
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
