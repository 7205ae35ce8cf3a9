/* One client in the queue: the content of its file. Times are seconds since 1970, 0 for "never". */
#ifndef FCFH_SUPPORT_QUEUE_DB_ENTRY_H
#define FCFH_SUPPORT_QUEUE_DB_ENTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "common/addr.h"
#include "common/amt/challenge.h"
#include "common/amt/tls_key.h"
#include "common/err.h"
#include "common/fact_list.h"
#include "common/guid.h"
#include "common/text.h"
#include "support_queue_db/alert.h"
#include "support_queue_db/inventory_item.h"
#include "support_queue_db/queue_name.h"
#include "support_queue_db/ticket_info.h"

/* WAITING: AMT has never answered for it, and must be asked. That a client must be asked again is
 * not a state: see ask_since. */
enum entry_state {
    ENTRY_WAITING,
    ENTRY_ANSWERED, /* AMT told its UUID, but nothing proves that it was this machine's */
    ENTRY_VERIFIED, /* proved by something that we knew before */
    ENTRY_FAILED,
    ENTRY_MISMATCH
};

/* Why asking failed last time. */
enum entry_failure {
    FAILURE_NONE,
    FAILURE_NOT_REGISTERED,
    FAILURE_NOT_ASKED, /* for a reason on our side */
    FAILURE_UNREACHABLE,
    FAILURE_TIMEOUT,
    FAILURE_TLS,
    FAILURE_PASSWORD,
    FAILURE_NOT_AMT,
    FAILURE_BUSY,
    FAILURE_LOST,   /* the connection was lost, before or during an answer */
    FAILURE_REFUSED /* refused by AMT, though not the log-in */
};

enum entry_proof { PROOF_NONE, PROOF_KEY, PROOF_CERTIFICATE };

/* Facts that AMT tells about its machine, each a short text, in the order of the file. */
#define FACT_ROW(constant, name, label) FACT_##constant,
enum entry_fact {
    FACT_LIST(FACT_ROW, FACT_ROW)
        FACT_SHOWN_COUNT,             /* the rest is for entry_name.h, and not shown */
    FACT_OWN_NAME = FACT_SHOWN_COUNT, /* "true": AMT's name is not the operating system's */
    FACT_CERTIFICATE_HOSTS,           /* that AMT's certificate is for, separated by blanks */
    FACT_COUNT
};
#undef FACT_ROW

#define ENTRY_TICKET_CHARS 64 /* characters, of up to 4 bytes each */
#define ENTRY_TICKET_SIZE  (4 * ENTRY_TICKET_CHARS + 1)
#define ENTRY_USER_SIZE    65
#define ENTRY_REASON_SIZE  200
#define ENTRY_DISKS_MAX    16
#define ENTRY_EVENTS_MAX   50
#define ENTRY_RECENT_MAX   32
#define ENTRY_CLAIMS_MAX   4
#define ENTRY_OLD_IDS_MAX  4

struct entry_event {
    time_t when;
    char name[ALERT_NAME_SIZE];
    char detail[ALERT_DETAIL_SIZE];
};

/* The key of a recent alert, to recognise its repetitions. */
struct entry_recent {
    time_t when;
    bool is_call; /* it is counted in calls */
    char key[ALERT_KEY_SIZE];
};

/* Another address at which alerts said the client is. */
struct entry_claim {
    struct addr address;
    time_t when; /* of the newest call from there; of the newest link-up without a call */
    enum alert_source source;
    unsigned calls;   /* how many of them were calls; 0 for link-ups alone */
    unsigned counted; /* how many of these are in the entry's calls already */
    bool known;       /* the register or an earlier answer knows the address */
    time_t tried;     /* when AMT there was last asked; 0: never */
};

/* A former id, and until when it was used. */
struct entry_old_id {
    char id[QUEUE_ID_SIZE];
    time_t when;
};

struct entry {
    bool has_guid;
    struct guid guid;
    bool shares_uuid; /* another machine has this UUID: all but the first are named by address */
    char
        same_as[QUEUE_ID_SIZE]; /* another entry of this machine, with a ticket of its own; or "" */
    struct entry_old_id old_ids[ENTRY_OLD_IDS_MAX]; /* oldest first; see entry_add_old_id */
    size_t old_id_count;
    struct addr address; /* where AMT answered; if it never did, that of the newest alert */
    struct entry_claim claims[ENTRY_CLAIMS_MAX];
    size_t claim_count;

    enum entry_state state;
    char reason[ENTRY_REASON_SIZE]; /* why it is not verified, or nothing answers now; or "" */
    enum entry_failure failure;     /* what kind of reason that is */
    time_t state_time;              /* since when it is in this state */
    bool inventory_pending;         /* the slower facts have not been asked for yet */
    enum alert_source source;

