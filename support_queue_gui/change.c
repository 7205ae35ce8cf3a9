#include "support_queue_gui/change.h"

#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "common/text.h"
#include "common/timefmt.h"
#include "support_queue_db/queue_match.h"
#include "support_queue_db/rules.h"

static void login_name(char *name, size_t size)
{
    const struct passwd *user = getpwuid(getuid());
    char number[24];
    (void)snprintf(number, sizeof number, "%ld", (long)getuid());
    (void)snprintf(name, size, "%s", user != NULL ? user->pw_name : number);
}

/* Alters the entry with the help of *done, which holds what is wanted and gets what was there. */
typedef enum err_code alter_fn(struct entry *entry, struct change *done, time_t now, struct err *e);

static enum err_code change_entry(struct queue *queue, alter_fn *alter, struct change *done,
                                  struct err *e)
{
    struct entry entry;
    time_t now = time(NULL);
    enum err_code code = queue_begin(queue, now, QUEUE_WAIT_PERSON, e);
    if (code != ERR_OK)
        return code;
    code = queue_load(queue, done->id, &entry, e);
    if (code == ERR_OK)
        code = alter(&entry, done, now, e);
    if (code == ERR_OK)
        code = queue_save(queue, &entry, e);
    entry_free(&entry);
    queue_end(queue);
    return code;
}

static struct change start(enum change_kind kind, const char *id)
{
    struct change change = {.kind = kind};
    (void)snprintf(change.id, sizeof change.id, "%s", id);
    return change;
}

static void keep(struct change *to, const struct change *from)
{
    if (to != NULL)
        *to = *from;
}

static enum err_code alter_ticket(struct entry *entry, struct change *done, time_t now,
                                  struct err *e)
{
    if (strcmp(entry->ticket, done->ticket) == 0) {
        done->kind = CHANGE_NONE; /* somebody else's: not to be taken back here */
        return ERR_OK;
    }
    if (entry->ticket[0] != '\0') {
        char when[TIME_TEXT_SIZE];
        time_format(entry->ticket_time, when);
        return err_about(e, ERR_TEMPFAIL, entry->file_id,
                         "has ticket %s already, by %s at %s; clear that first", entry->ticket,
                         entry->ticket_by, when);
    }
    memcpy(entry->ticket, done->ticket, sizeof entry->ticket);
    memcpy(entry->ticket_by, done->by, sizeof entry->ticket_by);
    entry->ticket_time = now;
    return ERR_OK;
}

enum err_code change_ticket(struct queue *queue, const char *id, const char *ticket,
                            struct change *done, struct err *e)
{
    struct change change = start(CHANGE_TICKET, id);
    if (!text_is_label(ticket, ENTRY_TICKET_CHARS))
        return err_set(e, ERR_USAGE,
                       "a ticket is 1 to %d visible characters without blanks at its ends",
                       ENTRY_TICKET_CHARS);
    (void)snprintf(change.ticket, sizeof change.ticket, "%s", ticket);
    login_name(change.by, sizeof change.by);
    enum err_code code = change_entry(queue, alter_ticket, &change, e);
    if (code == ERR_OK)
        keep(done, &change);
    return code;
}

static enum err_code alter_clear(struct entry *entry, struct change *done, time_t now,
                                 struct err *e)
{
    if (entry->ticket[0] == '\0')
        return err_about(e, ERR_NOHOST, entry->file_id, "has no ticket");
    memcpy(done->ticket, entry->ticket, sizeof done->ticket);
    memcpy(done->by, entry->ticket_by, sizeof done->by);
    entry->ticket[0] = '\0';
    entry->ticket_by[0] = '\0';
    entry->ticket_time = now; /* its time in the queue starts here */
    return ERR_OK;
}

enum err_code change_clear(struct queue *queue, const char *id, struct change *done, struct err *e)
{
    struct change change = start(CHANGE_CLEAR, id);
    enum err_code code = change_entry(queue, alter_clear, &change, e);
    if (code == ERR_OK)
        keep(done, &change);
    return code;
}

