/* What an alert does to the queue: the table of docs/ARCHITECTURE.md, in one place for every kind
 * of alert. Nothing here touches a file. */
#ifndef FCFH_SUPPORT_QUEUE_DB_RULES_H
#define FCFH_SUPPORT_QUEUE_DB_RULES_H

#include <stdbool.h>

#include "common/err.h"
#include "support_queue_db/alert.h"
#include "support_queue_db/entry.h"

/* What rules_apply did. */
struct rules_result {
    bool changed;  /* the entry must be written */
    bool identify; /* AMT must be asked */
};

/* Applies the alert to the client's entry, or to an empty one (file_id "") for a client that is not
 * in the queue. The alert must be one that alert_matters for. */
enum err_code rules_apply(struct entry *entry, const struct alert *alert,
                          struct rules_result *result, struct err *e);

#endif
