/* An alert from a client, however it came: what a PET and a WS-Event have in common, and all that
 * the rules of the queue know of it. */
#ifndef FCFH_SUPPORT_QUEUE_DB_ALERT_H
#define FCFH_SUPPORT_QUEUE_DB_ALERT_H

#include <stdbool.h>
#include <time.h>

#include "common/addr.h"
#include "common/guid.h"

enum alert_kind { ALERT_CALL, ALERT_LINK_UP, ALERT_EVENT };

enum alert_source { ALERT_PET, ALERT_WS_EVENT, ALERT_MANUAL };

#define ALERT_NAME_SIZE   64
#define ALERT_DETAIL_SIZE 128
#define ALERT_KEY_SIZE    128

struct alert {
    enum alert_kind kind;
    enum alert_source source;
    struct addr address; /* of the sender, as the transport saw it; unknown if a relay did not tell
                            it, and then there is a GUID */
    bool has_guid;       /* the alert named a machine, by a GUID that is not shared by many */
    struct guid guid;
    time_t when;      /* when we received it */
    bool was_pending; /* it was set aside, and later alerts may have been applied before it */
    char name[ALERT_NAME_SIZE];     /* "No bootable media" */
    char detail[ALERT_DETAIL_SIZE]; /* "progress 19h", or "" */
    /* Two alerts with the same key within alert_repeat_seconds are one alert sent twice; "" for an
     * alert that is never a repetition. A key begins with the name of its source, or with
     * ALERT_UNNUMBERED, and a blank. */
    char key[ALERT_KEY_SIZE];
    char also_key[ALERT_KEY_SIZE]; /* a second such key, or "" */
};

#define ALERT_REPEAT_SECONDS       60
#define ALERT_EVENT_REPEAT_SECONDS 150

/* A PET whose sender leaves the sequence number at 0: only an alert that follows at once repeats
 * it. */
#define ALERT_UNNUMBERED                "unnumbered-pet"
#define ALERT_UNNUMBERED_REPEAT_SECONDS 3

/* Words used in files, in --json and in keys: "pet", "ws-event", "manual". */
const char *alert_source_name(enum alert_source source);
bool alert_source_parse(const char *name, enum alert_source *source);

/* An alert that was set aside waits at most so long until it is applied. */
#define ALERT_PENDING_SECONDS (7 * 86400)

/* How long after an alert with this key another one counts as a repetition. */
long alert_repeat_seconds(const char *key);

/* "10.0.0.5: Fast Call for Help, host pc (UUID)", for the log; not cleaned. */
#define ALERT_LINE_SIZE (ADDR_TEXT_SIZE + ALERT_NAME_SIZE + ALERT_DETAIL_SIZE + GUID_TEXT_SIZE + 8)
void alert_format(const struct alert *alert, char line[ALERT_LINE_SIZE]);

/* Whether the alert matters to the queue: a call always does, anything else only if the client is
 * in it. */
static inline bool alert_matters(const struct alert *alert, bool is_in_queue)
{
    return is_in_queue || alert->kind == ALERT_CALL;
}

#endif
