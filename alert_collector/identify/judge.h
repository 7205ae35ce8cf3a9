/*
 * Whether we may log in. This is decided within the exchange that would log in, by what the machine
 * shows before: its key at the end of the TLS handshake, its realm in the challenge. They are
 * compared with the register, with what the client's entry rests on, and with what is remembered of
 * log-ins.
 */
#ifndef FCFH_ALERT_COLLECTOR_IDENTIFY_JUDGE_H
#define FCFH_ALERT_COLLECTOR_IDENTIFY_JUDGE_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "alert_collector/identify/logins.h"
#include "common/amt/http.h"
#include "common/amt/register.h"
#include "common/conf.h"
#include "support_queue_db/entry.h"
#include "support_queue_db/queue_index.h"

/* What all inquiries share; it must outlive them. */
struct judge_shared {
    const struct conf *conf;
    struct logins *logins;
    pthread_mutex_t lock; /* guards what follows; held only for as long as a look takes */
    struct client_register *reg;
    struct queue_index *index;
};

enum judge_decision {
    JUDGE_NOTHING,      /* nothing has been shown yet */
    JUDGE_LOGIN,        /* log in */
    JUDGE_UNREGISTERED, /* it is not in the register, and login = register */
    JUDGE_OTHER,        /* it is another machine, or it was set up again */
    JUDGE_TLS,          /* no TLS where there was, or a certificate that is not to be trusted */
    JUDGE_ELSEWHERE,    /* it shows the same as a client that answered at another address */
    JUDGE_REFUSED,      /* it refused this password a while ago */
    JUDGE_LATER /* we logged in less than a minute ago at an address that only an alert names */
};

struct judge {
    struct judge_shared *shared;

    /* Which client is asked, and where. */
    char id[QUEUE_ID_SIZE];
    bool has_guid;
    struct guid guid;
    struct addr address;
    bool is_home;      /* AMT has answered for it at this address */
    bool has_answered; /* here or elsewhere; then it showed what follows */
    char key[TLS_KEY_SIZE];
    char realm[CHALLENGE_REALM_SIZE];
    bool needs_proof; /* the entry rests on one, so nothing less moves it */
    bool may_join;    /* it has no identity except its address */
    bool has_ticket;
    bool by_person;
    bool looks;       /* there will be no log-in: any answer is of interest */
    bool from_memory; /* no log-in either: the answer is known already */

    /* What it shows, and what that means. */
    enum judge_decision decision;
    char shown_key[TLS_KEY_SIZE];
    char shown_realm[CHALLENGE_REALM_SIZE];
    bool is_same;           /* as far as can be seen, it is the machine that the entry rests on */
    enum entry_proof proof; /* that it is the register's machine */
    bool new_key;           /* which the register does not know yet */
    bool has_record;
    bool shows_record; /* and it shows a key or the realm of that record */
    struct guid record_guid;
    uint64_t record;               /* a hash of what the register says; 0: no record */
    char elsewhere[QUEUE_ID_SIZE]; /* of JUDGE_ELSEWHERE */
    time_t not_before;             /* of JUDGE_REFUSED and JUDGE_LATER */
    char why[HTTP_WHY_SIZE];
};

/* Begins to ask a client at this address. */
void judge_begin(struct judge *judge, struct judge_shared *shared, const struct entry *entry,
                 const struct addr *address, bool by_person);

/* False: we must not even connect to it; decision and why give the reason. */
bool judge_allows_contact(struct judge *judge);

/* How to connect: whether only with TLS, and with TLS of an old version too. */
bool judge_wants_tls(const struct judge *judge);
bool judge_allows_old_tls(const struct judge *judge);

/* An http_judge: whether we may log in to the machine that shows this. */
bool judge_check_shown(struct judge *judge, const struct http_shown *shown,
                       char why[HTTP_WHY_SIZE]);
/* Notes that we are logging in now. */
void judge_record_login(struct judge *judge);

#endif
