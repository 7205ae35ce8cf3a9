/* What others told of a client, in the words that a person reads. As it was told: whoever prints it
 * makes it visible. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_TOLD_WORDS_H
#define FCFH_SUPPORT_QUEUE_GUI_TOLD_WORDS_H

#include <stdbool.h>

#include "support_queue_db/entry.h"

/* What the ticket system says of its ticket: "4711 PC will not boot (Anna Berg)", "4711 closed
 * 2025-11-02: right number?", "4711 not known"; "" as long as it has said nothing. */
#define TICKET_SAID_SIZE (ENTRY_TICKET_SIZE + 2 * TEXT_VALUE_SIZE + 64)
void ticket_said(const struct entry *entry, char out[TICKET_SAID_SIZE]);

/* Host name, address, owner, of what is known: for a column. */
#define PLACE_SAID_SIZE (3 * TEXT_VALUE_SIZE)
void place_said(const struct entry *entry, char out[PLACE_SAID_SIZE]);

/* "Anna Berg, phone 1234, room 7, Building 3"; what stands on it: "inventory, by the alert's UUID:
 * " of one that nothing proves. "" if nobody knows any of these. */
#define OWNER_SAID_SIZE (5 * TEXT_VALUE_SIZE + 64)
void owner_said(const struct entry *entry, char out[OWNER_SAID_SIZE]);

/* What all values of its inventory rest on where that may be another PC's: "inventory, by the
 * alert's UUID"; "" for a verified one, and where people told them all. */
const char *inventory_basis(const struct entry *entry);

#endif
