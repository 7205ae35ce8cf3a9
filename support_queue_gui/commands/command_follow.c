/*
 * follow: prints who is in the queue, then who comes, changes and leaves. The index tells whose
 * file has changed; only the last state of each client is printed, however often it changed
 * meanwhile.
 *
 * An entry that gets another name has both for a moment: the new one is printed when the old one
 * has gone. The names in archive/ tell why a client left; one that is not there was merged into
 * another entry, or got another name.
 */
#include <jansson.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/msg.h"
#include "common/tree.h"
#include "support_queue_db/entry_json.h"
#include "support_queue_db/queue_archive.h"
#include "support_queue_db/queue_index.h"
#include "support_queue_db/queue_run.h"
#include "support_queue_gui/commands/commands.h"
#include "support_queue_gui/entry_format.h"
#include "support_queue_gui/feed.h"
#include "support_queue_gui/table.h"

/* How long it reads at a time; how long news may wait while more is still to be read; how long an
 * entry may have both names; how recent the change must be of the entry into which another was
 * merged; how long that entry may still be unread. */
enum { SLICE_MS = 50, NEWS_MS = 200, RENAME_MS = 500, FRESH_MS = 10000, FIND_MS = 1500 };

/* A client that was printed, or is to be. */
struct client {
    struct tree_node by_id;
    struct client *next; /* in the list of news */
    bool is_news;
    bool is_printed; /* the reader has seen it as being in the queue */
    bool has_left;
    long long changed;       /* clock_ms of its last news, */
    long long came;          /* and of its first since it was printed as being there */
    struct timespec read_at; /* the file system's time when its file was last in the queue */
    time_t first_call;
    struct addr address;
    bool has_guid;
    struct guid guid;
    uint64_t hash; /* of what was printed */
    char why[QUEUE_WHY_SIZE];
    char id[QUEUE_ID_SIZE];
};

struct news {
    struct client *first;
    struct client **end;
};

struct follow {
    const struct command *c;
    struct feed feed;
    struct queue_index *index;
    struct tree clients;
    struct news news;
    bool listed;
    bool no_memory;
};

/* ---------------------------------------------------------------- clients */

static struct client *client_by_id(const struct tree_node *node)
{
    return TREE_ENTRY(node, struct client, by_id);
}

static int compare_ids(const struct tree_node *a, const struct tree_node *b)
{
    return strcmp(client_by_id(a)->id, client_by_id(b)->id);
}

static struct client *find(const struct follow *f, const char *id)
{
    struct client wanted;
    (void)snprintf(wanted.id, sizeof wanted.id, "%s", id);
    struct tree_node *node = tree_lower_bound(&f->clients, &wanted.by_id);
    struct client *client = node != NULL ? client_by_id(node) : NULL;
    return client != NULL && strcmp(client->id, id) == 0 ? client : NULL;
}

static void forget(struct follow *f, struct client *client)
{
    tree_remove(&f->clients, &client->by_id);
    free(client);
}

static void news_add(struct news *news, struct client *client)
{
    if (client->is_news)
        return;
    client->is_news = true;
    client->next = NULL;
    *news->end = client;
    news->end = &client->next;
}

/* Takes all of them, for the caller to go through; what it adds meanwhile is for later. */
static struct client *news_take(struct news *news)
{
    struct client *first = news->first;
    *news = (struct news){.end = &news->first};
    return first;
}

/* Takes the next one to print off the list; NULL at its end. */
static struct client *news_next(struct client **list)
{
    struct client *client = *list;
    if (client == NULL)
        return NULL;
    *list = client->next;
    client->is_news = false;
    return client;
}

static void on_changed(void *context, const char *id)
{
    struct follow *f = context;
    struct client *client = find(f, id);
    if (client == NULL) {
        client = calloc(1, sizeof *client);
        f->no_memory = f->no_memory || client == NULL;
        if (client == NULL)
            return;
        (void)snprintf(client->id, sizeof client->id, "%s", id);
        client->came = clock_ms();
        tree_insert(&f->clients, &client->by_id);
    }
    client->changed = clock_ms();
    news_add(&f->news, client);
}

