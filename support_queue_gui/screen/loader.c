#include "support_queue_gui/screen/loader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/clock.h"
#include "support_queue_db/queue_follow.h"

/* How long the first painting waits for something to show. */
enum { FIRST_MS = 1000 };

struct loader {
    struct queue *queue;
    struct model *model;
    struct queue_follow *follow;
    bool ready;
    char kept_id[QUEUE_ID_SIZE]; /* "" for none */
    struct entry kept;
    struct err kept_error; /* its code is ERR_OK if it could be read */
};

/* *entry is freed here, or kept. */
static void keep_entry(struct loader *l, const char *id, struct entry *entry, enum err_code code,
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

/* What is known of a client now; entry is NULL for one that is gone or cannot be read. */
static enum err_code update_client(struct loader *l, const char *id, struct entry *entry,
                                   const struct err *why, bool *news, struct err *e)
{
    struct entry none;
    bool is_news = false;
    enum err_code code = ERR_OK;
    entry_init(&none);
    if (entry != NULL)
        code = model_put(l->model, entry, &is_news, e);
    else
        model_remove(l->model, id); /* what cannot be read is not shown with its old values */
    *news = *news || is_news;
    keep_entry(l, id, entry != NULL ? entry : &none, entry != NULL ? ERR_OK : why->code, why);
    return code;
}

enum err_code loader_new(struct loader **loader, struct queue *queue, struct model *model,
                         struct err *e)
{
    struct loader *l = calloc(1, sizeof *l);
    if (l == NULL || (l->follow = queue_follow_new(queue)) == NULL) {
        free(l);
        return err_nomem(e);
    }
    l->queue = queue;
    l->model = model;
    entry_init(&l->kept);
    *loader = l;
    return ERR_OK;
}

void loader_free(struct loader *loader)
{
    if (loader == NULL)
        return;
    queue_follow_free(loader->follow);
    entry_free(&loader->kept);
    free(loader);
}

int loader_fd(const struct loader *loader)
{
    return queue_follow_fd(loader->follow);
}

long loader_wait_ms(const struct loader *loader)
{
    return queue_follow_wait_ms(loader->follow);
}

static enum err_code apply_changes(struct loader *l, bool *changed, bool *news, struct err *e)
{
    bool whole;
    enum err_code code = ERR_OK;
    struct queue_news *next = queue_follow_take(l->follow, &whole);
    while (next != NULL) {
        struct queue_news *one = next;
        next = one->next;
        if (code == ERR_OK && (one->entry != NULL || one->gone)) {
            code = update_client(l, one->id, one->entry, &one->why, news, e);
            *changed = true;
            if (one->entry != NULL)
                entry_init(one->entry); /* taken */
        }
        queue_news_free(one);
    }
    if (code == ERR_OK && whole && !l->ready) {
        l->ready = true;
        (void)model_arrange(l->model); /* what is selected at the end of reading stays selected */
        l->model->loaded = true;
        *changed = true;
    }
    return code;
}

enum err_code loader_step(struct loader *loader, long slice_ms, bool *changed, bool *news,
                          struct err *e)
{
    long long end = clock_ms() + FIRST_MS;
    enum err_code code;
    do {
        code = queue_follow_step(loader->follow, slice_ms, e);
        if (code == ERR_OK)
            code = apply_changes(loader, changed, news, e);
    } while (code == ERR_OK && !loader->ready && loader->model->count == 0 && clock_ms() < end);
    return code;
}

bool loader_reload(struct loader *loader, const char *id)
{
    struct entry entry;
    struct err why;
    bool news = false;
    struct err e;
    bool is_there = queue_load(loader->queue, id, &entry, &why) == ERR_OK;
    if (!is_there)
        entry_free(&entry);
    (void)update_client(loader, id, is_there ? &entry : NULL, &why, &news, &e); /* see next news */
    return model_find(loader->model, id) != NULL;
}

void loader_set_current(struct loader *loader, const char *id)
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
    keep_entry(loader, id, &entry, code, &e);
}

const struct entry *loader_entry(const struct loader *loader, const struct err **why)
{
    if (why != NULL)
        *why = &loader->kept_error;
    return loader->kept_id[0] != '\0' && loader->kept_error.code == ERR_OK ? &loader->kept : NULL;
}

void loader_rescan(struct loader *loader)
{
    queue_follow_rescan(loader->follow);
}

bool loader_is_ready(const struct loader *loader)
{
    return loader->ready;
}

size_t loader_unread_count(const struct loader *loader)
{
    return queue_follow_left(loader->follow);
}

size_t loader_unreadable(const struct loader *loader)
{
    return queue_follow_unreadable(loader->follow);
}
