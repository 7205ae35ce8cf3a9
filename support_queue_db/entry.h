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
#include "common/amt/challenge.h"
#include "common/amt/tls_key.h"
#include "common/err.h"
#include "common/fact_list.h"
#include "common/guid.h"
#include "common/text.h"
#include "support_queue_db/alert.h"
#include "support_queue_db/entry_word.h"
#include "support_queue_db/queue_name.h"
#include "support_queue_db/ticket_word.h"

/* WAITING: AMT never answered for it, and is to be asked. That a client is to be asked again is no
 * state: see ask_since. */
enum entry_state {
    ENTRY_WAITING,
    ENTRY_ANSWERED, /* AMT told its UUID, and nothing proves that it was this machine's */
    ENTRY_VERIFIED, /* proved with what we knew before */
    ENTRY_FAILED,
    ENTRY_MISMATCH
};

/* Why the last asking failed. */
enum entry_failure {
    FAILURE_NONE,
    FAILURE_NOT_REGISTERED,
    FAILURE_NOT_ASKED, /* for a reason on this side */
    FAILURE_UNREACHABLE,
    FAILURE_TIMEOUT,
    FAILURE_TLS,
    FAILURE_PASSWORD,
    FAILURE_NOT_AMT,
    FAILURE_BUSY,
    FAILURE_LOST,   /* the connection, before or in an answer */
    FAILURE_REFUSED /* by AMT, though not the log-in */
};

enum entry_proof { PROOF_NONE, PROOF_KEY, PROOF_CERTIFICATE };

/* Facts that AMT tells of its machine, each a short text. The order is that of the file. */
#define FACT_ROW(constant, name, label) FACT_##constant,
enum entry_fact {
    FACT_LIST(FACT_ROW, FACT_ROW)
        FACT_SHOWN_COUNT,             /* what follows is for entry_name.h, and shown to nobody */
    FACT_OWN_NAME = FACT_SHOWN_COUNT, /* "true": AMT's name is not the operating system's */
    FACT_CERTIFICATE_HOSTS,           /* that AMT's certificate is for, a blank between two */
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
#define ENTRY_WAS_MAX      4

struct entry_event {
    time_t when;
    char name[ALERT_NAME_SIZE];
    char detail[ALERT_DETAIL_SIZE];
};

/* The key of an alert that came a moment ago, to know its repetitions by. */
struct entry_recent {
    time_t when;
    bool is_call; /* it counts in calls */
    char key[ALERT_KEY_SIZE];
};

/* Another address that alerts said the client is at. */
struct entry_claim {
    struct addr address;
    time_t when; /* the newest call from there; the newest link-up if nobody called */
    enum alert_source source;
    unsigned calls;   /* how many of them were calls; 0 for link-ups alone */
    unsigned counted; /* of these, how many are in the entry's calls already */
    bool known;       /* the register or an earlier answer knows the address */
    time_t tried;     /* when AMT there was last asked, 0: never */
};

/* An id that it had, and until when. */
struct entry_was {
    char id[QUEUE_ID_SIZE];
    time_t when;
};

struct entry {
    bool has_guid;
    struct guid guid;
    bool shares_uuid; /* another machine has this UUID: the file of all but the first is by address
                       */
    char
        same_as[QUEUE_ID_SIZE]; /* another entry of this machine, with a ticket of its own; or "" */
    struct entry_was was[ENTRY_WAS_MAX]; /* the last ones, oldest first: told by entry_note_id */
    size_t was_count;
    struct addr address; /* where AMT answered; if it never did, of the newest alert */
    struct entry_claim claims[ENTRY_CLAIMS_MAX];
    size_t claim_count;

    enum entry_state state;
    char reason[ENTRY_REASON_SIZE]; /* why it is not verified, or nobody answers now; or "" */
    enum entry_failure failure;     /* of what kind that is */
    time_t state_time;              /* since when it is in this state */
    bool inventory_pending;         /* the slower facts are still to be asked for */
    enum alert_source source;

    enum entry_proof proof;
    time_t proof_time;                /* when AMT last answered for the state; 0: it never did */
    char key[TLS_KEY_SIZE];           /* that it showed then; "" without TLS */
    char realm[CHALLENGE_REALM_SIZE]; /* in its challenge; "" if that is not known */

