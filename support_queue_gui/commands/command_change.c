/* The commands that change the queue, except those for tickets. */
#include <fcfh_paths.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "common/sibling.h"
#include "common/text.h"
#include "support_queue_db/queue_archive.h"
#include "support_queue_db/queue_match.h"
#include "support_queue_db/queue_wake.h"
#include "support_queue_gui/change.h"
#include "support_queue_gui/commands/commands.h"
#include "support_queue_gui/identify_request.h"
#include "support_queue_gui/lookup.h"
#include "support_queue_gui/snapshot.h"
#include "support_queue_gui/table.h"

enum err_code command_take(const struct command *c, struct err *e)
{
    return change_take(c->queue, c->id, NULL, NULL, e);
}

enum err_code command_untake(const struct command *c, struct err *e)
{
    return change_untake(c->queue, c->id, NULL, e);
}

/* Puts a client that has left back into the queue, and has AMT asked what it is. */
enum err_code command_restore(const struct command *c, struct err *e)
{
    struct archived archived;
    struct change restored;
    enum err_code code = queue_archive_match(c->queue, c->arguments[0], &archived, e);
    if (code == ERR_OK)
        code = change_restore(c->queue, &archived, &restored, e);
    else if (code == ERR_NOHOST &&
             queue_match(c->queue, c->arguments[0], restored.id, NULL) == ERR_OK)
        code = err_about(e, ERR_CANTCREAT, restored.id, "is in the queue");
    if (code != ERR_OK)
        return code;
    (void)printf("%s\n", restored.id);
    return queue_wake_identify(c->queue, c->conf, c->config_file, e);
}

enum err_code command_delete(const struct command *c, struct err *e)
{
    return change_delete(c->queue, c->id, NULL, e);
}

/* The user on the phone has read out the serial number: what AMT reported is printed to compare. */
enum err_code command_confirm(const struct command *c, struct err *e)
{
    struct snapshot snapshot;
    char reason[GATE_REASON_SIZE];
    enum err_code code = snapshot_read(c->queue, c->id, &snapshot, e);
    if (code == ERR_OK && snapshot_gate_answer(&snapshot, time(NULL), reason) == GATE_STALE) {
        code = identify_request_wait(c->queue, c->conf, c->config_file, c->id,
                                     &snapshot.entry.address, e);
        snapshot_free(&snapshot);
        if (code == ERR_OK)
            code = snapshot_read(c->queue, c->id, &snapshot, e);
    }
    if (code == ERR_OK)
        code = change_confirm(c->queue, &snapshot, NULL, e);
    if (code == ERR_OK) {
        char serial[TEXT_VALUE_SIZE];
        char address[ADDR_TEXT_SIZE];
        table_clean(snapshot.proved.serial, serial, sizeof serial);
        addr_format(&snapshot.proved.address, address);
        (void)printf("confirmed: %s at %s\n",
                     serial[0] != '\0' ? serial : "a machine without a serial number", address);
    }
    snapshot_free(&snapshot);
    return code;
}

enum err_code command_unconfirm(const struct command *c, struct err *e)
{
    return change_unconfirm(c->queue, c->id, e);
}

enum err_code command_expire(const struct command *c, struct err *e)
{
    return queue_tidy(c->queue, e);
}

enum err_code command_add(const struct command *c, struct err *e)
{
    struct addr address;
    struct change added;
    struct lookup lookup;
    enum err_code code = ERR_OK;
    if (!addr_parse(c->arguments[0], &address)) {
        code = lookup_start(&lookup, c->arguments[0], e);
        if (code == ERR_OK)
            code = lookup_end(&lookup, &address, e);
    }
    if (code == ERR_OK)
        code = change_add(c->queue, &address, &added, e);
    if (code != ERR_OK)
        return code;
    (void)printf("%s\n", added.id);
    return queue_wake_identify(c->queue, c->conf, c->config_file, e);
}

enum err_code command_identify(const struct command *c, struct err *e)
{
    char path[1024];
    enum err_code code = queue_wake_is_possible(c->queue, c->conf, e);
    if (code != ERR_OK)
        return code;
    sibling_path("fcfh-identify", FCFH_BINDIR, path, sizeof path);
    const char *argv[] = {"fcfh-identify", "--", c->arguments[0], NULL};
    const char *with_file[] = {"fcfh-identify", "-c", c->config_file, "--", c->arguments[0], NULL};
    (void)execv(path, (char *const *)(c->config_file != NULL ? with_file : argv));
    return err_errno(e, ERR_UNAVAILABLE, "%s", path);
}
