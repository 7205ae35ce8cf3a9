/* AMT's event log: AMT_MessageLog, records of 21 bytes in base64. Pure; with libcrypto. */
#ifndef FCFH_COMMON_AMT_MESSAGE_LOG_H
#define FCFH_COMMON_AMT_MESSAGE_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/amt/request.h"
#include "common/pet.h"

#define MESSAGE_LOG_CLASS       "AMT_MessageLog"
#define MESSAGE_LOG_RECORDS_MAX 390 /* all that AMT keeps */

struct log_record {
    uint32_t when;    /* seconds since 1970 by the machine's own clock; 0: not known */
    struct pet event; /* what a PET for the same event would say; its other members are 0 */
};

/* False for anything but 21 bytes. */
bool log_record_parse(const char *base64, struct log_record *record);

/* "Password attack: 10 failed attempts"; the numbers of an event that is in no table. */
void log_record_format(const struct log_record *record, char *out, size_t size);
/* "critical", ..., "" if it is not told. */
const char *log_record_severity(const struct log_record *record);

/* Ask one after the other: the iterator from each answer goes into the next request. */
void request_log_first(struct request *r);
void request_log_records(struct request *r, unsigned long iterator);

/* The answer to GetRecords. */
struct log_piece {
    struct log_record records[MESSAGE_LOG_RECORDS_MAX];
    size_t count;
    size_t bad; /* records that cannot be read */
    bool last;
    unsigned long next; /* the iterator, unless this was the last */
};

/* False: the answer has no iterator and does not say that it is the last. */
bool log_piece_read(const xml_node *output, struct log_piece *piece);

#endif
