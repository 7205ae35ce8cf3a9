#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#include "common/msg.h"
#include "common/text.h"
#include "common/timefmt.h"
#include "support_queue_db/queue_archive.h"
#include "support_queue_db/queue_run.h"
#include "support_queue_gui/collect.h"
#include "support_queue_gui/commands/commands.h"
#include "support_queue_gui/entry_format.h"
#include "support_queue_gui/entry_format_inventory.h"
#include "support_queue_gui/table.h"

/* A client of the list. */
struct listed {
    const struct entry *entry;
    const struct archived *left; /* how it left; NULL for a client in the queue */
};

/* What is asked for, and what of it has been printed. */
struct listing {
    const struct command *c;
    time_t now;
    bool runs;
    struct table table;
    size_t count;
};

/* If there is no room for all reasons, so many are enough to see what is wrong. */
enum { ADVICE_MOST = 8 };

/* ---------------------------------------------------------------- table */

static const char *const heads[] = {"STATE",  "WAITING",       "MACHINE",
                                    "SERIAL", "NAME, ADDRESS", "TICKET"};
static const char *const archive_heads[] = {"LEFT",   "WHY",           "MACHINE",
                                            "SERIAL", "NAME, ADDRESS", "TICKET"};
/* The machine is shortened first, and name and address late: a technician acts on them. */
static const struct table_shrink shrink[] = {
    {"2", 10}, {"235", 10}, {"2345", 6}, {"012345", 1}, {NULL, 0}};

static enum err_code add_row(struct listing *l, const struct listed *listed, struct err *e)
{
    const struct entry *entry = listed->entry;
    char waiting[32];
    char machine[ENTRY_NOTE_SIZE + 2 * TEXT_VALUE_SIZE];
    char place[ENTRY_PLACE_OWNER_SIZE];
    char serial[TEXT_VALUE_SIZE];
    char holder[ENTRY_TICKET_SIZE];
    char left[ENTRY_CLOCK_SIZE] = "";
    time_format_duration((long)(l->now - entry->last_call), waiting, sizeof waiting);
    entry_format_note(entry, l->now, machine, sizeof machine);
    size_t used = strlen(machine);
    if (used > 0) /* which machine it is matters less then */
        used = (size_t)(stpcpy(machine + used, "; ") - machine);
    entry_format_machine(entry, machine + used, sizeof machine - used);
    entry_format_place_owner(entry, place);
    entry_format_serial(entry, serial);
    entry_format_holder_short(entry, l->now, holder);
    const char *cells[] = {
        entry_state_text(entry->state, l->runs), waiting, machine, serial, place, holder};
    if (listed->left != NULL) {
        entry_format_clock_exact(listed->left->when, l->now, left);
        cells[0] = left;
        cells[1] = listed->left->why;
        cells[5] = entry->ticket;
    }
    return table_row(&l->table, cells, e);
}

/* ---------------------------------------------------------------- tabs, JSON */

static void put_plain(const char *text, bool last)
{
    char clean[ENTRY_NOTE_SIZE + 2 * TEXT_VALUE_SIZE];
    table_clean(text, clean, sizeof clean);
    (void)printf("%s%c", clean, last ? '\n' : '\t');
}

static void print_plain(const struct listing *l, const struct listed *listed)
{
    const struct entry *entry = listed->entry;
    char machine[2 * TEXT_VALUE_SIZE];
    char address[ADDR_TEXT_SIZE];
    char name[TEXT_VALUE_SIZE];
    char called[TIME_TEXT_SIZE];
    char left[TIME_TEXT_SIZE] = "";
    bool taken = entry_is_taken(entry, l->now);
    entry_format_machine(entry, machine, sizeof machine);
    entry_address(entry, address);
    entry_format_short_name(entry, name, sizeof name);
    time_format(entry->last_call, called);
    if (listed->left != NULL)
        time_format(listed->left->when, left);
    const char *values[] = {entry->file_id,
                            entry_state_text(entry->state, l->runs),
                            called,
                            machine,
                            entry_serial(entry),
                            name,
                            address,
                            entry->ticket,
                            taken ? entry->taken_by : "",
                            entry->reason,
                            left,
                            listed->left != NULL ? listed->left->why : ""};
    size_t count = sizeof values / sizeof values[0] - (listed->left == NULL ? 2 : 0);
    for (size_t i = 0; i < count; i++)
        put_plain(values[i], false);
    put_plain(entry_inventory_value(entry, "owner"), true);
}

/* For a client that has left, how it left comes before its other keys. */
static enum err_code print_json(const struct listing *l, const struct listed *listed, struct err *e)
{
    char *line;
    char left[TIME_TEXT_SIZE];
    enum err_code code = command_json(l->c, listed->entry, false, &line, e);
    if (code != ERR_OK)
        return code;
    if (listed->left != NULL) {
        time_format(listed->left->when, left);
        (void)printf("{\"left_time\":\"%s\",\"left_why\":\"%s\",%s\n", left, listed->left->why,
                     line + 1);
    } else {
        (void)puts(line); /* a full disk is reported at the end */
    }
    free(line);
    return ERR_OK;
}

