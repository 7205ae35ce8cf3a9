/* One client's turn, from beginning to end, in a thread of its own: where it is looked for, which
 * machine is there, and the rest of what AMT tells. */
#ifndef FCFH_ALERT_COLLECTOR_IDENTIFY_SESSION_H
#define FCFH_ALERT_COLLECTOR_IDENTIFY_SESSION_H

#include "alert_collector/identify/door.h"
#include "alert_collector/identify/judge.h"
#include "alert_collector/identify/result_cache.h"
#include "alert_collector/identify/slots.h"
#include "alert_collector/identify/writer.h"
#include "common/secret.h"

/* What all turns share; it must outlive them. */
struct session_shared {
    struct queue *queue; /* read only */
    struct judge_shared *shared;
    struct door *door;
    struct slots *slots;
    struct result_cache *cache;
    struct writer *writer;
    int stop_fd; /* readable: all turns end; what is in progress is left as it is */
};

/* The log-in to use at this moment; session_run wipes it. */
struct session_login {
    struct secret secret;
    uint64_t password; /* the number that logins_password gives */
};

/* The caller was let in by the door, and has left when this returns. */
void session_run(const struct session_shared *place, const struct caller *caller,
                 struct session_login *login);

#endif
