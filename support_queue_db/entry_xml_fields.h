/* The elements of an entry's file, for those two who read and write them. */
#ifndef FCFH_SUPPORT_QUEUE_DB_ENTRY_XML_FIELDS_H
#define FCFH_SUPPORT_QUEUE_DB_ENTRY_XML_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "support_queue_db/entry.h"

/* What is written. ENTRY_OLD_VERSION is read too: what it says becomes what it would be now. */
#define ENTRY_FORMAT_VERSION "2"
#define ENTRY_OLD_VERSION    "1"

/* What an element holds. FIELD_FACTS stands for all that are called as entry_fact_name says. */
enum entry_content {
    FIELD_UUID,
    FIELD_SHARES_UUID,
    FIELD_SAME_AS,
    FIELD_WAS,
    FIELD_ADDRESS,
    FIELD_VERIFIED_ADDRESS, /* of ENTRY_OLD_VERSION: where AMT had answered last */
    FIELD_CLAIMS,
    FIELD_STATE,
    FIELD_PROOF,
    FIELD_ASK,
    FIELD_CONFIRMED,
    FIELD_TAKEN,
    FIELD_TICKET,
    FIELD_TICKET_WORD,
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
    bool needed; /* without it a file is no entry */
};

/* In the order of the file; the last has no name. */
extern const struct entry_field entry_fields[];

/* The member that a field of FIELD_TIME stands for. */
time_t *entry_field_time(const struct entry_field *field, const struct entry *entry);

#endif
