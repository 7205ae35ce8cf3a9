#include "support_queue_db/ticket.h"

#include <string.h>

#include "common/fold.h"

void ticket_key(const char *ticket, char key[TICKET_KEY_SIZE])
{
    size_t len = text_fold(ticket + strspn(ticket, " \t"), key, TICKET_KEY_SIZE);
    while (len > 0 && (key[len - 1] == ' ' || key[len - 1] == '\t'))
        key[--len] = '\0';
}

bool ticket_same(const char *a, const char *b)
{
    char x[TICKET_KEY_SIZE];
    char y[TICKET_KEY_SIZE];
    ticket_key(a, x);
    ticket_key(b, y);
    return strcmp(x, y) == 0;
}
