#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "common/sibling.h"
#include "common/text.h"
#include "common/timefmt.h"
#include "support_queue_db/queue_match.h"
#include "support_queue_db/queue_wake.h"
#include "support_queue_db/rules.h"
#include "support_queue_gui/commands.h"

static void login_name(char *name, size_t size)
{
    const struct passwd *user = getpwuid(getuid());
    char number[24];
    (void)snprintf(number, sizeof number, "%ld", (long)getuid());
    (void)snprintf(name, size, "%s", user != NULL ? user->pw_name : number);
}

/* Within one change: finds the client, alters its entry, writes it. */
static enum err_code change_entry(const struct command *c, const char *who,
                                  enum err_code (*alter)(struct entry *entry, const char *text,
                                                         time_t now, struct err *e),
                                  const char *text, struct err *e)
{
    char id[QUEUE_ID_SIZE];
    struct entry entry;
    time_t now = time(NULL);
    enum err_code code = queue_begin(c->queue, now, QUEUE_WAIT_PERSON, e);
    if (code != ERR_OK)
        return code;
    code = queue_match(c->queue, who, id, e);
    if (code == ERR_OK) {
        code = queue_load(c->queue, id, &entry, e);
        if (code == ERR_OK)
            code = alter(&entry, text, now, e);
        if (code == ERR_OK)
            code = queue_save(c->queue, &entry, e);
        entry_free(&entry);
    }
    queue_end(c->queue);
    return code;
}

static enum err_code set_ticket(struct entry *entry, const char *ticket, time_t now, struct err *e)
{
    if (strcmp(entry->ticket, ticket) == 0)
        return ERR_OK;
    if (entry->ticket[0] != '\0') {
        char when[TIME_TEXT_SIZE];
        time_format(entry->ticket_time, when);
        return err_set(e, ERR_TEMPFAIL, "%s: has ticket %s already, by %s at %s; clear that first",
                       entry->file_id, entry->ticket, entry->ticket_by, when);
    }
    (void)snprintf(entry->ticket, sizeof entry->ticket, "%s", ticket);
    login_name(entry->ticket_by, sizeof entry->ticket_by);
    entry->ticket_time = now;
    return ERR_OK;
}

enum err_code command_ticket(const struct command *c, struct err *e)
{
    const char *ticket = c->arguments[1];
    if (!text_is_label(ticket, ENTRY_TICKET_CHARS))
        return err_set(e, ERR_USAGE,
                       "a ticket is 1 to %d visible characters without blanks at its ends",
                       ENTRY_TICKET_CHARS);
    return change_entry(c, c->arguments[0], set_ticket, ticket, e);
}

static enum err_code clear_ticket(struct entry *entry, const char *text, time_t now, struct err *e)
{
    (void)text;
    if (entry->ticket[0] == '\0')
        return err_set(e, ERR_NOHOST, "%s: has no ticket", entry->file_id);
    entry->ticket[0] = '\0';
    entry->ticket_by[0] = '\0';
    entry->ticket_time = now; /* its time in the queue starts here */
    return ERR_OK;
}

enum err_code command_clear(const struct command *c, struct err *e)
{
    return change_entry(c, c->arguments[0], clear_ticket, "", e);
}

struct closing {
    struct queue *queue;
    const char *ticket;
    time_t now;
    size_t count;
    enum err_code code;
    struct err *e;
};

static bool close_one(void *context, const char *id)
{
    struct closing *x = context;
    struct entry entry;
    if (queue_load(x->queue, id, &entry, NULL) == ERR_OK && strcmp(entry.ticket, x->ticket) == 0) {
        enum err_code code = queue_remove(x->queue, id, "closed", x->now, x->e);
        if (code == ERR_OK)
            x->count++;
        else
            x->code = code;
    }
    entry_free(&entry);
    return x->code == ERR_OK;
}

enum err_code command_close(const struct command *c, struct err *e)
{
    struct closing x = {.queue = c->queue, .ticket = c->arguments[0], .now = time(NULL), .e = e};
    if (x.ticket[0] == '\0')
        return err_set(e, ERR_USAGE, "an empty ticket");
    enum err_code code = queue_begin(c->queue, x.now, QUEUE_WAIT_PERSON, e);
    if (code != ERR_OK)
        return code;
    code = queue_each(c->queue, close_one, &x, e);
    queue_end(c->queue);
    if (code == ERR_OK)
        code = x.code;
    if (code == ERR_OK && x.count == 0)
        return err_set(e, ERR_NOHOST, "%.100s: no client has this ticket", x.ticket);
    return code;
}

enum err_code command_delete(const struct command *c, struct err *e)
{
    char id[QUEUE_ID_SIZE];
    time_t now = time(NULL);
    enum err_code code = queue_begin(c->queue, now, QUEUE_WAIT_PERSON, e);
    if (code != ERR_OK)
        return code;
    code = queue_match(c->queue, c->arguments[0], id, e);
    if (code == ERR_OK)
        code = queue_remove(c->queue, id, "deleted", now, e);
    queue_end(c->queue);
    return code;
}

enum err_code command_expire(const struct command *c, struct err *e)
{
    size_t count = 0;
    time_t now = time(NULL);
    /* queue_begin takes out what it knows to be due; the rest is looked for here. */
    enum err_code code = queue_begin(c->queue, now, QUEUE_WAIT_PERSON, e);
    if (code != ERR_OK)
        return code;
    code = queue_expire(c->queue, now, &count, e);
    queue_end(c->queue);
    return code;
}

/* The client at this address, whatever its entry is called, or a new one. */
static enum err_code find_or_new(const struct command *c, const struct addr *address,
                                 struct entry *entry, struct err *e)
{
    char id[QUEUE_ID_SIZE];
    entry_init(entry);
    enum err_code code = queue_match_address(c->queue, address, id, e);
    if (code == ERR_OK)
        return queue_load(c->queue, id, entry, e);
    return code == ERR_NOHOST ? ERR_OK : code;
}

enum err_code command_add(const struct command *c, struct err *e)
{
    struct alert alert = {.kind = ALERT_CALL, .source = ALERT_MANUAL, .when = time(NULL)};
    struct rules_result result;
    struct entry entry;
    if (!addr_parse(c->arguments[0], &alert.address))
        return err_set(e, ERR_USAGE, "%.100s: not an IPv4 or IPv6 address", c->arguments[0]);
    enum err_code code = queue_begin(c->queue, alert.when, QUEUE_WAIT_PERSON, e);
    if (code != ERR_OK)
        return code;
    code = find_or_new(c, &alert.address, &entry, e);
    if (code == ERR_OK)
        code = rules_apply(&entry, &alert, &result, e);
    if (code == ERR_OK)
        code = queue_save(c->queue, &entry, e);
    queue_end(c->queue);
    if (code == ERR_OK)
        (void)printf("%s\n", entry.file_id);
    entry_free(&entry);
    if (code == ERR_OK)
        code = queue_wake_identify(c->queue, c->config_file, e);
    return code;
}

enum err_code command_identify(const struct command *c, struct err *e)
{
    char path[1024];
    sibling_path("fcfh-identify", FCFH_BINDIR, path, sizeof path);
    const char *argv[] = {"fcfh-identify", "-c", c->config_file, "--", c->arguments[0], NULL};
    if (c->config_file == NULL) {
        argv[1] = "--";
        argv[2] = c->arguments[0];
        argv[3] = NULL;
    }
    (void)execv(path, (char *const *)argv);
    return err_errno(e, ERR_UNAVAILABLE, "%s", path);
}
