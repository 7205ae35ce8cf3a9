/* What the ticket system says about a ticket, as told by a hook of fcfh-hooks(8). Pure. */
#ifndef FCFH_SUPPORT_QUEUE_DB_TICKET_INFO_H
#define FCFH_SUPPORT_QUEUE_DB_TICKET_INFO_H

#include <stdbool.h>
#include <time.h>

#include "common/text.h"
#include "support_queue_db/inventory_item.h"

enum ticket_status {
    TICKET_UNCHECKED, /* nobody has told */
    TICKET_OPEN,
    TICKET_CLOSED,
    TICKET_UNKNOWN /* the ticket system has no such ticket */
};

/* With TICKET_UNCHECKED everything else is empty. */
struct ticket_info {
    enum ticket_status status;
    char from[ENTRY_FROM_SIZE];
    time_t when;   /* it was told */
    time_t closed; /* since when the ticket is closed; 0 if not told */
    char title[TEXT_VALUE_SIZE];
    char requestor[TEXT_VALUE_SIZE];
};

/* "open", "closed", "unknown"; "" for unchecked, which has no name. */
const char *ticket_status_name(enum ticket_status status);
bool ticket_status_parse(const char *name, enum ticket_status *status);

#endif
