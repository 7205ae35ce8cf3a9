#include "support_queue_gui/entry_words.h"

#include <stdio.h>

const char *entry_state_shown(enum entry_state state)
{
    return state == ENTRY_MISMATCH ? "MISMATCH" : entry_state_name(state);
}

void entry_machine(const struct entry *entry, char *out, size_t size)
{
    const char *maker = entry_fact(entry, FACT_MANUFACTURER);
    const char *model = entry_fact(entry, FACT_MODEL);
    if (entry->state == ENTRY_MISMATCH || (maker[0] == '\0' && model[0] == '\0'))
        (void)snprintf(out, size, "%s", entry->reason);
    else
        (void)snprintf(out, size, "%s%s%s", maker, maker[0] != '\0' && model[0] != '\0' ? " " : "",
                       model);
}

void entry_place(const struct entry *entry, char *out, size_t size)
{
    char address[ADDR_TEXT_SIZE];
    const char *name = entry_fact(entry, FACT_HOSTNAME);
    addr_format(&entry->address, address);
    (void)snprintf(out, size, "%.120s%s%s", name, name[0] != '\0' ? " " : "", address);
}