    enum entry_proof proof;
    time_t proof_time;                /* when AMT last answered for the state; 0: never */
    char key[TLS_KEY_SIZE];           /* that it showed then; "" without TLS */
    char realm[CHALLENGE_REALM_SIZE]; /* in its challenge; "" if not known */

    time_t ask_since; /* since when AMT has to be asked; 0: it does not */
    time_t ask_next;  /* not before */
    unsigned ask_tries;

    char confirmed_by[ENTRY_USER_SIZE]; /* for display; the gate goes by queue_ask.h */
    time_t confirmed_time;

    char taken_by[ENTRY_USER_SIZE]; /* who is on it before there is a ticket; see entry_is_taken */
    time_t taken_time;

    char ticket[ENTRY_TICKET_SIZE]; /* "" for none */
    char ticket_by[ENTRY_USER_SIZE];
    time_t ticket_time; /* when it was assigned; without a ticket, when it was cleared */
    struct ticket_info ticket_info; /* of this ticket */

    time_t first_call;
    time_t last_call;
    time_t last_seen;
    unsigned calls;

    char *facts[FACT_COUNT]; /* NULL for what is not known */
    uint64_t memory_bytes;   /* 0: not known */
    uint64_t disk_bytes[ENTRY_DISKS_MAX];
    size_t disk_count;

    struct inventory_item *inventory; /* in no order, at most ENTRY_INVENTORY_MAX */
    size_t inventory_count;
    struct entry_event *events; /* oldest first, at most ENTRY_EVENTS_MAX */
    size_t event_count;
    struct entry_recent *recent; /* at most ENTRY_RECENT_MAX */
    size_t recent_count;

    char file_id[QUEUE_ID_SIZE]; /* the id of the file it was read from, "" for a new entry */
};

/* Every entry starts here and ends in entry_free. */
void entry_init(struct entry *entry);
void entry_free(struct entry *entry);

/* Words used in the file and in --json: "waiting", "certificate", "manufacturer". */
const char *entry_state_name(enum entry_state state);
const char *entry_proof_name(enum entry_proof proof);
bool entry_proof_parse(const char *name, enum entry_proof *proof);
const char *entry_fact_name(enum entry_fact fact);
bool entry_state_parse(const char *name, enum entry_state *state);
/* Words used in the file: "not-registered"; "" for none. */
const char *entry_failure_name(enum entry_failure failure);
bool entry_failure_parse(const char *name, enum entry_failure *failure);

/* The id that the entry's file must have now: that of its UUID; that of its address if it has no
 * UUID, or if an earlier entry has the name of the UUID. */
void entry_id(const struct entry *entry, char id[QUEUE_ID_SIZE]);

/* It has got a new id in place of file_id: notes that, for readers that know it by the old one. */
void entry_add_old_id(struct entry *entry, time_t now);
/* Whether it had `id`, and gave it up at `since` or later: an address may have been another
 * client's before. */
bool entry_had_id(const struct entry *entry, const char *id, time_t since);

/* Stores a cleaned copy; "" or NULL forgets the fact. ERR_INTERNAL when out of memory. */
enum err_code entry_set_fact(struct entry *entry, enum entry_fact fact, const char *text,
                             struct err *e);
/* The text, or "". */
const char *entry_fact(const struct entry *entry, enum entry_fact fact);

/* The serial number that identifies this machine and that a caller can read out: the system's, or
 * if that is a placeholder the board's; or "". */
const char *entry_serial(const struct entry *entry);
bool entry_serial_is_boards(const struct entry *entry);
/* The same in words, so that the board's is not mistaken for the system's: "SN-1", "board AB-123".
 */
void entry_format_serial(const struct entry *entry, char out[TEXT_VALUE_SIZE]);

/* state_time is kept if an answered or verified client still is, and has not moved. The caller sets
 * the failure afterwards, if there was one. */
void entry_set_state(struct entry *entry, enum entry_state state, const char *reason, time_t now);

/* A confirmation is void now; the state counts from now. */
void entry_unconfirm(struct entry *entry, time_t now);

/* Whether AMT has answered at `address`, now or before. */
bool entry_has_answered(const struct entry *entry);

/* Its address as text; "" if it is not known because all alerts came through a relay. */
void entry_address(const struct entry *entry, char text[ADDR_TEXT_SIZE]);

/* AMT must be asked now, unless there is no address to ask at. This changes no state, except for a
 * client that never answered: it waits again, or for the first time. */
void entry_set_ask_due(struct entry *entry, time_t now);
/* It has been asked, and need not be asked again. */
void entry_clear_ask_due(struct entry *entry);
/* It comes back into the queue: nothing is proved, confirmed or claimed, nobody is on it, and it
 * must be asked. Its time in the queue starts again. */