/* ---------------------------------------------------------------- all of it */

static enum err_code print_one(struct listing *l, const struct listed *listed, struct err *e)
{
    l->count++;
    if ((l->c->options & COMMAND_JSON) != 0)
        return print_json(l, listed, e);
    if ((l->c->options & COMMAND_PLAIN) == 0)
        return add_row(l, listed, e);
    print_plain(l, listed);
    return ERR_OK;
}

/* What is wrong and what to do about it is too long for any column. */
static void print_advice(const struct entry *entry, const struct listing *l, size_t width)
{
    char called[TEXT_VALUE_SIZE];
    char reason[ENTRY_REASON_TEXT_SIZE];
    char text[TEXT_VALUE_SIZE + ENTRY_REASON_TEXT_SIZE + 4];
    char clean[sizeof text];
    entry_format_name(entry, called, sizeof called);
    entry_format_reason(entry, l->now, reason);
    (void)snprintf(text, sizeof text, "%s: %s", called, reason);
    table_clean(text, clean, sizeof clean);
    text_wrap(stdout, clean, 0, 4, width);
    (void)puts("");
}

static void print_table(struct listing *l, const struct collection *all)
{
    bool asked = l->c->ticket != NULL || l->c->filter != NULL;
    bool archive = (l->c->options & COMMAND_ARCHIVE) != 0;
    size_t width = table_width(STDOUT_FILENO);
    size_t advised = 0;
    if (l->count == 0)
        (void)puts(archive ? asked ? "No client that has left matches." : "No client has left."
                   : asked ? "No client in the queue matches."
                           : "No client is calling for help.");
    else
        table_print(&l->table, width, stdout);
    for (size_t i = 0; i < all->count && isatty(STDOUT_FILENO); i++) {
        if (all->entries[i].reason[0] == '\0' || advised > ADVICE_MOST)
            continue;
        if (advised++ == 0)
            (void)puts("");
        if (advised <= ADVICE_MOST)
            print_advice(&all->entries[i], l, width);
        else
            (void)puts("more of them: fcfh-queue show ID");
    }
}

static enum err_code list_queue(struct listing *l, struct collection *all, struct err *e)
{
    enum err_code code = collect(l->c->queue, l->c->ticket, l->c->filter, all, e);
    for (size_t i = 0; code == ERR_OK && i < all->count; i++)
        code = print_one(l, &(struct listed){.entry = &all->entries[i]}, e);
    return code;
}

/* A filter looks at the reason why it left, too. */
static bool wants_archived(const struct command *c, const struct archived *left,
                           const struct entry *entry)
{
    bool by_why = c->filter != NULL && strcasecmp(left->why, c->filter) == 0;
    return collect_matches(entry, c->ticket, by_why ? NULL : c->filter);
}

static enum err_code list_archive(struct listing *l, struct err *e)
{
    struct archive_list list;
    struct err why;
    size_t unreadable = 0;
    enum err_code code = queue_archive_list(l->c->queue, 0, NULL, &list, e);
    for (size_t i = 0; code == ERR_OK && i < list.count; i++) {
        struct entry entry;
        struct listed listed = {.entry = &entry, .left = &list.files[i]};
        struct err failed;
        enum err_code loaded = queue_archive_load(l->c->queue, &list.files[i], &entry, &failed);
        if (loaded == ERR_OK && wants_archived(l->c, &list.files[i], &entry))
            code = print_one(l, &listed, e);
        /* Some are there because they could not be read: those are expected. */
        if (loaded != ERR_OK && loaded != ERR_NOHOST &&
            strcmp(list.files[i].why, QUEUE_UNREADABLE) != 0 && unreadable++ == 0)
            why = failed;
        entry_free(&entry);
    }
    archive_list_free(&list);
    if (code == ERR_OK && unreadable > 0)
        msg_warning("%zu files in archive/ cannot be read, such as %s", unreadable, why.text);
    return code;
}

enum err_code command_list(const struct command *c, struct err *e)
{
    bool archive = (c->options & COMMAND_ARCHIVE) != 0;
    struct collection all = {.entries = NULL};
    struct listing l = {.c = c,
                        .now = time(NULL),
                        .runs = queue_run_is_claimed(c->queue),
                        .table = {.heads = archive ? archive_heads : heads,
                                  .columns = sizeof heads / sizeof heads[0],
                                  .shrink = shrink}};
    if ((c->options & COMMAND_JSON) != 0 && (c->options & COMMAND_PLAIN) != 0)
        return err_set(e, ERR_USAGE, "list: --json or --plain, not both");
    enum err_code code = archive ? list_archive(&l, e) : list_queue(&l, &all, e);
    if (code == ERR_OK && (c->options & (COMMAND_JSON | COMMAND_PLAIN)) == 0)
        print_table(&l, &all);
    if (code == ERR_OK && all.unreadable > 0)
        msg_warning("%zu files in the queue are not entries, such as %s", all.unreadable,
                    all.unreadable_reason);
    table_free(&l.table);
    collection_free(&all);
    return code;
}
