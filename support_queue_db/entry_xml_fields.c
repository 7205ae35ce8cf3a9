#include "support_queue_db/entry_xml_fields.h"

#include <stdint.h>

const struct entry_field entry_fields[] = {
    {"uuid", FIELD_UUID, 0, false},
    {"shares_uuid", FIELD_SHARES_UUID, 0, false},
    {"same_as", FIELD_SAME_AS, 0, false},
    {"was", FIELD_WAS, 0, false},
    {"address", FIELD_ADDRESS, 0, true},
    {"verified_address", FIELD_VERIFIED_ADDRESS, 0, false},
    {"claim", FIELD_CLAIMS, 0, false},
    {"state", FIELD_STATE, 0, true},
    {"proof", FIELD_PROOF, 0, false},
    {"ask", FIELD_ASK, 0, false},
    {"confirmed", FIELD_CONFIRMED, 0, false},
    {"taken", FIELD_TAKEN, 0, false},
    {"ticket", FIELD_TICKET, 0, false},
    {"ticket_status", FIELD_TICKET_INFO, 0, false},
    {"source", FIELD_SOURCE, 0, true},
    {"first_call", FIELD_TIME, offsetof(struct entry, first_call), false},
    {"last_call", FIELD_TIME, offsetof(struct entry, last_call), true},
    {"last_seen", FIELD_TIME, offsetof(struct entry, last_seen), false},
    {"calls", FIELD_CALLS, 0, true},
    {"*", FIELD_FACTS, 0, false},
    {"memory_bytes", FIELD_MEMORY, 0, false},
    {"disk_bytes", FIELD_DISKS, 0, false},
    {"inventory", FIELD_INVENTORY, 0, false},
    {"event", FIELD_EVENTS, 0, false},
    {"recent", FIELD_RECENT, 0, false},
    {NULL, FIELD_FACTS, 0, false},
};

time_t *entry_field_time(const struct entry_field *field, const struct entry *entry)
{
    return (time_t *)(uintptr_t)((const char *)entry + field->time);
}
