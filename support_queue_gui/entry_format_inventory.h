/* What other systems and people have said of a client, in the words that a person reads. Texts are
 * unchanged: the code that prints them makes them visible. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_ENTRY_FORMAT_INVENTORY_H
#define FCFH_SUPPORT_QUEUE_GUI_ENTRY_FORMAT_INVENTORY_H

#include <stdbool.h>

#include "support_queue_db/entry.h"

/* What the ticket system says of its ticket: "4711 PC will not boot (Anna Berg)", "4711 closed
 * 2025-11-02: right number?", "4711 not known"; "" as long as it has said nothing. */
#define ENTRY_TICKET_STATUS_SIZE (ENTRY_TICKET_SIZE + 2 * TEXT_VALUE_SIZE + 64)
void entry_format_ticket_status(const struct entry *entry, char out[ENTRY_TICKET_STATUS_SIZE]);

/* Host name, address and owner, as far as they are known: for a column. */
#define ENTRY_PLACE_OWNER_SIZE (3 * TEXT_VALUE_SIZE)
void entry_format_place_owner(const struct entry *entry, char out[ENTRY_PLACE_OWNER_SIZE]);

/* "Anna Berg, phone 1234, room 7, Building 3"; if nothing proves which PC it is, preceded by what
 * it rests on: "inventory, by the alert's UUID: ". "" if none of these is known. */
#define ENTRY_OWNER_SIZE (5 * TEXT_VALUE_SIZE + 64)
void entry_format_owner(const struct entry *entry, char out[ENTRY_OWNER_SIZE]);

/* What all values of its inventory rest on if that may be another PC's: "inventory, by the alert's
 * UUID"; "" for a verified client, and if people entered them all. */
const char *entry_inventory_basis(const struct entry *entry);

#endif
