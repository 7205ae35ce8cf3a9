/*
 * One client in the queue: what its file says. Times are seconds since 1970, 0 for "never".
 */
#ifndef FCFH_SUPPORT_QUEUE_DB_ENTRY_H
#define FCFH_SUPPORT_QUEUE_DB_ENTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "common/addr.h"
#include "common/err.h"
#include "common/guid.h"
#include "support_queue_db/alert.h"
#include "support_queue_db/queue_name.h"

enum entry_state { ENTRY_WAITING, ENTRY_VERIFIED, ENTRY_FAILED, ENTRY_MISMATCH };

/* Facts that AMT tells of its machine, each a short text. The order is that of the file. */
enum entry_fact {
    FACT_MANUFACTURER,
    FACT_MODEL,
    FACT_SERIAL,
    FACT_HOSTNAME,
    FACT_DOMAIN,
    FACT_FQDN,
    FACT_VERSION,
    FACT_BOARD,
    FACT_BIOS,
    FACT_BIOS_DATE,
    FACT_PROCESSOR,
    FACT_AMT_VERSION,
    FACT_COUNT
};

#define ENTRY_TICKET_CHARS 64 /* characters, of up to 4 bytes each */
#define ENTRY_TICKET_SIZE  (4 * ENTRY_TICKET_CHARS + 1)
#define ENTRY_USER_SIZE    65
#define ENTRY_REASON_SIZE  200
#define ENTRY_DISKS_MAX    16
#define ENTRY_EVENTS_MAX   50
#define ENTRY_RECENT_MAX   32

struct entry_event {
    time_t when;
    char name[ALERT_NAME_SIZE];
    char detail[ALERT_DETAIL_SIZE];
};

/* The key of an alert that came a moment ago, to know its repetitions by. */
struct entry_recent {
    time_t when;
    enum alert_source source;
    bool is_call; /* it counts in calls */
    char key[ALERT_KEY_SIZE];
};

struct entry {
    bool has_guid;
    struct guid guid;
    struct addr address;
    bool has_verified_address;
    struct addr verified_address; /* where AMT last proved to be this client */

    enum entry_state state;
    char reason[ENTRY_REASON_SIZE]; /* why not verified, or "" */
    time_t state_time;              /* since when it is in this state */
    bool inventory_pending;         /* verified, the slower facts are still to be asked for */
    enum alert_source source;

    char ticket[ENTRY_TICKET_SIZE]; /* "" for none */
    char ticket_by[ENTRY_USER_SIZE];
    time_t ticket_time; /* when it was assigned, or if there is none, when it was cleared */

    time_t first_call;
    time_t last_call;
    time_t last_seen;
    unsigned calls;

    char *facts[FACT_COUNT]; /* NULL for what is not known */
    uint64_t memory_bytes;   /* 0: not known */
    uint64_t disk_bytes[ENTRY_DISKS_MAX];
    size_t disk_count;

    struct entry_event *events; /* oldest first, at most ENTRY_EVENTS_MAX */
    size_t event_count;
    struct entry_recent *recent; /* at most ENTRY_RECENT_MAX */
    size_t recent_count;

    char file_id[QUEUE_ID_SIZE]; /* the id of the file it was read from, "" for a new entry */
};

/* Every entry starts here and ends in entry_free. */
void entry_init(struct entry *entry);
void entry_free(struct entry *entry);

/* Words of the file and of --json: "waiting", "manufacturer". */
const char *entry_state_name(enum entry_state state);
const char *entry_fact_name(enum entry_fact fact);
bool entry_state_parse(const char *name, enum entry_state *state);

/* The id that the entry's file must have now. */
void entry_id(const struct entry *entry, char id[QUEUE_ID_SIZE]);

/* Takes a copy, cleaned; "" or NULL forgets the fact. ERR_INTERNAL when out of memory. */
enum err_code entry_set_fact(struct entry *entry, enum entry_fact fact, const char *text,
                             struct err *e);
/* The text, or "". */
const char *entry_fact(const struct entry *entry, enum entry_fact fact);

void entry_set_state(struct entry *entry, enum entry_state state, const char *reason, time_t now);

/* Both texts are cleaned: a login name may be any bytes, and must not spoil the file. "" and ""
 * take the ticket off. */
void entry_set_ticket(struct entry *entry, const char *ticket, const char *by, time_t now);

/* Lets the client wait to be asked who it is. */
void entry_set_waiting(struct entry *entry, time_t now);

/* Adds an event; beyond ENTRY_EVENTS_MAX the oldest goes. */
enum err_code entry_add_event(struct entry *entry, time_t when, const char *name,
                              const char *detail, struct err *e);

/* Whether key came within alert_repeat_seconds before now, and remembering that it came. */
bool entry_is_repeat(const struct entry *entry, const char *key, time_t now);
enum err_code entry_remember(struct entry *entry, const char *key, time_t now, struct err *e);

/* When the entry leaves the queue by itself, `timeout` seconds after its last call or after its
 * ticket was cleared; 0 for never, because it has a ticket. */
time_t entry_expires(const struct entry *entry, long timeout);

/* Adds to *entry what *other, the same client under another file name, knows and *entry does not:
 * calls, times, events, a ticket. */
enum err_code entry_merge(struct entry *entry, const struct entry *other, struct err *e);

#endif
