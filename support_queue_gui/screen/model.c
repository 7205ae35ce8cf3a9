#include "support_queue_gui/screen/model.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "common/fold.h"
#include "common/grow.h"
#include "common/text.h"
#include "support_queue_db/gate.h"
#include "support_queue_db/ticket.h"
#include "support_queue_gui/entry_format.h"
#include "support_queue_gui/entry_search.h"

void model_init(struct model *model)
{
    memset(model, 0, sizeof *model);
}

void model_free(struct model *model)
{
    for (size_t i = 0; i < model->count; i++)
        free(model->rows[i]);
    free(model->rows);
    free(model->shown);
    model_init(model);
}

/* Where the row of this id is, or where it would go. */
static size_t find_place(const struct model *model, const char *id, bool *found)
{
    size_t low = 0;
    size_t high = model->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (strcmp(model->rows[middle]->id, id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *found = low < model->count && strcmp(model->rows[low]->id, id) == 0;
    return low;
}

/* Its host name, and its owner; or its address as long as its name is not known. */
static void name_of(const struct entry *entry, char *out, size_t size)
{
    char name[TEXT_VALUE_SIZE];
    const char *owner = entry_inventory_value(entry, "owner");
    entry_format_short_name(entry, name, sizeof name);
    if (name[0] == '\0')
        entry_address(entry, name);
    (void)snprintf(out, size, "%s%s%s", name, owner[0] != '\0' ? ", " : "", owner);
}

/* First what should be known of it, then its make and model. */
static void describe(const struct entry *entry, char *out, size_t size)
{
    entry_format_note(entry, time(NULL), out, size);
    size_t used = strlen(out);
    if (used > 0)
        used = (size_t)(stpcpy(out + used, "; ") - out);
    entry_format_machine(entry, out + used, size - used);
}

static unsigned char columns_of(const char *text)
{
    char clean[ENTRY_NOTE_SIZE + 2 * TEXT_VALUE_SIZE];
    text_clean_visible(text, clean, sizeof clean);
    size_t columns = text_columns(clean);
    return columns < UCHAR_MAX ? (unsigned char)columns : UCHAR_MAX;
}

static struct model_row *row_new(const struct entry *entry)
{
    char called[TEXT_VALUE_SIZE];
    char name[2 * TEXT_VALUE_SIZE];
    char machine[ENTRY_NOTE_SIZE + 2 * TEXT_VALUE_SIZE];
    char serial[TEXT_VALUE_SIZE];
    char holder[ENTRY_TICKET_SIZE];
    char search[ENTRY_SEARCH_SIZE];
    entry_format_name(entry, called, sizeof called);
    name_of(entry, name, sizeof name);
    describe(entry, machine, sizeof machine);
    entry_format_serial(entry, serial);
    entry_format_holder_short(entry, entry->taken_time, holder);
    (void)entry_search_text(entry, search);
    const char *texts[] = {
        called, name, machine, serial, entry_serial(entry), entry->ticket, entry->taken_by, search};
    const size_t count = sizeof texts / sizeof texts[0];
    size_t size = sizeof(struct model_row);
    for (size_t i = 0; i < count; i++)
        size += strlen(texts[i]) + 1;
    struct model_row *row = calloc(1, size);
    if (row == NULL)
        return NULL;
    memcpy(row->id, entry->file_id, sizeof row->id);
    entry_address(entry, row->address);
    row->state = entry->state;
    row->ticket_status = entry->ticket_info.status;
    row->last_call = entry->last_call;
    row->suspicious = (entry_has_answered(entry) && gate_claim(entry, entry->proof_time) != NULL) ||
                      entry_serial_differs(entry);
    row->taken_time = entry->taken_time;
    row->columns[MODEL_NAME] = columns_of(name);
    row->columns[MODEL_SERIAL] = columns_of(serial);
    row->columns[MODEL_MACHINE] = columns_of(machine);
    row->columns[MODEL_HOLDER] = columns_of(holder);
    const char **fields[] = {&row->called, &row->name,   &row->machine,  &row->serial,
                             &row->number, &row->ticket, &row->taken_by, &row->search};
    char *at = row->texts;
    for (size_t i = 0; i < count; i++) {
        *fields[i] = at;
        at = stpcpy(at, texts[i]) + 1;
    }
    return row;
}

/* The row that a client has under its address, or under the UUID that it has got since: with the
 * same place and the same last call. NULL if there is none. */
static struct model_row *find_other_name(const struct model *model, const struct model_row *row)
{
    for (size_t i = 0; i < model->count; i++) {
        struct model_row *other = model->rows[i];
        if (other->last_call == row->last_call && strcmp(other->address, row->address) == 0 &&
            strcmp(other->id, row->id) != 0)
            return other;
    }
    return NULL;
}

enum err_code model_put(struct model *model, const struct entry *entry, bool *news, struct err *e)
{
    bool found;
    size_t at = find_place(model, entry->file_id, &found);
    *news = false;
    bool has_room = grow(&model->rows, model->count, 1, &model->room, sizeof(struct model_row *));
    struct model_row *row = has_room ? row_new(entry) : NULL;
    if (row == NULL)
        return err_nomem(e);
    if (found) {
        struct model_row *old = model->rows[at];
        *news = model->loaded && row->last_call > old->last_call;
        row->fresh = old->fresh || *news;
        row->looked = old->looked;
        free(old);
    } else {
        const struct model_row *same = model->loaded ? find_other_name(model, row) : NULL;
        *news = model->loaded && same == NULL;
        row->fresh = same != NULL ? same->fresh : *news;
        row->looked = same != NULL ? same->looked : 0;
        memmove(model->rows + at + 1, model->rows + at,
                (model->count - at) * sizeof(struct model_row *));
        model->count++;
    }
    model->rows[at] = row;
    model->shown_count = 0; /* it may point to the old row */
    model->dirty = true;
    return ERR_OK;
}

void model_remove(struct model *model, const char *id)
{
    bool found;
    struct guid guid;
    size_t at = find_place(model, id, &found);
    if (!found)
        return;
    const struct model_row *other = NULL;
    if (strcmp(model->selected, id) == 0 && !guid_parse(id, &guid))
        other = find_other_name(model, model->rows[at]);
    if (other != NULL)
        memcpy(model->selected, other->id, sizeof model->selected);
    free(model->rows[at]);
    model->count--;
    memmove(model->rows + at, model->rows + at + 1,
            (model->count - at) * sizeof(struct model_row *));
    model->shown_count = 0;
    model->dirty = true;
}

void model_set_filter(struct model *model, const char *text)
{
    (void)snprintf(model->filter, sizeof model->filter, "%s", text);
    (void)text_fold(model->filter, model->filter_folded, sizeof model->filter_folded);
    model->narrowed = true;
    model->dirty = true;
}

void model_set_ticket(struct model *model, const char *ticket)
{
    (void)snprintf(model->ticket, sizeof model->ticket, "%s", ticket);
    model->narrowed = true;
    model->dirty = true;
}

void model_set_sort(struct model *model, enum model_sort sort, bool reversed)
{
    model->sort = sort;
    model->reversed = reversed;
    model->dirty = true;
}

const char *model_sort_name(enum model_sort sort)
{
    static const char *const names[MODEL_SORTS] = {"call",   "state", "machine",
                                                   "serial", "name",  "ticket"};
    return names[sort];
}

static bool is_shown(const struct model *model, const struct model_row *row)
{
    if (model->ticket[0] != '\0' && !ticket_same(model->ticket, row->ticket))
        return false;
    return model->filter[0] == '\0' || strstr(row->search, model->filter_folded) != NULL;
}

/* Empty values come last: they are the least useful. */
static int compare_texts(const char *a, const char *b)
{
    if (a[0] == '\0' || b[0] == '\0')
        return (a[0] == '\0') - (b[0] == '\0');
    return strcasecmp(a, b);
}

static int compare_rows(const void *x, const void *y, void *context)
{
    /* The most urgent first: another machine, then those that failed, that wait, that nothing
     * proves, and that are proved. */
    static const char *const ranks[] = {[ENTRY_MISMATCH] = "1",
                                        [ENTRY_FAILED] = "2",
                                        [ENTRY_WAITING] = "3",
                                        [ENTRY_ANSWERED] = "4",
                                        [ENTRY_VERIFIED] = "5"};
    const struct model *model = context;
    const struct model_row *a = *(struct model_row *const *)x;
    const struct model_row *b = *(struct model_row *const *)y;
    const char *const texts[MODEL_SORTS][2] = {
        [MODEL_BY_CALL] = {"", ""},
        [MODEL_BY_STATE] = {ranks[a->state], ranks[b->state]},
        [MODEL_BY_MACHINE] = {a->machine, b->machine},
        [MODEL_BY_SERIAL] = {a->serial, b->serial},
        [MODEL_BY_NAME] = {a->name, b->name},
        [MODEL_BY_TICKET] = {a->ticket, b->ticket},
    };
    int order = compare_texts(texts[model->sort][0], texts[model->sort][1]);
    if (order == 0 && a->last_call != b->last_call)
        order = a->last_call < b->last_call ? 1 : -1; /* the last caller first */
    if (order == 0)
        order = strcmp(a->id, b->id);
    return model->reversed ? -order : order;
}

static void select_line(struct model *model, size_t line)
{
    model->selected_line = line;
    memcpy(model->selected, model->shown[line]->id, sizeof model->selected);
}

static void find_selected(struct model *model)
{
    /* While the queue is being read nobody has chosen anything: the first line is selected. */
    if (!model->loaded && !model->chosen && model->shown_count > 0) {
        select_line(model, 0);
        return;
    }
    for (size_t i = 0; i < model->shown_count; i++) {
        if (strcmp(model->shown[i]->id, model->selected) == 0) {
            model->selected_line = i;
            return;
        }
    }
    if (model->selected[0] != '\0' && model->shown_count > 0 && !model->narrowed)
        model->jumped = true;
    /* It left: its neighbour takes its place, so that the eye stays where it was. */
    size_t last = model->shown_count > 0 ? model->shown_count - 1 : 0;
    if (model->selected_line > last)
        model->selected_line = last;
    if (model->shown_count > 0)
        select_line(model, model->selected_line);
}

bool model_arrange(struct model *model)
{
    if (!model->dirty)
        return true;
    model->shown_count = 0;
    if (!grow(&model->shown, 0, model->count, &model->shown_room, sizeof(struct model_row *)))
        return false;
    memset(model->columns, 0, sizeof model->columns);
    model->counts = (struct model_counts){.all = model->count};
    for (size_t i = 0; i < model->count; i++) {
        struct model_row *row = model->rows[i];
        model->counts.states[row->state]++;
        model->counts.with_ticket += row->ticket[0] != '\0';
        if (!is_shown(model, row))
            continue;
        model->shown[model->shown_count++] = row;
        for (size_t c = 0; c < MODEL_COLUMNS; c++)
            if (row->columns[c] > model->columns[c])
                model->columns[c] = row->columns[c];
    }
    if (model->shown_count > 0)
        qsort_r(model->shown, model->shown_count, sizeof(struct model_row *), compare_rows, model);
    model->counts.hidden = model->count - model->shown_count;
    model->dirty = false;
    find_selected(model);
    model->narrowed = false;
    return true;
}

struct model_row *model_selected(const struct model *model)
{
    if (model->selected_line >= model->shown_count)
        return NULL;
    struct model_row *row = model->shown[model->selected_line];
    return strcmp(row->id, model->selected) == 0 ? row : NULL;
}

const struct model_row *model_find(const struct model *model, const char *id)
{
    bool found;
    size_t at = find_place(model, id, &found);
    return found ? model->rows[at] : NULL;
}

void model_move(struct model *model, long by)
{
    if (model->shown_count == 0)
        return;
    model->chosen = true;
    long line = (long)model->selected_line;
    long last = (long)model->shown_count - 1;
    if (by > 0)
        line = by > last - line ? last : line + by;
    else
        line = -by > line ? 0 : line + by;
    select_line(model, (size_t)line);
}

void model_select(struct model *model, const char *id)
{
    (void)snprintf(model->selected, sizeof model->selected, "%s", id);
    model->chosen = true;
    model->dirty = true;
}

bool model_next_caller(struct model *model)
{
    size_t count = model->shown_count;
    model_mark_seen(model); /* to move there counts as looking at it */
    for (size_t step = 1; step < count; step++) {
        size_t line = (model->selected_line + step) % count;
        const struct model_row *row = model->shown[line];
        if (row->ticket[0] == '\0' && row->looked < row->last_call) {
            select_line(model, line);
            model->chosen = true;
            model_mark_seen(model);
            return true;
        }
    }
    return false;
}

void model_mark_seen(struct model *model)
{
    struct model_row *row = model_selected(model);
    if (row == NULL)
        return;
    row->fresh = false;
    row->looked = row->last_call;
}

bool model_search(struct model *model, const char *text, int step, bool here)
{
    char folded[MODEL_FILTER_SIZE * 4];
    size_t count = model->shown_count;
    size_t line = model->selected_line;
    (void)text_fold(text, folded, sizeof folded);
    for (size_t tried = 0; tried < count; tried++) {
        if (tried > 0 || !here)
            line = (line + (step > 0 ? 1 : count - 1)) % count;
        if (strstr(model->shown[line]->search, folded) != NULL) {
            select_line(model, line);
            model->chosen = true;
            return true;
        }
    }
    return false;
}

static bool has_ticket(const struct model_row *row, const char *ticket)
{
    return row->ticket[0] != '\0' && ticket_same(row->ticket, ticket);
}

size_t model_ticket_count(const struct model *model, const char *ticket)
{
    size_t count = 0;
    for (size_t i = 0; i < model->count; i++)
        count += has_ticket(model->rows[i], ticket);
    return count;
}

const struct model_row *model_ticket_holder(const struct model *model, const char *ticket,
                                            const char *but)
{
    for (size_t i = 0; i < model->count; i++)
        if (has_ticket(model->rows[i], ticket) && strcmp(model->rows[i]->id, but) != 0)
            return model->rows[i];
    return NULL;
}

size_t model_fresh_above(const struct model *model, size_t lines)
{
    size_t count = 0;
    for (size_t i = 0; i < lines && i < model->shown_count; i++)
        count += model->shown[i]->fresh;
    return count;
}
