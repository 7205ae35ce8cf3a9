#include "common/amt/register.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/amt/register_dir.h"
#include "common/amt/register_index.h"
#include "common/grow.h"

/* File systems record times in steps of up to a second: a directory that changed a moment ago may
 * have changed again since it was read, and show the same time. */
enum { RECENT_S = 2 };

struct record {
    struct register_client client;
    char uuid[GUID_TEXT_SIZE];
    struct stat st; /* of its file */
    bool kept;      /* while a directory is read: it is unchanged */
};

/* What was read at one time. */
struct contents {
    struct record **records; /* by UUID and number */
    size_t count, room;
    struct register_index index;
    char **bad;
    size_t bad_count, bad_room;
    char trouble[ERR_TEXT_MAX];
    struct stat st; /* of the directory; all zeros if it does not exist */
    bool again;     /* look at it again, whatever the times say */
};

struct client_register {
    char *directory;
    struct contents now;
    struct contents next; /* between register_read and register_apply */
};

/* ---------------------------------------------------------------- the lists */

static void free_lists(struct contents *c)
{
    for (size_t i = 0; i < c->bad_count; i++)
        free(c->bad[i]);
    free(c->bad);
    free(c->records);
    free(c->index.entries);
}

/* Those that both have are kept. */
static void free_records_but_kept(struct contents *c)
{
    for (size_t i = 0; i < c->count; i++)
        if (!c->records[i]->kept)
            free(c->records[i]);
}

static void unmark(struct contents *c)
{
    for (size_t i = 0; i < c->count; i++)
        c->records[i]->kept = false;
}

static int compare_records(const void *a, const void *b)
{
    const struct record *x = *(struct record *const *)a;
    const struct record *y = *(struct record *const *)b;
    int order = strcmp(x->uuid, y->uuid);
    if (order == 0)
        order = (x->client.number > y->client.number) - (x->client.number < y->client.number);
    return order;
}

