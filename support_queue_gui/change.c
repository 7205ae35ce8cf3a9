#include "support_queue_gui/change.h"

#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/text.h"
#include "common/timefmt.h"
#include "support_queue_db/queue_ask.h"
#include "support_queue_db/queue_change.h"
#include "support_queue_db/queue_match.h"
#include "support_queue_db/rules.h"
#include "support_queue_db/ticket.h"
#include "support_queue_gui/entry_format.h"
#include "support_queue_gui/ticket_rule.h"

void change_login_name(char name[ENTRY_USER_SIZE])
{
    const struct passwd *user = getpwuid(getuid());
    char number[24];
    (void)snprintf(number, sizeof number, "%ld", (long)getuid());
    const char *login = user != NULL ? user->pw_name : number;
    text_clean_xml(login, strlen(login), name, ENTRY_USER_SIZE);
}

static struct change start(enum change_kind kind, const char *id)
{
    struct change change = {.kind = kind};
    (void)snprintf(change.id, sizeof change.id, "%s", id);
    return change;
}

/* Stores a change that has succeeded in *done; otherwise *done keeps the one before. */
static enum err_code finish(enum err_code code, const struct change *change, struct change *done)
{
    if (code == ERR_OK && done != NULL)
        *done = *change;
    return code;
}

/* Puts the ticket of *change on the client, in place of the one before. */
static enum err_code assign(struct queue *queue, struct change *change, struct err *e)
{
    struct queue_change c;
    struct entry *entry = &c.entry;
    enum err_code code = queue_change_begin(&c, queue, change->id, e);
    if (code == ERR_OK && ticket_same(entry->ticket, change->ticket)) {
        change->kind = CHANGE_NONE; /* somebody else did it: it cannot be undone here */
    } else if (code == ERR_OK && entry->ticket[0] != '\0' &&
               !ticket_same(entry->ticket, change->before)) {
        char when[TIME_TEXT_SIZE];
        time_format(entry->ticket_time, when);
        code = err_about(e, ERR_TEMPFAIL, entry->file_id,
                         "has ticket %s already, by %s at %s; clear that first", entry->ticket,
                         entry->ticket_by, when);
    } else if (code == ERR_OK) {
        memcpy(change->before, entry->ticket, sizeof change->before);
        memcpy(change->before_by, entry->ticket_by, sizeof change->before_by);
        entry_set_ticket(entry, change->ticket, change->by, c.now);
    }
    return queue_change_save(&c, code, e);
}

enum err_code change_ticket(struct queue *queue, const struct conf *conf, const char *id,
                            const char *ticket, const char *replaces, struct change *done,
                            struct err *e)
{
    struct change change = start(CHANGE_TICKET, id);
    enum err_code code = ticket_rule_check(conf, ticket, e);
    if (code != ERR_OK)
        return code;
    (void)snprintf(change.ticket, sizeof change.ticket, "%s", ticket);
    (void)snprintf(change.before, sizeof change.before, "%s", replaces != NULL ? replaces : "");
    change_login_name(change.by);
    return finish(assign(queue, &change, e), &change, done);
}

/* Takes the ticket off the client and notes it in *done. If wanted is not NULL, only that ticket is
 * taken off. */
static enum err_code clear(struct queue *queue, const char *wanted, struct change *done,
                           struct err *e)
{
    struct queue_change c;
    struct entry *entry = &c.entry;
    enum err_code code = queue_change_begin(&c, queue, done->id, e);
    if (code == ERR_OK && wanted != NULL && !ticket_same(entry->ticket, wanted))
        code = err_about(e, ERR_TEMPFAIL, entry->file_id, "its ticket has been changed since");
    else if (code == ERR_OK && entry->ticket[0] == '\0')
        code = err_about(e, ERR_NOHOST, entry->file_id, "has no ticket");
    if (code == ERR_OK) {
        memcpy(done->ticket, entry->ticket, sizeof done->ticket);
        memcpy(done->by, entry->ticket_by, sizeof done->by);
        entry_set_ticket(entry, "", "", c.now); /* its time in the queue starts here */
    }
    return queue_change_save(&c, code, e);
}

/* Undoes change_ticket: takes the ticket off, and puts back the one that it had replaced. */
static enum err_code undo_ticket(struct queue *queue, const struct change *done, struct err *e)
{
    struct change change = *done;
    if (done->before[0] == '\0')
        return clear(queue, done->ticket, &change, e);
    memcpy(change.ticket, done->before, sizeof change.ticket);
    memcpy(change.by, done->before_by, sizeof change.by);
    memcpy(change.before, done->ticket, sizeof change.before);
    return assign(queue, &change, e);
}