enum err_code change_delete(struct queue *queue, const char *id, struct change *done, struct err *e)
{
    struct change change = start(CHANGE_DELETE, id);
    time_t now = time(NULL);
    enum err_code code = queue_begin(queue, now, QUEUE_WAIT_PERSON, e);
    if (code != ERR_OK)
        return code;
    code = queue_remove(queue, id, "deleted", now, change.archived, e);
    queue_end(queue);
    if (code == ERR_OK)
        keep(done, &change);
    return code;
}

/* The client at this address, whatever its entry is called, or a new one. */
static enum err_code find_or_new(struct queue *queue, const struct addr *address,
                                 struct entry *entry, struct err *e)
{
    char id[QUEUE_ID_SIZE];
    entry_init(entry);
    enum err_code code = queue_match_address(queue, address, id, e);
    if (code == ERR_OK)
        return queue_load(queue, id, entry, e);
    return code == ERR_NOHOST ? ERR_OK : code;
}

enum err_code change_add(struct queue *queue, const struct addr *address, struct change *done,
                         struct err *e)
{
    struct alert alert = {
        .kind = ALERT_CALL, .source = ALERT_MANUAL, .address = *address, .when = time(NULL)};
    struct rules_result result;
    struct entry entry;
    enum err_code code = queue_begin(queue, alert.when, QUEUE_WAIT_PERSON, e);
    if (code != ERR_OK)
        return code;
    code = find_or_new(queue, address, &entry, e);
    struct change change = {.kind = entry.file_id[0] == '\0' ? CHANGE_ADD : CHANGE_NONE};
    if (code == ERR_OK)
        code = rules_apply(&entry, &alert, &result, e);
    if (code == ERR_OK)
        code = queue_save(queue, &entry, e);
    queue_end(queue);
    memcpy(change.id, entry.file_id, sizeof change.id);
    if (code == ERR_OK)
        keep(done, &change);
    entry_free(&entry);
    return code;
}

static enum err_code alter_wait(struct entry *entry, struct change *done, time_t now, struct err *e)
{
    (void)done;
    (void)e;
    entry_set_waiting(entry, now);
    return ERR_OK;
}

enum err_code change_wait(struct queue *queue, const char *id, struct err *e)
{
    struct change change = start(CHANGE_NONE, id);
    return change_entry(queue, alter_wait, &change, e);
}

static enum err_code alter_unticket(struct entry *entry, struct change *done, time_t now,
                                    struct err *e)
{
    if (strcmp(entry->ticket, done->ticket) != 0)
        return err_about(e, ERR_TEMPFAIL, entry->file_id, "its ticket has been changed since");
    return alter_clear(entry, done, now, e);
}

/* Only as long as nobody has taken the client on. */
static enum err_code undo_add(struct queue *queue, const struct change *done, struct err *e)
{
    struct entry entry;
    time_t now = time(NULL);
    enum err_code code = queue_begin(queue, now, QUEUE_WAIT_PERSON, e);
    if (code != ERR_OK)
        return code;
    code = queue_load(queue, done->id, &entry, e);
    if (code == ERR_OK && (entry.ticket[0] != '\0' || entry.calls > 0))
        code = err_about(e, ERR_TEMPFAIL, done->id, "has %s since; delete it if it is to go",
                         entry.ticket[0] != '\0' ? "got a ticket" : "called");
    if (code == ERR_OK)
        code = queue_remove(queue, done->id, "deleted", now, NULL, e);
    entry_free(&entry);
    queue_end(queue);
    return code;
}

static enum err_code undo_delete(struct queue *queue, const struct change *done, struct err *e)
{
    enum err_code code = queue_begin(queue, time(NULL), QUEUE_WAIT_PERSON, e);
    if (code != ERR_OK)
        return code;
    code = queue_restore(queue, done->archived, done->id, e);
    queue_end(queue);
    return code;
}

enum err_code change_undo(struct queue *queue, const struct change *done, struct err *e)
{
    struct change change = *done;
    switch (done->kind) {
    case CHANGE_TICKET:
        return change_entry(queue, alter_unticket, &change, e);
    case CHANGE_CLEAR:
        return change_entry(queue, alter_ticket, &change, e);
    case CHANGE_DELETE:
        return undo_delete(queue, done, e);
    case CHANGE_ADD:
        return undo_add(queue, done, e);
    case CHANGE_NONE:
        break;
    }
    return err_set(e, ERR_USAGE, "there is nothing to take back");
}
