#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "common/msg.h"
#include "common/text.h"
#include "common/timefmt.h"
#include "support_queue_db/queue_run.h"
#include "support_queue_gui/collect.h"
#include "support_queue_gui/commands/commands.h"
#include "support_queue_gui/entry_words.h"
#include "support_queue_gui/table.h"

static enum err_code add_row(struct table *table, const struct entry *entry, bool runs, time_t now,
                             struct err *e)
{
    char waiting[32];
    char machine[ENTRY_NOTE_SIZE + 2 * TEXT_VALUE_SIZE];
    char place[TEXT_VALUE_SIZE];
    char serial[TEXT_VALUE_SIZE];
    time_words((long)(now - entry->last_call), waiting, sizeof waiting);
    entry_note(entry, now, machine, sizeof machine);
    size_t used = strlen(machine);
    if (used > 0) /* which machine it is matters less then */
        used = (size_t)(stpcpy(machine + used, "; ") - machine);
    entry_machine(entry, machine + used, sizeof machine - used);
    entry_place(entry, place, sizeof place);
    entry_serial_said(entry, serial);
    const char *cells[] = {
        entry_state_shown(entry->state, runs), waiting, machine, serial, place, entry->ticket};
    return table_row(table, cells, e);
}

static enum err_code print_table(const struct command *c, const struct collection *all,
                                 struct err *e)
{
    static const char *const heads[] = {"STATE",  "WAITING",       "MACHINE",
                                        "SERIAL", "NAME, ADDRESS", "TICKET"};
    /* The machine gives way first and name and address late: a technician acts on them. */
    static const struct table_shrink shrink[] = {
        {"2", 10}, {"235", 10}, {"2345", 6}, {"012345", 1}, {NULL, 0}};
    if (all->count == 0) {
        (void)puts(c->ticket != NULL || c->filter != NULL ? "No client in the queue fits."
                                                          : "No client is calling for help.");
        return ERR_OK;
    }
    struct table table = {.heads = heads, .columns = 6, .shrink = shrink};
    enum err_code code = ERR_OK;
    time_t now = time(NULL);
    bool runs = queue_run_claimed(c->queue);
    for (size_t i = 0; i < all->count && code == ERR_OK; i++)
        code = add_row(&table, &all->entries[i], runs, now, e);
    if (code == ERR_OK)
        table_print(&table, table_width(STDOUT_FILENO), stdout);
    table_free(&table);
    return code;
}

enum err_code command_list(const struct command *c, struct err *e)
{
    struct collection all;
    enum err_code code = collect(c->queue, c->ticket, c->filter, &all, e);
    bool as_json = (c->options & COMMAND_JSON) != 0;
    if (code == ERR_OK && !as_json)
        code = print_table(c, &all, e);
    for (size_t i = 0; code == ERR_OK && as_json && i < all.count; i++)
        code = command_print_json(c, &all.entries[i], false, e);
    if (code == ERR_OK && all.unreadable > 0)
        msg_warning("%zu files in the queue are no entries, such as %s", all.unreadable,
                    all.unreadable_reason);
    collection_free(&all);
    return code;
}