enum err_code change_clear(struct queue *queue, const char *id, struct change *done, struct err *e)
{
    struct change change = start(CHANGE_CLEAR, id);
    return finish(clear(queue, NULL, &change, e), &change, done);
}

enum err_code change_delete(struct queue *queue, const char *id, struct change *done, struct err *e)
{
    struct change change = start(CHANGE_DELETE, id);
    struct queue_change c;
    enum err_code code = queue_change_begin(&c, queue, NULL, e);
    if (code == ERR_OK)
        code = queue_remove(queue, id, "deleted", c.now, change.archived, e);
    return finish(queue_change_end(&c, code), &change, done);
}

enum err_code change_add(struct queue *queue, const struct addr *address, struct change *done,
                         struct err *e)
{
    struct queue_change c;
    struct rules_result result;
    char id[QUEUE_ID_SIZE];
    enum err_code code = queue_change_begin(&c, queue, NULL, e);
    if (code == ERR_OK) {
        /* the client at this address, whatever its entry is called, or a new one */
        code = queue_match_address(queue, address, id, e);
        if (code == ERR_OK)
            code = queue_load(queue, id, &c.entry, e);
        else if (code == ERR_NOHOST)
            code = ERR_OK;
    }
    bool is_new = c.entry.file_id[0] == '\0';
    struct alert alert = {
        .kind = ALERT_CALL, .source = ALERT_MANUAL, .address = *address, .when = c.now};
    if (code == ERR_OK)
        code = rules_apply(&c.entry, &alert, &result, e);
    if (code == ERR_OK)
        code = queue_save(queue, &c.entry, e);
    struct change change = start(is_new ? CHANGE_ADD : CHANGE_NONE, c.entry.file_id);
    change.address = *address;
    return finish(queue_change_end(&c, code), &change, done);
}

/* Only for display: what counts is the file in ask/. */
static void set_confirmed(struct entry *entry, const char *by, time_t when)
{
    text_clean_xml(by, strlen(by), entry->confirmed_by, sizeof entry->confirmed_by);
    entry->confirmed_time = when;
}

static enum err_code check_confirmable(const struct snapshot *shown, const struct snapshot *now,
                                       time_t when, struct err *e)
{
    char reason[GATE_REASON_SIZE];
    enum gate gate = snapshot_gate_answer(now, when, reason);
    if (!snapshot_equal(shown, now))
        return err_about(e, ERR_TEMPFAIL, shown->id,
                         "it has changed in the meantime: look at it again");
    if (gate != GATE_OPEN)
        return err_about(e, ERR_PROTOCOL, shown->id, "not confirmed: %.250s", reason);
    return ERR_OK;
}

enum err_code change_confirm(struct queue *queue, const struct snapshot *shown, struct change *done,
                             struct err *e)
{
    struct change change = start(CHANGE_CONFIRM, shown->id);
    struct queue_change c;
    struct snapshot snapshot = {.has_proved = false};
    enum err_code code = queue_change_begin(&c, queue, shown->id, e);
    if (code == ERR_OK)
        code = snapshot_read(queue, shown->id, &snapshot, e);
    if (code == ERR_OK)
        code = check_confirmable(shown, &snapshot, c.now, e);
    if (code == ERR_OK) {
        struct confirmed confirmed = {
            .address = snapshot.proved.address, .state = snapshot.proved.state, .when = c.now};
        memcpy(confirmed.serial, snapshot.proved.serial, sizeof confirmed.serial);
        memcpy(confirmed.key, snapshot.proved.key, sizeof confirmed.key);
        change_login_name(change.by);
        change.when = c.now;
        code = queue_confirmed_write(queue, shown->id, &confirmed, e);
    }
    if (code == ERR_OK)
        set_confirmed(&c.entry, change.by, c.now);
    snapshot_free(&snapshot);
    return finish(queue_change_save(&c, code, e), &change, done);
}

/* If when is not 0, only what was confirmed at that time. */
static enum err_code unconfirm(struct queue *queue, const char *id, time_t when, struct err *e)
{
    struct queue_change c;
    struct confirmed confirmed;
    enum err_code code = queue_change_begin(&c, queue, id, e);
    enum err_code read = queue_confirmed_read(queue, id, &confirmed, NULL);
    if (code == ERR_OK && read == ERR_NOHOST && c.entry.confirmed_time == 0)
        code = err_about(e, ERR_NOHOST, id, "nobody has confirmed it");
    else if (code == ERR_OK && when != 0 && (read != ERR_OK || confirmed.when != when))
        code = err_about(e, ERR_TEMPFAIL, id,
                         "it has been confirmed again, or is no longer confirmed");
    if (code == ERR_OK) {
        queue_confirmed_remove(queue, id);
        set_confirmed(&c.entry, "", 0);
    }
    return queue_change_save(&c, code, e);
}

