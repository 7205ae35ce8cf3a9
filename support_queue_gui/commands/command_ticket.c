/* The commands that put tickets on clients, and take them off. */
#include <stdio.h>
#include <time.h>

#include "common/clock.h"
#include "common/msg.h"
#include "common/timefmt.h"
#include "support_queue_db/queue_close.h"
#include "support_queue_db/queue_run.h"
#include "support_queue_db/ticket.h"
#include "support_queue_gui/change.h"
#include "support_queue_gui/collect.h"
#include "support_queue_gui/commands/commands.h"
#include "support_queue_gui/entry_format_inventory.h"
#include "support_queue_gui/table.h"

/* The ticket system may take as long as a hook may run, and a little longer. */
enum { CHECK_MORE_S = 5, CHECK_LOOK_MS = 50 };

/* Prints what has been said of the ticket; *told is false if nothing has been yet. */
static enum err_code print_ticket_status(const struct command *c, const char *ticket, bool *told,
                                         struct err *e)
{
    struct entry entry;
    enum err_code code = queue_load(c->queue, c->id, &entry, e);
    *told = code == ERR_OK && ticket_same(entry.ticket, ticket) &&
            entry.ticket_info.status != TICKET_UNCHECKED;
    if (*told) {
        char said[ENTRY_TICKET_STATUS_SIZE];
        char clean[sizeof said];
        entry_format_ticket_status(&entry, said);
        table_clean(said, clean, sizeof clean);
        (void)puts(clean); /* a full disk is reported at the end */
    } else if (code == ERR_OK && !ticket_same(entry.ticket, ticket)) {
        code = err_about(e, ERR_TEMPFAIL, c->id, "its ticket has been changed since");
    }
    entry_free(&entry);
    return code;
}

/* The ticket is on the client already, whatever comes of this. */
static enum err_code wait_for_ticket_status(const struct command *c, const char *ticket,
                                            struct err *e)
{
    const struct timespec nap = {.tv_nsec = CHECK_LOOK_MS * 1000000L};
    long seconds = c->conf->hooks.timeout + CHECK_MORE_S;
    long long end = clock_ms() + 1000LL * seconds;
    bool told;
    enum err_code code;
    while ((code = print_ticket_status(c, ticket, &told, e)) == ERR_OK && !told) {
        if (!queue_hooks_are_running(c->queue))
            return err_set(e, ERR_UNAVAILABLE,
                           "ticket %.60s is on it, but not checked: fcfh-hooks, which asks the "
                           "ticket system, is not running; see fcfh-hooks(8)",
                           ticket);
        if (clock_ms() >= end)
            return err_set(
                e, ERR_TEMPFAIL,
                "ticket %.60s is on it, but no hook has said anything about it for %ld s; "
                "see the log of fcfh-hooks",
                ticket, seconds);
        (void)nanosleep(&nap, NULL);
    }
    return code;
}

enum err_code command_ticket(const struct command *c, struct err *e)
{
    const char *ticket = c->arguments[1];
    enum err_code code = change_ticket(c->queue, c->conf, c->id, ticket, NULL, NULL, e);
    if (code != ERR_OK || (c->options & COMMAND_CHECK) == 0)
        return code;
    return wait_for_ticket_status(c, ticket, e);
}

enum err_code command_clear(const struct command *c, struct err *e)
{
    return change_clear(c->queue, c->id, NULL, e);
}

/* Says why a client is still in the queue. */
static void warn_not_closed(const struct entry *entry, const char *ticket, enum close_result end)
{
    char when[TIME_TEXT_SIZE];
    time_format(end == CLOSE_KEPT ? entry->ticket_time : entry->last_call, when);
    if (end == CLOSE_KEPT)
        msg_warning(
            "%s: keeps ticket %s, which was put on it at %s, after it was closed; is it the "
            "right number?",
            entry->file_id, ticket, when);
    else if (end == CLOSE_CLEARED)
        msg_warning("%s: stays without ticket %s: it has called since that was closed, at %s",
                    entry->file_id, ticket, when);
}

enum err_code command_close(const struct command *c, struct err *e)
{
    const char *ticket = c->arguments[0];
    struct collection all;
    time_t closed_at = 0;
    if (ticket[0] == '\0')
        return err_set(e, ERR_USAGE, "the ticket is empty");
    if (c->closed_at != NULL && (!time_parse_any(c->closed_at, &closed_at) || closed_at <= 0))
        return err_set(e, ERR_DATA, "%.60s: not a time (2026-11-23T12:00:00Z)", c->closed_at);
    /* Looking for them takes time, and no lock. */
    enum err_code code = collect(c->queue, ticket, NULL, &all, e);
    if (code == ERR_OK && all.count == 0)
        code = err_set(e, ERR_NOHOST, "%.100s: no client has this ticket", ticket);
    for (size_t i = 0; code == ERR_OK && i < all.count; i++) {
        enum close_result end;
        code = queue_close_client(c->queue, all.entries[i].file_id, ticket, closed_at, &end, e);
        if (code == ERR_OK)
            warn_not_closed(&all.entries[i], ticket, end);
    }
    collection_free(&all);
    return code;
}
