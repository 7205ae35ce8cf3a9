#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support_queue_db/entry_xml.h"
#include "support_queue_db/queue.h"
#include "support_queue_db/queue_file.h"
#include "support_queue_db/queue_private.h"
#include "support_queue_db/queue_trusted.h"

/* One entry on its way into the queue. */
struct saving {
    struct entry *entry;
    char id[QUEUE_ID_SIZE]; /* that its file will have */
    char name[QUEUE_NAME_SIZE];
    char tmp_name[32];
    int fd;
    bool renamed;
};

/* The entry gets another file name. A file that has that name but is not an entry goes to archive/.
 */
static enum err_code make_name_free(struct queue *queue, const char *id, struct err *e)
{
    struct entry existing;
    enum err_code code = queue_load(queue, id, &existing, e);
    entry_free(&existing);
    if (code == ERR_OK)
        return err_about(e, ERR_CANTCREAT, id, "is the name of another entry already");
    if (code == ERR_DATA || code == ERR_NOPERM)
        code = queue_remove(queue, id, QUEUE_UNREADABLE, queue->now, NULL, e);
    return code == ERR_NOHOST ? ERR_OK : code;
}

/* The note for programs that do not look at every entry; written before the entry, so that a crash
 * in between costs at most an unnecessary look. */
static void note_entry(struct queue *queue, const struct entry *entry)
{
    time_t expires = entry_expires(entry, queue->conf->queue.timeout);
    bool sooner = expires != 0 && expires < queue->note.next;
    bool one_more = entry->file_id[0] == '\0' && !entry_has_answered(entry);
    if (!queue->note_good || (!sooner && !one_more))
        return;
    if (sooner)
        queue->note.next = expires;
    queue->note.unanswered += one_more;
    queue_note_write(queue->lock, &queue->note);
}

/* Only the holder of the lock writes, so the names in tmp/ only need to differ from each other;
 * what a crash left there is replaced. */
static enum err_code create_one(struct queue *queue, struct saving *s, size_t number, struct err *e)
{
    char *text;
    size_t len;
    enum err_code code = ERR_OK;
    entry_id(s->entry, s->id);
    queue_name_of_id(s->id, s->name);
    (void)snprintf(s->tmp_name, sizeof s->tmp_name, "entry-%zu.xml", number);
    s->renamed = strcmp(s->id, s->entry->file_id) != 0;
    if (s->renamed)
        code = make_name_free(queue, s->id, e);
    if (code != ERR_OK)
        return code;
    if (s->renamed && s->entry->file_id[0] != '\0')
        entry_add_old_id(s->entry, queue->now);
    entry_expire_claims(s->entry, queue->now);
    note_entry(queue, s->entry);
    code = entry_format_xml(s->entry, &text, &len, e);
    if (code != ERR_OK)
        return code;
    code = queue_file_create(queue->tmp, s->tmp_name, QUEUE_FILE_MODE, text, len, &s->fd, e);
    free(text);
    return code;
}

/* Removes the files that renamed entries were read from. */
static enum err_code remove_old(struct queue *queue, const struct saving *all, size_t count,
                                struct err *e)
{
    bool removed = false;
    for (size_t i = 0; i < count; i++) {
        char old[QUEUE_NAME_SIZE];
        if (!all[i].renamed || all[i].entry->file_id[0] == '\0')
            continue;
        queue_name_of_id(all[i].entry->file_id, old);
        if (unlinkat(queue->dir, old, 0) != 0 && errno != ENOENT)
            return err_errno(e, ERR_TEMPFAIL, "%s", old);
        queue_trusted_remove_all(queue, all[i].entry->file_id);
        removed = true;
    }
    return removed ? queue_sync_dir(queue->dir, "queue directory", e) : ERR_OK;
}

/* Two entries that would be one file cannot be written together. */
static bool has_twins(const struct saving *all, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t j = i + 1; j < count; j++)
            if (strcmp(all[i].id, all[j].id) == 0)
                return true;
    return false;
}

static enum err_code write_all(struct queue *queue, struct saving *all, size_t count, struct err *e)
{
    enum err_code code = ERR_OK;
    for (size_t i = 0; i < count && code == ERR_OK; i++)
        code = create_one(queue, &all[i], i, e);
    if (code == ERR_OK && has_twins(all, count))
        code = err_set(e, ERR_TEMPFAIL, "two entries of one client at once");
    for (size_t i = 0; i < count && code == ERR_OK; i++)
        code = queue_file_finish(&all[i].fd, all[i].tmp_name, e);
    for (size_t i = 0; i < count && code == ERR_OK; i++)
        if (renameat(queue->tmp, all[i].tmp_name, queue->dir, all[i].name) != 0)
            code = err_errno(e, ERR_CANTCREAT, "%s", all[i].name);
    if (code == ERR_OK)
        code = queue_sync_dir(queue->dir, "queue directory", e);
    return code;
}

