/* What a person reads of an entry. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_ENTRY_WORDS_H
#define FCFH_SUPPORT_QUEUE_GUI_ENTRY_WORDS_H

#include <stddef.h>

#include "support_queue_db/entry.h"

/* "waiting", "verified", "failed", "MISMATCH" */
const char *entry_state_shown(enum entry_state state);

/* Make and model; while they are not known, why. */
void entry_machine(const struct entry *entry, char *out, size_t size);

/* Host name and address, or the address alone. */
void entry_place(const struct entry *entry, char *out, size_t size);

#endif