enum err_code change_unconfirm(struct queue *queue, const char *id, struct err *e)
{
    return unconfirm(queue, id, 0, e);
}

enum err_code change_take(struct queue *queue, const char *id, const char *replaces,
                          struct change *done, struct err *e)
{
    struct change change = start(CHANGE_TAKE, id);
    struct queue_change c;
    char since[ENTRY_CLOCK_SIZE];
    struct entry *entry = &c.entry;
    change_login_name(change.by);
    enum err_code code = queue_change_begin(&c, queue, id, e);
    bool others = code == ERR_OK && entry_is_taken(entry, c.now) &&
                  strcmp(entry->taken_by, change.by) != 0 &&
                  strcmp(entry->taken_by, replaces != NULL ? replaces : "") != 0;
    if (code == ERR_OK && entry->ticket[0] != '\0') {
        code = err_about(e, ERR_DATA, id, "has ticket %s, by %s", entry->ticket, entry->ticket_by);
    } else if (others) {
        entry_format_clock(entry->taken_time, c.now, since);
        code = err_about(e, ERR_TEMPFAIL, id, "%s has been on it since %s", entry->taken_by, since);
    } else if (code == ERR_OK) {
        entry_take(entry, change.by, c.now);
        change.when = c.now;
    }
    return finish(queue_change_save(&c, code, e), &change, done);
}

/* If when is not 0, only what was taken at that time. */
static enum err_code untake(struct queue *queue, const char *id, time_t when, struct err *e)
{
    struct queue_change c;
    enum err_code code = queue_change_begin(&c, queue, id, e);
    if (code == ERR_OK && !entry_is_taken(&c.entry, c.now))
        code = err_about(e, ERR_NOHOST, id, "nobody is on it");
    else if (code == ERR_OK && when != 0 && c.entry.taken_time != when)
        code = err_about(e, ERR_TEMPFAIL, id, "%s is on it now", c.entry.taken_by);
    if (code == ERR_OK)
        entry_take(&c.entry, "", c.now);
    return queue_change_save(&c, code, e);
}

enum err_code change_untake(struct queue *queue, const char *id, struct change *done, struct err *e)
{
    const struct change change = start(CHANGE_NONE, id); /* no undo: to take it again is one key */
    return finish(untake(queue, id, 0, e), &change, done);
}

enum err_code change_restore(struct queue *queue, const struct archived *archived,
                             struct change *done, struct err *e)
{
    const struct change change = start(CHANGE_RESTORE, archived->id);
    struct queue_change c;
    enum err_code code = queue_change_begin(&c, queue, NULL, e);
    if (code == ERR_OK)
        code = queue_restore(queue, archived->name, archived->id, e);
    return finish(queue_change_end(&c, code), &change, done);
}

/* Only if nobody has taken the client on meanwhile. */
static enum err_code undo_add(struct queue *queue, const struct change *done, struct err *e)
{
    struct queue_change c;
    char id[QUEUE_ID_SIZE];
    /* Once AMT has answered, the client has another id. */
    if (queue_match_address(queue, &done->address, id, NULL) != ERR_OK)
        memcpy(id, done->id, sizeof id);
    enum err_code code = queue_change_begin(&c, queue, id, e);
    if (code == ERR_OK && (c.entry.ticket[0] != '\0' || c.entry.calls > 0))
        code = err_about(e, ERR_TEMPFAIL, done->id, "has %s since; delete it if it is to go",
                         c.entry.ticket[0] != '\0' ? "got a ticket" : "called");
    if (code == ERR_OK)
        code = queue_remove(queue, id, "deleted", c.now, NULL, e);
    return queue_change_end(&c, code);
}

static enum err_code undo_delete(struct queue *queue, const struct change *done, struct err *e)
{
    struct queue_change c;
    enum err_code code = queue_change_begin(&c, queue, NULL, e);
    if (code == ERR_OK)
        code = queue_restore(queue, done->archived, done->id, e);
    return queue_change_end(&c, code);
}

enum err_code change_undo(struct queue *queue, const struct change *done, struct err *e)
{
    struct change change = *done;
    switch (done->kind) {
    case CHANGE_TICKET:
        return undo_ticket(queue, done, e);
    case CHANGE_CLEAR:
        return assign(queue, &change, e);
    case CHANGE_DELETE:
        return undo_delete(queue, done, e);
    case CHANGE_ADD:
        return undo_add(queue, done, e);
    case CHANGE_CONFIRM:
        return unconfirm(queue, done->id, done->when, e);
    case CHANGE_TAKE:
        return untake(queue, done->id, done->when, e);
    case CHANGE_RESTORE:
        return change_delete(queue, done->id, NULL, e);
    case CHANGE_NONE:
        break;
    }
    return err_set(e, ERR_USAGE, "there is nothing to take back");
}
