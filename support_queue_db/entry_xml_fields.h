/* The elements of an entry's file, shared by the code that reads and that writes them. */
#ifndef FCFH_SUPPORT_QUEUE_DB_ENTRY_XML_FIELDS_H
#define FCFH_SUPPORT_QUEUE_DB_ENTRY_XML_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "support_queue_db/entry.h"

/* The version that is written. ENTRY_OLD_VERSION is read too, and converted. */
#define ENTRY_FORMAT_VERSION "2"
#define ENTRY_OLD_VERSION    "1"

/* What an element holds. FIELD_FACTS stands for all the facts, named by entry_fact_name. */
enum entry_content {
    FIELD_UUID,
    FIELD_SHARES_UUID,
    FIELD_SAME_AS,
    FIELD_WAS,
    FIELD_ADDRESS,
    FIELD_VERIFIED_ADDRESS, /* in ENTRY_OLD_VERSION: where AMT had answered last */
    FIELD_CLAIMS,
    FIELD_STATE,
    FIELD_PROOF,
    FIELD_ASK,
    FIELD_CONFIRMED,
    FIELD_TAKEN,
    FIELD_TICKET,
    FIELD_TICKET_INFO,
    FIELD_SOURCE,
    FIELD_TIME,
    FIELD_CALLS,
    FIELD_FACTS,
    FIELD_MEMORY,
    FIELD_DISKS,
    FIELD_INVENTORY,
    FIELD_EVENTS,
    FIELD_RECENT
};

struct entry_field {
    const char *name;
    enum entry_content content;
    size_t time; /* the offset of a time's member */
    bool needed; /* required */
};

/* In the order of the file; the last has no name. */
extern const struct entry_field entry_fields[];

/* The struct member of a FIELD_TIME. */
time_t *entry_field_time(const struct entry_field *field, const struct entry *entry);

#endif