/* ---------------------------------------------------------------- lines */

/* FNV-1a. */
static uint64_t hash_of(const char *text)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
    return hash;
}

/* "14:03:22  changed  ID  ...", made visible. */
static enum err_code print_event_text(struct follow *f, const char *event, const char *id,
                                      const char *words, struct err *e)
{
    char now[ENTRY_CLOCK_SIZE];
    char text[QUEUE_ID_SIZE + ENTRY_TICKET_SIZE + 2 * TEXT_VALUE_SIZE + 64];
    char clean[sizeof text];
    entry_format_clock_exact(time(NULL), time(NULL), now);
    (void)snprintf(text, sizeof text, "%s  %-7s%s%s%s%s", now, event, id[0] != '\0' ? "  " : "", id,
                   words[0] != '\0' ? "  " : "", words);
    table_clean(text, clean, sizeof clean);
    return feed_write_line(&f->feed, clean, e);
}

static enum err_code print_entry_text(struct follow *f, const char *event,
                                      const struct entry *entry, struct err *e)
{
    char words[ENTRY_TICKET_SIZE + 2 * TEXT_VALUE_SIZE + 32];
    char place[TEXT_VALUE_SIZE];
    char holder[ENTRY_TICKET_SIZE];
    entry_format_place(entry, place, sizeof place);
    entry_format_holder_short(entry, time(NULL), holder);
    const char *serial = entry_serial(entry);
    (void)snprintf(words, sizeof words, "%s  %s%s%s%s%s",
                   entry_state_text(entry->state, queue_run_is_claimed(f->c->queue)), serial,
                   serial[0] != '\0' ? "  " : "", place, holder[0] != '\0' ? "  " : "", holder);
    return print_event_text(f, event, entry->file_id, words, e);
}

/* even_if_same: print it even if nothing has changed. */
static enum err_code print_entry(struct follow *f, struct client *client, const struct entry *entry,
                                 const char *event, bool even_if_same, struct err *e)
{
    char *keys;
    char *line = NULL;
    enum err_code code = command_json(f->c, entry, false, &keys, e);
    if (code != ERR_OK)
        return code;
    uint64_t hash = hash_of(keys);
    bool same = client->is_printed && client->hash == hash && !even_if_same;
    if (!same && (f->c->options & COMMAND_JSON) == 0)
        code = print_entry_text(f, event, entry, e);
    else if (!same && asprintf(&line, "{\"event\":\"%s\",%s", event, keys + 1) < 0)
        code = err_nomem(e);
    else if (!same)
        code = feed_write_line(&f->feed, line, e);
    free(line);
    free(keys);
    client->is_printed = true;
    client->hash = hash;
    client->first_call = entry->first_call;
    client->address = entry->address;
    client->has_guid = entry->has_guid;
    client->guid = entry->guid;
    return code;
}

static enum err_code print_listed(struct follow *f, struct err *e)
{
    if ((f->c->options & COMMAND_JSON) != 0)
        return feed_write_line(&f->feed, "{\"event\":\"listed\"}", e);
    return print_event_text(f, "listed", "", "", e);
}

/* into: what it has become, or "". */
static enum err_code print_gone(struct follow *f, const struct client *client, const char *why,
                                const char *into, struct err *e)
{
    char words[QUEUE_WHY_SIZE + QUEUE_ID_SIZE + 8];
    if ((f->c->options & COMMAND_JSON) == 0) {
        (void)snprintf(words, sizeof words, "%s%s%s", why, into[0] != '\0' ? " into " : "", into);
        return print_event_text(f, "gone", client->id, words, e);
    }
    json_t *object = json_pack("{ss ss ss ss*}", "event", "gone", "id", client->id, "why", why,
                               "into", into[0] != '\0' ? into : NULL);
    char *line = json_dumps(object, JSON_COMPACT | JSON_ENSURE_ASCII);
    json_decref(object);
    enum err_code code = line != NULL ? feed_write_line(&f->feed, line, e) : err_nomem(e);
    free(line);
    return code;
}

