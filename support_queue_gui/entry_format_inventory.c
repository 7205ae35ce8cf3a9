#include "support_queue_gui/entry_format_inventory.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "support_queue_gui/entry_format.h"

static void format_day(time_t when, char out[ENTRY_CLOCK_SIZE])
{
    struct tm tm;
    if (when == 0 || localtime_r(&when, &tm) == NULL ||
        strftime(out, ENTRY_CLOCK_SIZE, " %Y-%m-%d", &tm) == 0)
        out[0] = '\0';
}

/* A ticket that was closed after it was put on is the right one. */
void entry_format_ticket_status(const struct entry *entry, char out[ENTRY_TICKET_STATUS_SIZE])
{
    const struct ticket_info *info = &entry->ticket_info;
    char day[ENTRY_CLOCK_SIZE];
    bool since = info->closed > entry->ticket_time;
    bool by = info->requestor[0] != '\0';
    out[0] = '\0';
    switch (info->status) {
    case TICKET_UNCHECKED:
        break;
    case TICKET_OPEN:
        (void)snprintf(out, ENTRY_TICKET_STATUS_SIZE, "%s %s%s%s%s", entry->ticket,
                       info->title[0] != '\0' ? info->title : "open", by ? " (" : "",
                       info->requestor, by ? ")" : "");
        break;
    case TICKET_CLOSED:
        format_day(info->closed, day);
        (void)snprintf(out, ENTRY_TICKET_STATUS_SIZE, "%s closed%s%s", entry->ticket, day,
                       since ? "" : ": right number?");
        break;
    case TICKET_UNKNOWN:
        (void)snprintf(out, ENTRY_TICKET_STATUS_SIZE, "%s not known", entry->ticket);
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

void entry_format_place_owner(const struct entry *entry, char out[ENTRY_PLACE_OWNER_SIZE])
{
    char place[TEXT_VALUE_SIZE];
    out[0] = '\0';
    entry_format_place(entry, place, sizeof place);
    size_t used = append(out, ENTRY_PLACE_OWNER_SIZE, 0, "", "", place);
    (void)append(out, ENTRY_PLACE_OWNER_SIZE, used, ", ", "",
                 entry_inventory_value(entry, "owner"));
}

const char *entry_inventory_basis(const struct entry *entry)
{
    bool by_hook = false;
    for (size_t i = 0; i < entry->inventory_count; i++)
        by_hook = by_hook || !inventory_item_is_by_hand(&entry->inventory[i]);
    if (!by_hook || entry->state == ENTRY_VERIFIED)
        return "";
    return entry->has_guid ? "inventory, by the alert's UUID"
                           : "inventory, by what it says of itself";
}

void entry_format_owner(const struct entry *entry, char out[ENTRY_OWNER_SIZE])
{
    static const struct {
        const char *name, *label;
    } words[] = {{"owner", ""}, {"phone", "phone "}, {"room", "room "}, {"location", ""}};
    char all[ENTRY_OWNER_SIZE - 40] = "";
    size_t used = 0;
    const char *basis = entry_inventory_basis(entry);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        used = append(all, sizeof all, used, ", ", words[i].label,
                      entry_inventory_value(entry, words[i].name));
    (void)snprintf(out, ENTRY_OWNER_SIZE, "%s%s%s", used > 0 ? basis : "",
                   used > 0 && basis[0] != '\0' ? ": " : "", all);
}
