#include "support_queue_db/queue_follow.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/tree.h"
#include "support_queue_db/queue_ask.h"
#include "support_queue_db/queue_trusted.h"
#include "support_queue_db/queue_watch.h"

/* Even where inotify reports everything, the directory is listed now and then for what it may have
 * lost. */
enum { RESCAN_MS = 60000, RETRY_MS = 1000, FRESH_S = 5 };

/* How often, and after how long, a file is read again that cannot be read for a reason that may
 * pass, such as a full table of descriptors. Later it is read with each look at the directory. */
enum { READ_TRIES = 4, READ_AGAIN_MS = 100 };

/* A file of the queue as it was when last seen. */
struct file {
    struct tree_node by_id;
    struct tree_node by_change;
    bool unread;         /* it has to be read */
    bool bad;            /* it could not be read */
    unsigned char tries; /* to read it, which have failed */
    unsigned look;
    struct timespec changed;
    ino_t inode;
    off_t size;
    char *id; /* behind it */
};

struct queue_follow {
    struct queue *queue;
    struct queue_watch watch;
    struct tree files;
    struct tree unread;
    size_t left; /* in that */
    size_t bad;
    /* The look at the directory in progress. */
    enum { LOOK_NONE, LOOK_LISTS, LOOK_SWEEPS } look;
    unsigned look_number;
    struct queue_walk walk;
    time_t look_since;
    char swept[QUEUE_ID_SIZE]; /* up to here */
    long long not_before;      /* of clock_ms, after an error */
    long long read_not_before; /* after a file that could not be read */
    bool looked;               /* at all of it, once */
    struct queue_news *first;
    struct queue_news **end;
};

static const struct file *file_by_id(const struct tree_node *node)
{
    return TREE_ENTRY(node, struct file, by_id);
}

static struct file *file_by_change(const struct tree_node *node)
{
    return TREE_ENTRY(node, struct file, by_change);
}

static int compare_ids(const struct tree_node *a, const struct tree_node *b)
{
    return strcmp(file_by_id(a)->id, file_by_id(b)->id);
}

/* The last changed first. */
static int compare_changes(const struct tree_node *a, const struct tree_node *b)
{
    const struct file *x = file_by_change(a);
    const struct file *y = file_by_change(b);
    if (x->changed.tv_sec != y->changed.tv_sec)
        return x->changed.tv_sec > y->changed.tv_sec ? -1 : 1;
    if (x->changed.tv_nsec != y->changed.tv_nsec)
        return x->changed.tv_nsec > y->changed.tv_nsec ? -1 : 1;
    return strcmp(x->id, y->id);
}

struct queue_follow *queue_follow_new(struct queue *queue)
{
    struct queue_follow *f = calloc(1, sizeof *f);
    if (f == NULL)
        return NULL;
    f->queue = queue;
    f->files.compare = compare_ids;
    f->unread.compare = compare_changes;
    f->end = &f->first;
    queue_watch_open(&f->watch, queue, RESCAN_MS);
    return f;
}

void queue_follow_free(struct queue_follow *f)
{
    struct tree_node *node;
    if (f == NULL)
        return;
    if (f->look == LOOK_LISTS)
        (void)queue_walk_end(&f->walk, ERR_OK, NULL);
    queue_watch_close(&f->watch);
    while ((node = tree_first(&f->files)) != NULL) {
        tree_remove(&f->files, node);
        free(TREE_ENTRY(node, struct file, by_id));
    }
    while (f->first != NULL) {
        struct queue_news *next = f->first->next;
        queue_news_free(f->first);
        f->first = next;
    }
    free(f);
}

/* ---------------------------------------------------------------- news */

void queue_news_free(struct queue_news *news)
{
    if (news->entry != NULL)
        entry_free(news->entry);
    free(news->entry);
    free(news);
}

static struct queue_news *news_new(const char *id)
{
    struct queue_news *news = calloc(1, sizeof *news);
    if (news == NULL)
        return NULL;
    news->since_ns = clock_ns();
    (void)snprintf(news->id, sizeof news->id, "%s", id);
    return news;
}

static void append_news(struct queue_follow *f, struct queue_news *news)
{
    *f->end = news;
    f->end = &news->next;
}

static enum err_code add_news(struct queue_follow *f, const char *id, bool gone, struct err *e)
{
    struct queue_news *news = news_new(id);
    if (news == NULL)
        return err_nomem(e);
    news->gone = gone;
    if (gone)
        (void)err_set(&news->why, ERR_NOHOST, "%.63s: not in the queue", id);
    append_news(f, news);
    return ERR_OK;
}

struct queue_news *queue_follow_take(struct queue_follow *f, bool *whole)
{
    struct queue_news *first = f->first;
    f->first = NULL;
    f->end = &f->first;
    *whole = f->looked && f->unread.root == NULL;
    return first;
}

/* ---------------------------------------------------------------- files */

