#include "support_queue_gui/told_words.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "support_queue_gui/entry_words.h"

static void say_day(time_t when, char out[ENTRY_CLOCK_SIZE])
{
    struct tm tm;
    if (when == 0 || localtime_r(&when, &tm) == NULL ||
        strftime(out, ENTRY_CLOCK_SIZE, " %Y-%m-%d", &tm) == 0)
        out[0] = '\0';
}

/* A ticket that was closed after it was put on is the right one. */
void ticket_said(const struct entry *entry, char out[TICKET_SAID_SIZE])
{
    const struct entry_ticket_word *word = &entry->ticket_word;
    char day[ENTRY_CLOCK_SIZE];
    bool since = word->closed > entry->ticket_time;
    bool by = word->requestor[0] != '\0';
    out[0] = '\0';
    switch (word->status) {
    case TICKET_UNCHECKED:
        break;
    case TICKET_OPEN:
        (void)snprintf(out, TICKET_SAID_SIZE, "%s %s%s%s%s", entry->ticket,
                       word->title[0] != '\0' ? word->title : "open", by ? " (" : "",
                       word->requestor, by ? ")" : "");
        break;
    case TICKET_CLOSED:
        say_day(word->closed, day);
        (void)snprintf(out, TICKET_SAID_SIZE, "%s closed%s%s", entry->ticket, day,
                       since ? "" : ": right number?");
        break;
    case TICKET_UNKNOWN:
        (void)snprintf(out, TICKET_SAID_SIZE, "%s not known", entry->ticket);
        break;
    }
}

/* Appends texts one after the other, with `between` if there was one before. */
static size_t append(char *out, size_t size, size_t used, const char *between, const char *label,
                     const char *text)
{
    if (text[0] == '\0')
        return used;
    int more = snprintf(out + used, size - used, "%s%s%s", used > 0 ? between : "", label, text);
    return more > 0 && (size_t)more < size - used ? used + (size_t)more : size - 1;
}

void place_said(const struct entry *entry, char out[PLACE_SAID_SIZE])
{
    char place[TEXT_VALUE_SIZE];
    out[0] = '\0';
    entry_place(entry, place, sizeof place);
    size_t used = append(out, PLACE_SAID_SIZE, 0, "", "", place);
    (void)append(out, PLACE_SAID_SIZE, used, ", ", "", entry_inventory_value(entry, "owner"));
}

const char *inventory_basis(const struct entry *entry)
{
    bool by_hook = false;
    for (size_t i = 0; i < entry->inventory_count; i++)
        by_hook = by_hook || !entry_word_is_by_hand(&entry->inventory[i]);
    if (!by_hook || entry->state == ENTRY_VERIFIED)
        return "";
    return entry->has_guid ? "inventory, by the alert's UUID"
                           : "inventory, by what it says of itself";
}

void owner_said(const struct entry *entry, char out[OWNER_SAID_SIZE])
{
    static const struct {
        const char *name, *label;
    } words[] = {{"owner", ""}, {"phone", "phone "}, {"room", "room "}, {"location", ""}};
    char all[OWNER_SAID_SIZE - 40] = "";
    size_t used = 0;
    const char *basis = inventory_basis(entry);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        used = append(all, sizeof all, used, ", ", words[i].label,
                      entry_inventory_value(entry, words[i].name));
    (void)snprintf(out, OWNER_SAID_SIZE, "%s%s%s", used > 0 ? basis : "",
                   used > 0 && basis[0] != '\0' ? ": " : "", all);
}