/* ---------------------------------------------------------------- who has left, and why */

/* The time that a file gets if it is changed now. */
static struct timespec file_time(void)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_REALTIME_COARSE, &now);
    return now;
}

static bool is_before(const struct timespec *a, const struct timespec *b)
{
    return a->tv_sec < b->tv_sec || (a->tv_sec == b->tv_sec && a->tv_nsec < b->tv_nsec);
}

/* Whether it tells how this client left, and not one that had its name before. A client that was
 * due to leave does so in the second in which it calls again; within one second a client may call,
 * leave and call again. */
static bool is_departure_of(const struct follow *f, const struct client *client,
                            const struct archived *left)
{
    struct entry entry;
    struct timespec moved;
    entry_init(&entry);
    if (left->when != client->first_call)
        return left->when > client->first_call;
    bool same = queue_archive_moved(f->c->queue, left, &moved, NULL) == ERR_OK &&
                !is_before(&moved, &client->read_at) &&
                queue_archive_load(f->c->queue, left, &entry, NULL) == ERR_OK &&
                entry.first_call == client->first_call;
    entry_free(&entry);
    return same;
}

/* Reads why clients have left. */
static enum err_code read_reasons(struct follow *f, time_t since, struct err *e)
{
    struct archive_list list;
    enum err_code code = queue_archive_list(f->c->queue, since, NULL, &list, e);
    for (size_t i = 0; code == ERR_OK && i < list.count; i++) {
        struct client *client = find(f, list.files[i].id);
        if (client != NULL && client->has_left && client->why[0] == '\0' &&
            is_departure_of(f, client, &list.files[i]))
            memcpy(client->why, list.files[i].why, sizeof client->why);
    }
    archive_list_free(&list);
    return code;
}

/* The one of the two that changed last. */
static struct client *newer_client(const struct follow *f, const struct client *left,
                                   struct client *best, const struct index_client *found)
{
    struct client *client = find(f, found->id);
    if (client == NULL || client == left)
        return best;
    return best == NULL || client->changed > best->changed ? client : best;
}

/* What the client that has left has become; NULL if that is not known. */
static struct client *find_successor(const struct follow *f, const struct client *left)
{
    const struct index_client *found = NULL;
    struct client *best = NULL;
    while (left->has_guid && (found = queue_index_by_guid(f->index, &left->guid, found)) != NULL)
        best = newer_client(f, left, best, found);
    found = NULL;
    while (best == NULL &&
           (found = queue_index_by_address(f->index, &left->address, found)) != NULL)
        best = newer_client(f, left, best, found);
    found = NULL;
    while (best == NULL && (found = queue_index_by_claim(f->index, &left->address, found)) != NULL)
        best = newer_client(f, left, best, found);
    return best;
}

static enum err_code print_changed(struct follow *f, struct client *client, bool even_if_same,
                                   struct err *e);

/* *later: look at it again, because what it has become may still be unread. */
static enum err_code print_departed(struct follow *f, struct client *client, bool *later,
                                    struct err *e)
{
    long long now = clock_ms();
    bool archived = client->why[0] != '\0';
    bool moved = !archived || strcmp(client->why, "joined") == 0;
    struct client *into = moved ? find_successor(f, client) : NULL;
    if (!archived && into != NULL && into->changed < now - FRESH_MS)
        into = NULL; /* another client that happens to be there */
    *later = moved && into == NULL && now - client->changed < FIND_MS;
    if (*later)
        return ERR_OK;
    const char *why = client->why;
    if (!archived) /* no trace of it is left: somebody has removed its file */
        why = into == NULL ? "deleted" : into->is_printed ? "joined" : "renamed";
    enum err_code code = print_gone(f, client, why, into != NULL ? into->id : "", e);
    return code == ERR_OK && into != NULL ? print_changed(f, into, true, e) : code;
}