void entry_reset(struct entry *entry, time_t now);
/* Whether the time to ask has come. */
bool entry_is_ask_due(const struct entry *entry, time_t now);

/* Whether somebody has said lately that they are on it; a ticket ends that. */
#define ENTRY_TAKEN_SECONDS 900
bool entry_is_taken(const struct entry *entry, time_t now);
/* `by` is cleaned; "" for nobody. */
void entry_take(struct entry *entry, const char *by, time_t now);

/* Both texts are cleaned: a login name may contain any bytes, and must not spoil the file. "" and
 * "" remove the ticket. This drops who was on it, and what was said about another ticket. */
void entry_set_ticket(struct entry *entry, const char *ticket, const char *by, time_t now);

/* Stores what `from` tells about the entry's ticket, cleaned, as of now. A hook that does not know
 * the ticket does not overrule another hook that does. */
void entry_set_ticket_info(struct entry *entry, const char *from, const struct ticket_info *info,
                           time_t now);

/* Whether two entries of one machine cannot be merged: each has a ticket, and they differ. */
bool entry_tickets_differ(const struct entry *a, const struct entry *b);

/* Adds an event; beyond ENTRY_EVENTS_MAX the oldest is dropped. */
enum err_code entry_add_event(struct entry *entry, time_t when, const char *name,
                              const char *detail, struct err *e);

/* Whether key came within alert_repeat_seconds of now, and remembering that it came. */
bool entry_is_repeat(const struct entry *entry, const char *key, time_t now);
enum err_code entry_add_recent(struct entry *entry, const char *key, time_t now, struct err *e);

/* When the entry expires, `timeout` seconds after its last call or after its ticket was cleared; 0
 * for never, because it has a ticket. */
time_t entry_expires(const struct entry *entry, long timeout);

/* A claim that the client is at an address other than the entry's. A second claim for the same
 * address adds to the first. If there is no room, a link-up displaces the oldest link-up; so does a
 * call, or else it displaces the oldest call of the /24 (IPv6: /64) that has most of them; a known
 * address is never displaced. False if there was no room. */
bool entry_add_claim(struct entry *entry, const struct addr *address, time_t when,
                     enum alert_source source, bool call);
/* NULL if there is none for this address. */
struct entry_claim *entry_find_claim(struct entry *entry, const struct addr *address);
void entry_remove_claim(struct entry *entry, size_t i);
/* AMT at the i-th claim's address has proved to be the client: the claim's calls count, and it is
 * dropped. */
void entry_accept_claim(struct entry *entry, size_t i);
/* Drops link-up claims that are older than ENTRY_CLAIM_SECONDS, unless the entry has a ticket. */
#define ENTRY_CLAIM_SECONDS 600
void entry_expire_claims(struct entry *entry, time_t now);
/* All calls, counted and only claimed, as a person should see them. */
unsigned entry_total_calls(const struct entry *entry);

/* The item that counts if several sources give the same name: a person's; else that of the hook
 * whose name sorts first, so that an administrator decides by naming. NULL if there is none. */
const struct inventory_item *entry_inventory(const struct entry *entry, const char *name);
/* Its value, or "". */
const char *entry_inventory_value(const struct entry *entry, const char *name);

/* Whether the i-th item is the one that counts for its name. */
bool entry_inventory_is_effective(const struct entry *entry, size_t i);

/* Stores an item as of now; the value is cleaned, and an empty one removes what `from` told. All
 * people count as one source: the last one wins, and displaces a hook's item if there is no room.
 * ERR_DATA for a hook's item without room. */
enum err_code entry_set_inventory(struct entry *entry, const char *from, const char *name,
                                  const char *value, time_t now, struct err *e);

/* Replaces everything that `from` has told with items[count]. *left_out is how many had no room. */
enum err_code entry_replace_inventory(struct entry *entry, const char *from,
                                      const struct inventory_item *items, size_t count, time_t now,
                                      size_t *left_out, struct err *e);

/* Adds the other's items that this entry does not have, or has an older version of. */
enum err_code entry_merge_inventory(struct entry *entry, const struct entry *other, struct err *e);

/* Whether the inventory's serial number differs from the machine's: neither is a placeholder;
 * surrounding blanks and the case of letters do not matter. False if one of them is not known. */
bool entry_serial_differs(const struct entry *entry);

/* Adds to *entry what *other, the same client under another file name, knows and *entry does not:
 * calls, times, events, claims, a ticket, who is on it, the inventory. A confirmation is void
 * afterwards. */
enum err_code entry_merge(struct entry *entry, const struct entry *other, struct err *e);

#endif
