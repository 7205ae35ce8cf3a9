/* What other systems and people have said of a client, in the words that a person reads. Texts are
 * unchanged: the code that prints them makes them visible. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_TOLD_WORDS_H
#define FCFH_SUPPORT_QUEUE_GUI_TOLD_WORDS_H

#include <stdbool.h>

#include "support_queue_db/entry.h"

/* What the ticket system says of its ticket: "4711 PC will not boot (Anna Berg)", "4711 closed
 * 2025-11-02: right number?", "4711 not known"; "" as long as it has said nothing. */
#define TICKET_SAID_SIZE (ENTRY_TICKET_SIZE + 2 * TEXT_VALUE_SIZE + 64)
void ticket_said(const struct entry *entry, char out[TICKET_SAID_SIZE]);

/* Host name, address and owner, as far as they are known: for a column. */
#define PLACE_SAID_SIZE (3 * TEXT_VALUE_SIZE)
void place_said(const struct entry *entry, char out[PLACE_SAID_SIZE]);

/* "Anna Berg, phone 1234, room 7, Building 3"; if nothing proves which PC it is, preceded by what
 * it rests on: "inventory, by the alert's UUID: ". "" if none of these is known. */
#define OWNER_SAID_SIZE (5 * TEXT_VALUE_SIZE + 64)
void owner_said(const struct entry *entry, char out[OWNER_SAID_SIZE]);

/* What all values of its inventory rest on if that may be another PC's: "inventory, by the alert's
 * UUID"; "" for a verified client, and if people entered them all. */
const char *inventory_basis(const struct entry *entry);

#endif
