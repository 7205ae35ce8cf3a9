/* Tickets as people compare them: INC0004711 and " inc0004711" are the same. */
#ifndef FCFH_SUPPORT_QUEUE_DB_TICKET_H
#define FCFH_SUPPORT_QUEUE_DB_TICKET_H

#include <stdbool.h>

#include "common/text.h"

/* The form to compare tickets by: in small letters, without surrounding blanks. */
#define TICKET_KEY_SIZE TEXT_VALUE_SIZE
void ticket_key(const char *ticket, char key[TICKET_KEY_SIZE]);

bool ticket_same(const char *a, const char *b);

#endif
