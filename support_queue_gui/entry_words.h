/* What a person reads of an entry. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_ENTRY_WORDS_H
#define FCFH_SUPPORT_QUEUE_GUI_ENTRY_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "support_queue_db/entry.h"

#define ENTRY_CLOCK_SIZE 24
#define ENTRY_NOTE_SIZE  (2 * ADDR_TEXT_SIZE + ENTRY_USER_SIZE + ENTRY_CLOCK_SIZE + 32)

/* "waiting", or while fcfh-identify runs "asking"; "answered", "verified", "failed", "MISMATCH". */
const char *entry_state_shown(enum entry_state state, bool runs);

/* Make and model; while they are not known, why. */
void entry_machine(const struct entry *entry, char *out, size_t size);

/* What a technician should see beside that, or "": "called from 192.0.2.7, answered at 192.0.2.1
 * 09:10", "confirmed by anna 14:03". */
void entry_note(const struct entry *entry, time_t now, char *out, size_t size);

/* Host name and address, or the address alone. */
void entry_place(const struct entry *entry, char *out, size_t size);

/* "by a key that the register has", or "" for no proof. */
const char *entry_proof_words(enum entry_proof proof);

/* The clock's time here, "14:03"; the day, if that is not within the last 24 hours. */
void entry_clock(time_t when, time_t now, char out[ENTRY_CLOCK_SIZE]);

#endif