/* Whether it is no longer there, or cannot be read, which the queue reports. */
static bool has_left(const struct follow *f, struct client *client)
{
    struct entry entry;
    if (queue_index_find(f->index, client->id) != NULL)
        return false;
    enum err_code code = queue_load(f->c->queue, client->id, &entry, NULL);
    entry_free(&entry);
    if (code != ERR_OK && code != ERR_NOHOST)
        (void)snprintf(client->why, sizeof client->why, "%s", QUEUE_UNREADABLE);
    return code != ERR_OK;
}

/* Prints those of the news that have left, and takes them off the list. */
static enum err_code print_all_departed(struct follow *f, struct err *e)
{
    struct client *list = news_take(&f->news);
    struct client *client;
    struct news gone = {.end = &gone.first};
    time_t since = 0;
    enum err_code code = ERR_OK;
    while ((client = news_next(&list)) != NULL) {
        client->why[0] = '\0';
        client->has_left = has_left(f, client);
        if (client->has_left && (gone.first == NULL || client->first_call < since))
            since = client->first_call;
        news_add(client->has_left ? &gone : &f->news, client);
    }
    if (gone.first != NULL)
        code = read_reasons(f, since, e);
    while ((client = news_next(&gone.first)) != NULL) {
        bool later = false;
        if (client->is_printed && code == ERR_OK && !feed_has_ended())
            code = print_departed(f, client, &later, e);
        if (later)
            news_add(&f->news, client);
        else
            forget(f, client);
    }
    return code;
}

/* ---------------------------------------------------------------- who is there */

/* Its file belongs to another client, which called after this one had left. */
static enum err_code print_replaced(struct follow *f, struct client *client, struct err *e)
{
    client->why[0] = '\0';
    client->has_left = true;
    enum err_code code = read_reasons(f, client->first_call, e);
    if (code == ERR_OK)
        code = print_gone(f, client, client->why[0] != '\0' ? client->why : "deleted", "", e);
    client->has_left = false;
    client->is_printed = false;
    return code;
}

static enum err_code print_changed(struct follow *f, struct client *client, bool even_if_same,
                                   struct err *e)
{
    struct entry entry;
    struct timespec now = file_time();
    enum err_code code = queue_load(f->c->queue, client->id, &entry, NULL);
    if (code == ERR_OK && client->is_printed && entry.first_call > client->first_call)
        code = print_replaced(f, client, e);
    else if (code != ERR_OK) /* it has gone meanwhile; the index will notice, too */
        return ERR_OK;
    client->read_at = now;
    if (code == ERR_OK)
        code = print_entry(f, client, &entry, "changed", even_if_same, e);
    entry_free(&entry);
    return code;
}

/* Whether the one may be the name that the other had until now. */
static bool may_be_old_name(const struct follow *f, const struct index_client *found,
                            const struct client *client, const struct index_client *now)
{
    const struct client *other = find(f, found->id);
    return other != NULL && other != client && other->is_printed &&
           (!other->has_guid || !now->has_guid || guid_equal(&other->guid, &now->guid));
}

/* It has a new name, and the old one may still be there for a moment. */
static bool has_two_names(const struct follow *f, const struct client *client)
{
    const struct index_client *now = queue_index_find(f->index, client->id);
    const struct index_client *found = NULL;
    bool two = false;
    if (client->is_printed || now == NULL || clock_ms() - client->came >= RENAME_MS)
        return false;
    while (!two && (found = queue_index_by_address(f->index, &now->address, found)) != NULL)
        two = may_be_old_name(f, found, client, now);
    while (!two && now->has_guid &&
           (found = queue_index_by_guid(f->index, &now->guid, found)) != NULL)
        two = may_be_old_name(f, found, client, now);
    return two;
}

