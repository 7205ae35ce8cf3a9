#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "common/sibling.h"
#include "support_queue_db/queue_match.h"
#include "support_queue_db/queue_wake.h"
#include "support_queue_gui/change.h"
#include "support_queue_gui/commands/commands.h"

enum err_code command_ticket(const struct command *c, struct err *e)
{
    char id[QUEUE_ID_SIZE];
    enum err_code code = queue_match(c->queue, c->arguments[0], id, e);
    return code == ERR_OK ? change_ticket(c->queue, id, c->arguments[1], NULL, e) : code;
}

enum err_code command_clear(const struct command *c, struct err *e)
{
    char id[QUEUE_ID_SIZE];
    enum err_code code = queue_match(c->queue, c->arguments[0], id, e);
    return code == ERR_OK ? change_clear(c->queue, id, NULL, e) : code;
}

enum err_code command_delete(const struct command *c, struct err *e)
{
    char id[QUEUE_ID_SIZE];
    enum err_code code = queue_match(c->queue, c->arguments[0], id, e);
    return code == ERR_OK ? change_delete(c->queue, id, NULL, e) : code;
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
        enum err_code code = queue_remove(x->queue, id, "closed", x->now, NULL, x->e);
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

enum err_code command_add(const struct command *c, struct err *e)
{
    struct addr address;
    struct change added;
    if (!addr_parse(c->arguments[0], &address))
        return err_set(e, ERR_USAGE, "%.100s: not an IPv4 or IPv6 address", c->arguments[0]);
    enum err_code code = change_add(c->queue, &address, &added, e);
    if (code != ERR_OK)
        return code;
    (void)printf("%s\n", added.id);
    return queue_wake_identify(c->queue, c->config_file, e);
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