/* All of them or, after an error, perhaps only some; but each file is whole. */
static enum err_code save_all(struct queue *queue, struct entry *entries, size_t count,
                              struct err *e)
{
    struct saving all[QUEUE_SAVE_MAX];
    if (count > QUEUE_SAVE_MAX)
        return err_set(e, ERR_INTERNAL, "too many entries at once");
    for (size_t i = 0; i < count; i++)
        all[i] = (struct saving){.entry = &entries[i], .fd = -1};
    enum err_code code = write_all(queue, all, count, e);
    if (code != ERR_OK) {
        for (size_t i = 0; i < count; i++)
            if (all[i].tmp_name[0] != '\0')
                queue_file_drop(queue->tmp, all[i].tmp_name, &all[i].fd);
        return code;
    }
    code = remove_old(queue, all, count, e);
    for (size_t i = 0; i < count; i++)
        memcpy(entries[i].file_id, all[i].id, sizeof all[i].id);
    return code;
}

enum err_code queue_save(struct queue *queue, struct entry *entry, struct err *e)
{
    return save_all(queue, entry, 1, e);
}

void queue_save_each(struct queue *queue, struct entry *entries, size_t count, struct err *results)
{
    struct err all = {.code = ERR_OK};
    if (count == 0)
        return;
    all.code = save_all(queue, entries, count, &all);
    for (size_t i = 0; i < count; i++) {
        results[i] = all;
        if (all.code != ERR_OK && count > 1)
            results[i].code = queue_save(queue, &entries[i], &results[i]);
    }
}

/* Both have a ticket and neither may vanish, so each names the other. */
static enum err_code save_both(struct queue *queue, struct entry *into, struct entry *other,
                               struct err *e)
{
    memcpy(into->same_as, other->file_id, sizeof into->same_as);
    entry_id(into, other->same_as);
    enum err_code code = queue_save(queue, into, e);
    return code == ERR_OK ? queue_save(queue, other, e) : code;
}

static enum err_code merge_and_save(struct queue *queue, struct entry *into,
                                    const struct entry *other, struct err *e)
{
    struct guid guid;
    char leaves[QUEUE_ID_SIZE];
    char name[QUEUE_NAME_SIZE];
    char confirmed[QUEUE_CONFIRMED_NAME_SIZE];
    enum err_code code = entry_merge(into, other, e);
    if (code != ERR_OK)
        return code;
    if (strcmp(into->same_as, other->file_id) == 0)
        into->same_as[0] = '\0';
    memcpy(leaves, other->file_id, sizeof leaves);
    if (guid_parse(other->file_id, &guid) && !guid_parse(into->file_id, &guid)) {
        memcpy(leaves, into->file_id, sizeof leaves);
        memcpy(into->file_id, other->file_id, sizeof into->file_id);
    }
    entry_unconfirm(into, queue->now);
    queue_confirmed_name(into->file_id, confirmed);
    queue_trusted_remove(queue, QUEUE_ASK, confirmed);
    code = queue_save(queue, into, e);
    if (code != ERR_OK || leaves[0] == '\0' || strcmp(leaves, into->file_id) == 0)
        return code;
    queue_name_of_id(leaves, name);
    if (unlinkat(queue->dir, name, 0) != 0 && errno != ENOENT)
        return err_errno(e, ERR_TEMPFAIL, "%s", name);
    queue_trusted_remove_all(queue, leaves);
    return queue_sync_dir(queue->dir, "queue directory", e);
}

enum err_code queue_merge(struct queue *queue, struct entry *into, const char *from_id,
                          bool *joined, struct err *e)
{
    struct entry other;
    *joined = false;
    enum err_code code = queue_load(queue, from_id, &other, e);
    bool two = code == ERR_OK && entry_tickets_differ(into, &other);
    if (code == ERR_OK)
        code = two ? save_both(queue, into, &other, e) : merge_and_save(queue, into, &other, e);
    *joined = code == ERR_OK && !two;
    entry_free(&other);
    return code;
}