/* The first that does not come before this id; NULL: there is none. */
static struct file *file_from(const struct queue_follow *f, const char *id)
{
    char text[QUEUE_ID_SIZE];
    const struct file wanted = {.id = text};
    (void)snprintf(text, sizeof text, "%s", id);
    struct tree_node *node = tree_lower_bound(&f->files, &wanted.by_id);
    return node != NULL ? TREE_ENTRY(node, struct file, by_id) : NULL;
}

static struct file *find_file(const struct queue_follow *f, const char *id)
{
    struct file *file = file_from(f, id);
    return file != NULL && strcmp(file->id, id) == 0 ? file : NULL;
}

static struct file *add_file(struct queue_follow *f, const char *id)
{
    size_t size = strlen(id) + 1;
    struct file *file = calloc(1, sizeof *file + size);
    if (file == NULL)
        return NULL;
    file->id = memcpy(file + 1, id, size);
    tree_insert(&f->files, &file->by_id);
    return file;
}

static void set_unread(struct queue_follow *f, struct file *file, bool unread)
{
    if (file->unread) {
        tree_remove(&f->unread, &file->by_change);
        f->left--;
    }
    file->unread = unread;
    if (unread) {
        tree_insert(&f->unread, &file->by_change);
        f->left++;
    }
}

static void set_bad(struct queue_follow *f, struct file *file, bool bad)
{
    f->bad -= file->bad;
    f->bad += bad;
    file->bad = bad;
}

static enum err_code drop_file(struct queue_follow *f, struct file *file, struct err *e)
{
    enum err_code code = add_news(f, file->id, true, e);
    if (code != ERR_OK)
        return code;
    set_unread(f, file, false);
    set_bad(f, file, false);
    tree_remove(&f->files, &file->by_id);
    free(file);
    return ERR_OK;
}

static bool stat_file(const struct queue_follow *f, const char *id, struct stat *st)
{
    char name[QUEUE_NAME_SIZE];
    queue_name_of_id(id, name);
    return fstatat(queue_fd(f->queue), name, st, AT_SYMLINK_NOFOLLOW) == 0;
}

static bool is_same(const struct file *file, const struct stat *st)
{
    return file->inode == st->st_ino && file->size == st->st_size &&
           file->changed.tv_sec == st->st_mtim.tv_sec &&
           file->changed.tv_nsec == st->st_mtim.tv_nsec;
}

/* Looks whether it exists and has changed. */
static enum err_code check_file(struct queue_follow *f, const char *id, bool *changed,
                                struct err *e)
{
    struct stat st;
    struct file *file = find_file(f, id);
    *changed = false;
    if (!stat_file(f, id, &st)) {
        if (errno != ENOENT)
            return err_errno(e, ERR_TEMPFAIL, "%.63s", id);
        *changed = file != NULL;
        return file != NULL ? drop_file(f, file, e) : ERR_OK;
    }
    if (file == NULL && (file = add_file(f, id)) == NULL)
        return err_nomem(e);
    file->look = f->look_number;
    if (is_same(file, &st))
        return ERR_OK;
    *changed = true;
    set_unread(f, file, false);
    file->inode = st.st_ino;
    file->size = st.st_size;
    file->changed = st.st_mtim;
    set_unread(f, file, true);
    return ERR_OK;
}

static enum err_code read_first(struct queue_follow *f, struct err *e)
{
    struct file *file = file_by_change(tree_first(&f->unread));
    struct queue_news *news = news_new(file->id);
    struct entry *entry = malloc(sizeof *entry);
    if (news == NULL || entry == NULL) {
        free(news);
        free(entry);
        return err_nomem(e);
    }
    enum err_code code = queue_load(f->queue, file->id, entry, &news->why);
    if (err_may_pass(code) && ++file->tries < READ_TRIES) {
        f->read_not_before = clock_ms() + READ_AGAIN_MS;
        entry_free(entry);
        free(entry);
        free(news);
        return ERR_OK;
    }
    set_unread(f, file, false);
    if (err_may_pass(code))
        file->inode = 0; /* so it differs in the next look */
    else
        file->tries = 0;
    set_bad(f, file, code != ERR_OK && code != ERR_NOHOST);
    news->entry = entry;
    if (code != ERR_OK) { /* a file that cannot be read has changed, too */
        entry_free(entry);
        free(entry);
        news->entry = NULL;
        news->gone = true;
    }
    append_news(f, news);
    return ERR_OK;
}

/* ---------------------------------------------------------------- the whole directory */

static void start_scan(struct queue_follow *f)
{
    queue_watch_begin_scan(&f->watch);
    f->look = LOOK_LISTS;
    f->look_number++;
    f->look_since = time(NULL);
    queue_walk_begin(&f->walk, queue_fd(f->queue));
}