    time_t ask_since; /* since when AMT is to be asked; 0: it is not */
    time_t ask_next;  /* not before */
    unsigned ask_tries;

    char confirmed_by[ENTRY_USER_SIZE]; /* for display; a gate goes by queue_ask.h */
    time_t confirmed_time;

    char taken_by[ENTRY_USER_SIZE]; /* who is on it, before there is a ticket; see entry_is_taken */
    time_t taken_time;

    char ticket[ENTRY_TICKET_SIZE]; /* "" for none */
    char ticket_by[ENTRY_USER_SIZE];
    time_t ticket_time; /* when it was assigned, or if there is none, when it was cleared */
    struct entry_ticket_word ticket_word; /* of this ticket */

    time_t first_call;
    time_t last_call;
    time_t last_seen;
    unsigned calls;

    char *facts[FACT_COUNT]; /* NULL for what is not known */
    uint64_t memory_bytes;   /* 0: not known */
    uint64_t disk_bytes[ENTRY_DISKS_MAX];
    size_t disk_count;

    struct entry_word *inventory; /* in no order, at most ENTRY_INVENTORY_MAX */
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

/* Words of the file and of --json: "waiting", "certificate", "manufacturer". */
const char *entry_state_name(enum entry_state state);
const char *entry_proof_name(enum entry_proof proof);
bool entry_proof_parse(const char *name, enum entry_proof *proof);
const char *entry_fact_name(enum entry_fact fact);
bool entry_state_parse(const char *name, enum entry_state *state);
/* Words of the file: "not-registered"; "" for none. */
const char *entry_failure_name(enum entry_failure failure);
bool entry_failure_parse(const char *name, enum entry_failure *failure);

/* The id that the entry's file must have now: of its UUID; or of its address if it has none, or if
 * another entry that was there first has the name of the UUID. */
void entry_id(const struct entry *entry, char id[QUEUE_ID_SIZE]);

/* It has got another id than its file_id, which who knows it by that must learn. */
void entry_note_id(struct entry *entry, time_t now);
/* Whether `id` was its own, and it gave it up at `since` or later: an address may have been another
 * client's before. */
bool entry_was(const struct entry *entry, const char *id, time_t since);

/* Takes a copy, cleaned; "" or NULL forgets the fact. ERR_INTERNAL when out of memory. */
enum err_code entry_set_fact(struct entry *entry, enum entry_fact fact, const char *text,
                             struct err *e);
/* The text, or "". */
const char *entry_fact(const struct entry *entry, enum entry_fact fact);

/* The serial number that tells this machine from others and that a caller can read out: the
 * system's, or where that is a placeholder the board's; or "". */
const char *entry_serial(const struct entry *entry);
bool entry_serial_is_boards(const struct entry *entry);
/* The same as it is said, so that the board's is not taken for the other: "SN-1", "board AB-123".
 */
void entry_serial_said(const struct entry *entry, char out[TEXT_VALUE_SIZE]);

/* state_time stays where an answered or verified client is that still, and has not moved. The
 * failure is for the caller to set afterwards, if there was one. */
void entry_set_state(struct entry *entry, enum entry_state state, const char *reason, time_t now);

/* What was confirmed holds no more; as what it stands here it does since now. */
void entry_unconfirm(struct entry *entry, time_t now);

/* AMT has answered at `address`, now or before. */
bool entry_has_answered(const struct entry *entry);

/* Its address as text; "" if it is not known, because all alerts came through a relay. */
void entry_address(const struct entry *entry, char text[ADDR_TEXT_SIZE]);

/* AMT is to be asked now, unless there is no address to ask at. No state changes by that, but for a
 * client that never answered: it waits again, or for the first time. */
void entry_ask(struct entry *entry, time_t now);
/* It has been, and need not be again. */
void entry_asked(struct entry *entry);
/* It comes back into the queue: nothing is proved, confirmed or claimed, nobody is on it, and it is
 * to be asked. Its time in the queue begins anew. */
void entry_begin_anew(struct entry *entry, time_t now);
/* Whether the time to ask has come. */
bool entry_is_to_be_asked(const struct entry *entry, time_t now);

/* Somebody said that he is on it, a moment ago; it is so until a ticket says it. */
#define ENTRY_TAKEN_SECONDS 900
bool entry_is_taken(const struct entry *entry, time_t now);
/* `by` is cleaned; "" for nobody any more. */
void entry_take(struct entry *entry, const char *by, time_t now);

/* Both texts are cleaned: a login name may be any bytes, and must not spoil the file. "" and ""
 * take the ticket off. Who was on it is not noted any more, nor what was said of another ticket. */
void entry_set_ticket(struct entry *entry, const char *ticket, const char *by, time_t now);

/* Takes what `from` tells of the entry's ticket, cleaned, as of now. That one hook does not know
 * the ticket says nothing against another, which does. */
void entry_tell_ticket(struct entry *entry, const char *from, const struct entry_ticket_word *word,
                       time_t now);

/* Whether two entries of one machine cannot become one: each has a ticket, and not the same. */
bool entry_tickets_differ(const struct entry *a, const struct entry *b);

/* Adds an event; beyond ENTRY_EVENTS_MAX the oldest goes. */
enum err_code entry_add_event(struct entry *entry, time_t when, const char *name,
                              const char *detail, struct err *e);

/* Whether key came within alert_repeat_seconds of now, and remembering that it came. */
bool entry_is_repeat(const struct entry *entry, const char *key, time_t now);
enum err_code entry_remember(struct entry *entry, const char *key, time_t now, struct err *e);

/* When the entry leaves the queue by itself, `timeout` seconds after its last call or after its
 * ticket was cleared; 0 for never, because it has a ticket. */
time_t entry_expires(const struct entry *entry, long timeout);

/* A claim that the client is at an address that is not the entry's. One that says the same as one
 * that is there adds to it. Where there is no place a link-up displaces the oldest link-up, and a
 * call that too, else the oldest call of the /24 (IPv6: /64) that has most of them; never an
 * address that is known. False if it found no place. */
bool entry_add_claim(struct entry *entry, const struct addr *address, time_t when,
                     enum alert_source source, bool call);
/* NULL if there is none of this address. */
struct entry_claim *entry_find_claim(struct entry *entry, const struct addr *address);
void entry_drop_claim(struct entry *entry, size_t i);
/* AMT proved to be the client at the i-th claim's address: its calls count, and it goes. */
void entry_claim_borne_out(struct entry *entry, size_t i);
/* Drops the claims of link-ups that are older than ENTRY_CLAIM_SECONDS, unless it has a ticket. */
#define ENTRY_CLAIM_SECONDS 600
void entry_expire_claims(struct entry *entry, time_t now);
/* The calls that count and those that are only claimed, as a person should see them. */
unsigned entry_calls_said(const struct entry *entry);

/* The word that counts where several tell the same name: a person's; else that of the hook whose
 * name comes first, so that an administrator decides by the names. NULL if nobody tells it. */
const struct entry_word *entry_inventory(const struct entry *entry, const char *name);
/* Its value, or "". */
const char *entry_inventory_value(const struct entry *entry, const char *name);

/* Whether the i-th of them is the word that counts for its name. */
bool entry_word_counts(const struct entry *entry, size_t i);

/* Takes a word as of now; the value is cleaned, and one that is "" takes away what `from` told. All
 * people are one: the last who says a name is right, and displaces a hook's word where there is no
 * place. ERR_DATA for a hook's word that finds none. */
enum err_code entry_tell(struct entry *entry, const char *from, const char *name, const char *value,
                         time_t now, struct err *e);

/* What `from` tells is just what words[count] say: what else it has told is gone. Returns how many
 * found no place in *left_out. */
enum err_code entry_tell_all(struct entry *entry, const char *from, const struct entry_word *words,
                             size_t count, time_t now, size_t *left_out, struct err *e);

/* Adds what the other has been told and this has not, or earlier. */
enum err_code entry_merge_inventory(struct entry *entry, const struct entry *other, struct err *e);

/* The inventory has another serial number than the machine: neither is a placeholder, and blanks
 * around and the case of letters do not matter. False where one of them is not known. */
bool entry_serial_differs(const struct entry *entry);

/* Adds to *entry what *other, the same client under another file name, knows and *entry does not:
 * calls, times, events, claims, a ticket, who is on it, the inventory. What was confirmed is so no
 * more. */
enum err_code entry_merge(struct entry *entry, const struct entry *other, struct err *e);

#endif
