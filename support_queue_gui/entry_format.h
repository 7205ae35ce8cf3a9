/* What a person reads of an entry, in short: for rows, questions and messages. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_ENTRY_FORMAT_H
#define FCFH_SUPPORT_QUEUE_GUI_ENTRY_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "support_queue_db/entry.h"

#define ENTRY_CLOCK_SIZE       24
#define ENTRY_NOTE_SIZE        (TEXT_VALUE_SIZE + 64)
#define ENTRY_HOLDER_SIZE      (ENTRY_TICKET_SIZE + ENTRY_USER_SIZE + ENTRY_CLOCK_SIZE + 32)
#define ENTRY_REASON_TEXT_SIZE (ENTRY_REASON_SIZE + ENTRY_CLOCK_SIZE)

/* "waiting", or "asking" while fcfh-identify runs; "answered", "verified", "failed", "MISMATCH". */
const char *entry_state_text(enum entry_state state, bool runs);

/* Make and model; while they are not known, why, in two or three words: "not registered". */
void entry_format_machine(const struct entry *entry, char *out, size_t size);

/* What a technician should see beside that, or "": "called from 192.0.2.7, answered at 192.0.2.1
 * 09:10", "DIFFERS: the inventory has serial SN-2", "confirmed by anna 14:03". */
void entry_format_note(const struct entry *entry, time_t now, char *out, size_t size);

/* Host name and address, or the address alone. */
void entry_format_place(const struct entry *entry, char *out, size_t size);

/* The host name that people know it by, without its domain; "" if it has none. */
void entry_format_short_name(const struct entry *entry, char *out, size_t size);

/* What it is called in questions and messages: its serial number, else its name, else its
 * address. */
void entry_format_name(const struct entry *entry, char *out, size_t size);

/* "INC-7, desk2 since 20:27", "desk2 has been on it since 20:27", "no ticket". */
void entry_format_holder(const struct entry *entry, time_t now, char out[ENTRY_HOLDER_SIZE]);

/* The same where there is little room: "INC-7", "desk2 is on it", "". */
void entry_format_holder_short(const struct entry *entry, time_t now, char out[ENTRY_TICKET_SIZE]);

/* The ticket in a column: "INC-7", "INC-7 closed", "INC-7 not known". */
void entry_format_ticket(const char *ticket, enum ticket_status status,
                         char out[ENTRY_TICKET_SIZE]);

/* Its reason; a time in it is turned into local time. */
void entry_format_reason(const struct entry *entry, time_t now, char out[ENTRY_REASON_TEXT_SIZE]);

/* What happens next by itself, and when: "it is asked again at 20:31", or "" if nothing is to be
 * waited for. runs: whether fcfh-identify is running. */
void entry_format_next_step(const struct entry *entry, bool runs, time_t now, char *out,
                            size_t size);

/* "by a key that the register has", or "" for no proof. */
const char *entry_proof_text(enum entry_proof proof);

/* The local time, "14:03"; the day, if that is not within the last 24 hours. */
void entry_format_clock(time_t when, time_t now, char out[ENTRY_CLOCK_SIZE]);
/* The same to the second; with day and time if it is not within the last 24 hours. */
void entry_format_clock_exact(time_t when, time_t now, char out[ENTRY_CLOCK_SIZE]);

/* How long ago, in the unit that people wait in: "now", "31 s", "3 min", "2 h", "4 d". Returns when
 * that is no longer true. */
time_t entry_format_age(time_t when, time_t now, char *out, size_t size);

#endif
