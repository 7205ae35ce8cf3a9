#include "support_queue_db/ticket_info.h"

#include <string.h>

static const char *const names[] = {"", "open", "closed", "unknown"};

const char *ticket_status_name(enum ticket_status status)
{
    return names[status];
}

bool ticket_status_parse(const char *name, enum ticket_status *status)
{
    for (size_t i = 1; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i], name) == 0) {
            *status = (enum ticket_status)i;
            return true;
        }
    }
    return false;
}