/* Where the record is, or would be. */
static size_t place_of(const struct contents *c, const struct guid *guid, unsigned number)
{
    struct record wanted = {.client.number = number};
    const struct record *key = &wanted;
    size_t low = 0;
    size_t high = c->count;
    guid_format(guid, wanted.uuid);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_records(&c->records[middle], &key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static struct record *record_at(const struct contents *c, size_t i, const struct guid *guid,
                                unsigned number)
{
    if (i < c->count && c->records[i]->client.number == number &&
        guid_equal(&c->records[i]->client.guid, guid))
        return c->records[i];
    return NULL;
}

/* ---------------------------------------------------------------- reading */

static bool same_time(const struct timespec *a, const struct timespec *b)
{
    return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

static bool same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
           same_time(&a->st_mtim, &b->st_mtim) && same_time(&a->st_ctim, &b->st_ctim);
}

/* What reading the directory needs. */
struct reading {
    struct contents *to;
    const struct contents *from; /* what is known already */
    int fd;
    bool no_memory;
};

static void add_bad_file(struct reading *r, const char *text)
{
    struct contents *to = r->to;
    char *copy = strdup(text);
    if (copy == NULL || !grow(&to->bad, to->bad_count, 1, &to->bad_room, sizeof to->bad[0])) {
        free(copy);
        r->no_memory = true;
        return;
    }
    to->bad[to->bad_count++] = copy;
}

/* NULL if it is none. */
static struct record *read_record(struct reading *r, const char *name)
{
    struct err why = {.code = ERR_OK};
    struct record *record = malloc(sizeof *record);
    if (record == NULL) {
        r->no_memory = true;
        return NULL;
    }
    enum err_code code = register_dir_read(r->fd, name, &record->client, &record->st, &why);
    if (code == ERR_OK) {
        const time_t now = time(NULL);
        if (record->client.learned > now) /* a clock was set back or wrong */
            record->client.learned = now;
        guid_format(&record->client.guid, record->uuid);
        record->kept = false;
        return record;
    }
    free(record);
    if (code == ERR_NOHOST) /* it was removed in the meantime */
        return NULL;
    r->to->again = r->to->again || code != ERR_DATA;
    add_bad_file(r, why.text);
    return NULL;
}

static bool on_name(void *context, const char *name)
{
    struct reading *r = context;
    struct contents *to = r->to;
    struct guid guid;
    unsigned number;
    struct stat st;
    struct record *record = NULL;
    if (r->from->count > 0 && register_dir_parse_name(name, &guid, &number))
        record = record_at(r->from, place_of(r->from, &guid, number), &guid, number);
    if (record != NULL && fstatat(r->fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
        same_file(&st, &record->st))
        record->kept = true;
    else
        record = read_record(r, name);
    if (record == NULL)
        return !r->no_memory;
    if (!grow(&to->records, to->count, 1, &to->room, sizeof to->records[0])) {
        if (!record->kept)
            free(record);
        r->no_memory = true;
        return false;
    }
    to->records[to->count++] = record;
    return true;
}

static bool make_index(struct contents *c)
{
    if (c->count > 0)
        qsort(c->records, c->count, sizeof c->records[0], compare_records);
    for (size_t i = 0; i < c->count; i++)
        if (!register_index_append(&c->index, &c->records[i]->client))
            return false;
    register_index_sort(&c->index);
    return true;
}

static bool is_recent(const struct stat *st)
{
    const time_t age = time(NULL) - st->st_ctim.tv_sec;
    return age >= -RECENT_S && age <= RECENT_S;
}

/* Fills *to, which is empty, with what is in the directory now. False without memory; then the
 * records that `from` does not have are freed again. */
static bool read_directory(const char *directory, const struct contents *from, struct contents *to)
{
    struct reading r = {.to = to, .from = from};
    struct err e;
    if (lstat(directory, &to->st) != 0)
        memset(&to->st, 0, sizeof to->st);
    to->again = is_recent(&to->st);
    enum err_code code = register_dir_open(directory, &r.fd, &e);
    if (code == ERR_OK && !register_dir_list(r.fd, on_name, &r))
        code = err_errno(&e, ERR_CONFIG, "%.200s", directory);
    if (code != ERR_OK && code != ERR_NOHOST) {
        (void)snprintf(to->trouble, sizeof to->trouble, "%s", e.text);
        to->again = true; /* the fault may be in a parent directory, and mended there */
    }
    if (r.fd >= 0)
        (void)close(r.fd);
    if (!r.no_memory && make_index(to))
        return true;
    free_records_but_kept(to);
    free_lists(to);
    return false;
}

static bool same_contents(const struct contents *a, const struct contents *b)
{
    if (a->count != b->count || a->bad_count != b->bad_count || strcmp(a->trouble, b->trouble) != 0)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (a->records[i] != b->records[i])
            return false;
    for (size_t i = 0; i < a->bad_count; i++)
        if (strcmp(a->bad[i], b->bad[i]) != 0)
            return false;
    return true;
}

bool register_seems_changed(const struct client_register *reg)
{
    struct stat st;
    if (lstat(reg->directory, &st) != 0)
        memset(&st, 0, sizeof st);
    return !same_file(&st, &reg->now.st);
}

bool register_read(struct client_register *reg)
{
    reg->next = (struct contents){.count = 0};
    if (!reg->now.again && !register_seems_changed(reg))
        return false;
    if (read_directory(reg->directory, &reg->now, &reg->next))
        return true;
    unmark(&reg->now);
    return false;
}

bool register_apply(struct client_register *reg)
{
    bool changed = !same_contents(&reg->now, &reg->next);
    free_records_but_kept(&reg->now);
    free_lists(&reg->now);
    reg->now = reg->next;
    reg->next = (struct contents){.count = 0};
    unmark(&reg->now);
    return changed;
}

bool register_refresh(struct client_register *reg)
{
    return register_read(reg) && register_apply(reg);
}

enum err_code register_open(struct client_register **reg, const char *directory, struct err *e)
{
    static const struct contents nothing;
    struct client_register *r = calloc(1, sizeof *r);
    if (r != NULL)
        r->directory = strdup(directory);
    if (r == NULL || r->directory == NULL || !read_directory(directory, &nothing, &r->now)) {
        if (r != NULL)
            free(r->directory);
        free(r);
        return err_nomem(e);
    }
    *reg = r;
    return ERR_OK;
}

static bool count_name(void *context, const char *name)
{
    struct guid guid;
    unsigned number;
    *(size_t *)context += register_dir_parse_name(name, &guid, &number);
    return true;
}

size_t register_peek(const char *directory, char trouble[ERR_TEXT_MAX])
{
    struct err e;
    size_t count = 0;
    int fd;
    enum err_code code = register_dir_open(directory, &fd, &e);
    if (code == ERR_OK && !register_dir_list(fd, count_name, &count))
        code = err_errno(&e, ERR_CONFIG, "%.200s", directory);
    if (fd >= 0)
        (void)close(fd);
    bool missing = code == ERR_NOHOST;
    (void)snprintf(trouble, ERR_TEXT_MAX, "%s", code == ERR_OK || missing ? "" : e.text);
    return code == ERR_OK ? count : 0;
}

void register_close(struct client_register *reg)
{
    if (reg == NULL)
        return;
    free_records_but_kept(&reg->now);
    free_lists(&reg->now);
    free(reg->directory);
    free(reg);
}

/* Takes a file off the list of bad ones. */
static void remove_bad_file(struct contents *c, const char *name)
{
    size_t used = 0;
    size_t len = strlen(name);
    for (size_t i = 0; i < c->bad_count; i++)
        if (strncmp(c->bad[i], name, len) == 0 && c->bad[i][len] == ':')
            free(c->bad[i]);
        else
            c->bad[used++] = c->bad[i];
    c->bad_count = used;
}

bool register_reload_file(struct client_register *reg, int fd, const char *name)
{
    struct contents *now = &reg->now;
    struct reading r = {.to = now, .from = now, .fd = fd};
    struct guid guid;
    unsigned number;
    now->again = true;
    if (!register_dir_parse_name(name, &guid, &number))
        return false;
    size_t place = place_of(now, &guid, number);
    struct record *old = record_at(now, place, &guid, number);
    remove_bad_file(now, name);
    struct record *new = read_record(&r, name);
    if (new == NULL || !grow(&now->records, now->count, 1, &now->room, sizeof now->records[0]) ||
        !register_index_insert(&now->index, &new->client)) {
        free(new);
        return false;
    }
    if (old != NULL) {
        register_index_remove(&now->index, &old->client);
        free(old);
    } else {
        memmove(now->records + place + 1, now->records + place,
                (now->count++ - place) * sizeof now->records[0]);
    }
    now->records[place] = new;
    now->again = fstat(fd, &now->st) != 0;
    return true;
}

void register_invalidate(struct client_register *reg)
{
    reg->now.again = true;
}

/* ---------------------------------------------------------------- asking */

const char *register_error(const struct client_register *reg)
{
    return reg->now.trouble;
}

const char *register_bad_file(const struct client_register *reg, size_t i)
{
    return i < reg->now.bad_count ? reg->now.bad[i] : NULL;
}

size_t register_count(const struct client_register *reg)
{
    return reg->now.count;
}

time_t register_newest(const struct client_register *reg)
{
    time_t newest = 0;
    for (size_t i = 0; i < reg->now.count; i++)
        if (reg->now.records[i]->client.learned > newest)
            newest = reg->now.records[i]->client.learned;
    return newest;
}

const struct register_client *register_at(const struct client_register *reg, size_t i)
{
    return i < reg->now.count ? &reg->now.records[i]->client : NULL;
}

const struct register_client *register_by_guid(const struct client_register *reg,
                                               const struct guid *guid, size_t *at)
{
    return register_index_find(&reg->now.index, BY_GUID, guid, at);
}

const struct register_client *register_by_key(const struct client_register *reg, const char *key,
                                              size_t *at)
{
    return register_index_find(&reg->now.index, BY_KEY, key, at);
}

const struct register_client *register_by_realm(const struct client_register *reg,
                                                const char *realm, size_t *at)
{
    return register_index_find(&reg->now.index, BY_REALM, realm, at);
}

const struct register_client *register_by_serial(const struct client_register *reg,
                                                 const char *serial, size_t *at)
{
    return register_index_find(&reg->now.index, BY_SERIAL, serial, at);
}

const struct register_client *register_by_name(const struct client_register *reg, const char *name,
                                               size_t *at)
{
    char lower[TEXT_VALUE_SIZE];
    if (!register_client_name(name, lower))
        return NULL;
    return register_index_find(&reg->now.index, BY_NAME, lower, at);
}

bool register_key_is_unique(const struct client_register *reg, const char *key)
{
    size_t at = 0;
    return register_by_key(reg, key, &at) != NULL && register_by_key(reg, key, &at) == NULL;
}

bool register_name_is_unique(const struct client_register *reg, const char *name)
{
    size_t at = 0;
    return register_by_name(reg, name, &at) != NULL && register_by_name(reg, name, &at) == NULL;
}