static enum err_code list_until(struct queue_follow *f, long long end, struct err *e)
{
    char id[QUEUE_ID_SIZE];
    bool changed;
    enum err_code code = ERR_OK;
    while (code == ERR_OK && clock_ms() < end) {
        if (queue_walk_next(&f->walk, id)) {
            code = check_file(f, id, &changed, e);
            continue;
        }
        code = queue_walk_end(&f->walk, ERR_OK, e);
        f->look = code == ERR_OK ? LOOK_SWEEPS : LOOK_NONE;
        f->swept[0] = '\0';
        return code;
    }
    if (code != ERR_OK) {
        (void)queue_walk_end(&f->walk, code, NULL);
        f->look = LOOK_NONE;
    }
    return code;
}

/* Clients that people want asked: what was put there while nobody watched is news. */
static enum err_code add_ask_news(struct queue_follow *f, struct err *e)
{
    struct queue_walk walk;
    const char *name;
    char id[QUEUE_ID_SIZE];
    int dir;
    enum err_code code = ERR_OK;
    if (queue_trusted_open(f->queue, QUEUE_ASK, &dir, NULL) != ERR_OK)
        return ERR_OK; /* nothing there counts */
    queue_walk_begin(&walk, dir);
    while (code == ERR_OK && (name = queue_walk_name(&walk)) != NULL)
        if (queue_ask_parse_name(name, id))
            code = add_news(f, id, false, e);
    (void)close(dir);
    return queue_walk_end(&walk, code, e);
}

/* Files that the listing did not find: one that was replaced meanwhile may still be there. */
static enum err_code sweep_until(struct queue_follow *f, long long end, struct err *e)
{
    bool changed;
    unsigned turns = 0;
    enum err_code code = ERR_OK;
    struct file *file = file_from(f, f->swept);
    while (code == ERR_OK && file != NULL && (++turns % 64 != 0 || clock_ms() < end)) {
        struct tree_node *next = tree_next(&file->by_id);
        memcpy(f->swept, file->id, strlen(file->id) + 1);
        if (file->look != f->look_number)
            code = check_file(f, f->swept, &changed, e);
        file = next != NULL ? TREE_ENTRY(next, struct file, by_id) : NULL;
    }
    if (code != ERR_OK || file != NULL)
        return code;
    f->look = LOOK_NONE;
    f->looked = true;
    return add_ask_news(f, e);
}

/* ---------------------------------------------------------------- a step */

static enum err_code take_events(struct queue_follow *f, long long end, struct err *e)
{
    char id[QUEUE_ID_SIZE];
    bool changed;
    enum err_code code = ERR_OK;
    while (code == ERR_OK && clock_ms() < end && queue_watch_next(&f->watch, id)) {
        code = check_file(f, id, &changed, e);
        if (code == ERR_OK && !changed)
            code = add_news(f, id, false, e); /* perhaps it is ask/ that has a file of this name */
    }
    return code;
}

static bool may_read(const struct queue_follow *f)
{
    const struct tree_node *first = tree_first(&f->unread);
    return first != NULL && clock_ms() >= f->read_not_before &&
           (f->look == LOOK_NONE ||
            file_by_change(first)->changed.tv_sec >= f->look_since - FRESH_S);
}

enum err_code queue_follow_step(struct queue_follow *f, long slice_ms, struct err *e)
{
    long long end = clock_ms() + slice_ms;
    enum err_code code = take_events(f, end, e);
    if (code == ERR_OK && f->look == LOOK_NONE && queue_watch_scan_due(&f->watch) &&
        clock_ms() >= f->not_before)
        start_scan(f);
    while (code == ERR_OK && may_read(f) && clock_ms() < end)
        code = read_first(f, e);
    if (code == ERR_OK && f->look == LOOK_LISTS)
        code = list_until(f, end, e);
    if (code == ERR_OK && f->look == LOOK_SWEEPS)
        code = sweep_until(f, end, e);
    while (code == ERR_OK && may_read(f) && clock_ms() < end)
        code = read_first(f, e);
    if (code != ERR_OK) {
        queue_watch_rescan(&f->watch);
        f->not_before = clock_ms() + RETRY_MS;
    }
    return code;
}

int queue_follow_fd(const struct queue_follow *f)
{
    return f->watch.fd;
}

long queue_follow_wait_ms(const struct queue_follow *f)
{
    long long again = f->read_not_before - clock_ms();
    if (f->look != LOOK_NONE || f->unread.root != NULL)
        return f->look == LOOK_NONE && again > 0 ? (long)again : 0;
    long wait = queue_watch_wait_ms(&f->watch);
    long long paused = f->not_before - clock_ms();
    return paused > wait ? (long)paused : wait;
}

void queue_follow_rescan(struct queue_follow *f)
{
    queue_watch_rescan(&f->watch);
    f->not_before = 0;
}

size_t queue_follow_left(const struct queue_follow *f)
{
    return f->left;
}

size_t queue_follow_unreadable(const struct queue_follow *f)
{
    return f->bad;
}
