#include "support_queue_gui/screen/client_words.h"

#include <stdio.h>
#include <string.h>

#include "common/text.h"
#include "support_queue_gui/entry_words.h"

enum { NAME_COLUMNS = 24, TICKET_COLUMNS = 20, BY_COLUMNS = 12 };

/* Visible, and no longer than so many columns. */
static void shorten(const char *text, size_t columns, char *out, size_t size)
{
    char clean[TEXT_VALUE_SIZE];
    text_clean_visible(text, clean, sizeof clean);
    bool cut = text_columns(clean) > columns;
    (void)text_fit(clean, columns - cut, out, size - 1);
    if (cut)
        (void)strcat(out, "~");
}

void client_name(const struct entry *entry, char out[CLIENT_NAME_SIZE])
{
    char address[ADDR_TEXT_SIZE];
    const char *serial = entry_serial(entry);
    const char *host = entry_fact(entry, FACT_HOSTNAME);
    entry_address(entry, address);
    shorten(serial[0] != '\0' ? serial
            : host[0] != '\0' ? host
                              : address,
            NAME_COLUMNS, out, CLIENT_NAME_SIZE);
}

void client_holder(const struct entry *entry, time_t now, char out[CLIENT_HOLDER_SIZE])
{
    char ticket[2 * TICKET_COLUMNS];
    char by[2 * BY_COLUMNS];
    char at[ENTRY_CLOCK_SIZE];
    if (entry->ticket[0] == '\0') {
        (void)snprintf(out, CLIENT_HOLDER_SIZE, "no ticket");
        return;
    }
    shorten(entry->ticket, TICKET_COLUMNS, ticket, sizeof ticket);
    shorten(entry->ticket_by, BY_COLUMNS, by, sizeof by);
    entry_clock(entry->ticket_time, now, at);
    (void)snprintf(out, CLIENT_HOLDER_SIZE, "%s%s%s%s%s", ticket, by[0] != '\0' ? " by " : "", by,
                   entry->ticket_time != 0 ? " " : "", entry->ticket_time != 0 ? at : "");
}

void client_words(const struct entry *entry, bool runs, time_t now, char out[CLIENT_WORDS_SIZE])
{
    char name[CLIENT_NAME_SIZE];
    char holder[CLIENT_HOLDER_SIZE];
    client_name(entry, name);
    client_holder(entry, now, holder);
    (void)snprintf(out, CLIENT_WORDS_SIZE, "%s (%s, %s)", name,
                   entry_state_shown(entry->state, runs), holder);
}