static enum err_code print_changes(struct follow *f, struct err *e)
{
    enum err_code code = print_all_departed(f, e);
    struct client *list = news_take(&f->news);
    struct client *client;
    while ((client = news_next(&list)) != NULL) {
        if (code != ERR_OK || feed_has_ended())
            continue;
        if (client->has_left || has_two_names(f, client))
            news_add(&f->news, client);
        else
            code = print_changed(f, client, false, e);
    }
    return code;
}

/* While the list is not complete yet: prints who is there, each client once. */
static enum err_code print_present(struct follow *f, struct err *e)
{
    struct client *list = news_take(&f->news);
    struct client *client;
    enum err_code code = ERR_OK;
    while ((client = news_next(&list)) != NULL) {
        struct entry entry;
        bool fresh = code == ERR_OK && !client->is_printed && !feed_has_ended();
        struct timespec now = file_time();
        if (fresh && queue_load(f->c->queue, client->id, &entry, NULL) == ERR_OK) {
            client->read_at = now;
            code = print_entry(f, client, &entry, "present", false, e);
        }
        if (fresh)
            entry_free(&entry);
        if (!fresh || !client->is_printed)
            news_add(&f->news, client);
    }
    return code;
}

/* ---------------------------------------------------------------- all of it */

static enum err_code print_events(struct follow *f, struct err *e)
{
    enum err_code code = ERR_OK;
    if (!f->listed) {
        code = print_present(f, e);
        if (code != ERR_OK || !queue_index_is_complete(f->index))
            return code;
        code = print_listed(f, e);
        f->listed = true;
    }
    return code == ERR_OK ? print_changes(f, e) : code;
}

/* Takes what the directory reports. If it cannot be read, that may be put right while this runs. */
static enum err_code read_some(struct follow *f, struct err *last, struct err *e)
{
    struct err now = {.text = ""};
    enum err_code code = queue_index_read(f->index, SLICE_MS, &now);
    if (code != ERR_OK && !f->listed) {
        *e = now;
        return code;
    }
    if (code != ERR_OK && strcmp(now.text, last->text) != 0)
        msg_warning("%s", now.text);
    *last = now;
    bool has_room = queue_index_apply(f->index, on_changed, f);
    return !has_room || f->no_memory ? err_nomem(e) : ERR_OK;
}

static enum err_code run_loop(struct follow *f, struct err *e)
{
    struct err last = {.text = ""};
    long long since = clock_ms(); /* when news was printed last */
    enum err_code code = ERR_OK;
    while (code == ERR_OK && !feed_has_ended()) {
        code = read_some(f, &last, e);
        long wait = queue_index_wait_ms(f->index);
        bool reads_on = wait == 0 && f->listed && clock_ms() - since < NEWS_MS;
        if (code != ERR_OK || reads_on)
            continue;
        code = print_events(f, e);
        since = clock_ms();
        if (f->news.first != NULL && f->listed && wait > SLICE_MS)
            wait = SLICE_MS; /* some news could not be printed yet */
        if (code == ERR_OK && !feed_has_ended())
            feed_wait(&f->feed, queue_index_fd(f->index), wait);
    }
    return code;
}

enum err_code command_follow(const struct command *c, struct err *e)
{
    struct follow f = {.c = c, .clients = {.compare = compare_ids}};
    struct tree_node *node;
    f.news.end = &f.news.first;
    enum err_code code = queue_index_open(&f.index, c->queue, e);
    if (code != ERR_OK)
        return code;
    feed_open(&f.feed, STDOUT_FILENO);
    code = run_loop(&f, e);
    while ((node = tree_first(&f.clients)) != NULL)
        forget(&f, client_by_id(node));
    queue_index_close(f.index);
    return code;
}
