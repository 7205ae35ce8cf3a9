#include "support_queue_gui/entry_search.h"

#include <stdio.h>
#include <string.h>

#include "common/fold.h"
#include "support_queue_gui/entry_format.h"

struct text {
    char *out;
    size_t used;
};

static void put(struct text *text, const char *value)
{
    if (value[0] == '\0' || text->used + 2 >= ENTRY_SEARCH_SIZE)
        return;
    text->out[text->used++] = '\n';
    text->used += text_fold(value, text->out + text->used, ENTRY_SEARCH_SIZE - text->used);
}

static void put_address(struct text *text, const char *before, const struct addr *address)
{
    char value[ADDR_TEXT_SIZE];
    char line[ADDR_TEXT_SIZE + 16];
    addr_format(address, value);
    (void)snprintf(line, sizeof line, "%.15s%s", before, value);
    put(text, line);
}

/* Whether a newer event says the same: a PC that keeps restarting repeats it all day. */
static bool has_newer_copy(const struct entry *entry, size_t i)
{
    for (size_t j = i + 1; j < entry->event_count; j++)
        if (strcmp(entry->events[i].name, entry->events[j].name) == 0 &&
            strcmp(entry->events[i].detail, entry->events[j].detail) == 0)
            return true;
    return false;
}

size_t entry_search_text(const struct entry *entry, char out[ENTRY_SEARCH_SIZE])
{
    struct text text = {.out = out};
    char id[QUEUE_ID_SIZE];
    char machine[2 * TEXT_VALUE_SIZE];
    char place[TEXT_VALUE_SIZE];
    out[0] = '\0';
    entry_id(entry, id);
    entry_format_machine(entry, machine, sizeof machine);
    entry_format_place(entry, place, sizeof place);
    put(&text, id);
    put(&text, place);
    put_address(&text, "", &entry->address);
    put(&text, entry_state_name(entry->state));
    put(&text, machine);
    put(&text, entry->reason);
    put(&text, entry->ticket);
    put(&text, entry->ticket_by);
    put(&text, entry->ticket_info.title);
    put(&text, entry->ticket_info.requestor);
    put(&text, entry->taken_by);
    put(&text, entry->confirmed_by);
    for (size_t i = 0; i < entry->claim_count; i++)
        put_address(&text, entry->claims[i].calls > 0 ? "called from " : "",
                    &entry->claims[i].address);
    for (int i = 0; i < FACT_SHOWN_COUNT; i++)
        put(&text, entry_fact(entry, (enum entry_fact)i));
    for (size_t i = 0; i < entry->inventory_count; i++)
        put(&text, entry->inventory[i].value);
    for (size_t i = entry->event_count; i-- > 0;) {
        if (has_newer_copy(entry, i))
            continue;
        put(&text, entry->events[i].name);
        put(&text, entry->events[i].detail);
    }
    return text.used;
}

bool entry_search_matches(const char *search_text, const char *typed)
{
    char folded[ENTRY_SEARCH_SIZE];
    (void)text_fold(typed, folded, sizeof folded);
    return strstr(search_text, folded) != NULL;
}
