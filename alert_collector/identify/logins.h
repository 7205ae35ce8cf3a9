/*
 * What is remembered of log-ins, so that a forged alert can neither lock an account nor cause one
 * log-in after the other: a password that was refused, and the last log-in to an address that only
 * an alert named. It is kept over restarts in proved/logins, one line each, or only in memory if
 * that directory does not exist. Several threads may use it; only one saves it.
 */
#ifndef FCFH_ALERT_COLLECTOR_IDENTIFY_LOGINS_H
#define FCFH_ALERT_COLLECTOR_IDENTIFY_LOGINS_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "common/addr.h"
#include "common/amt/tls_key.h"
#include "support_queue_db/queue.h"

enum { LOGINS_REFUSED_SECONDS = 15 * 60, LOGINS_SAID_SECONDS = 60 };

struct logins;

/* password is a number that tells one password from another: see logins_password. NULL: no
 * memory. */
struct logins *logins_open(struct queue *queue, uint64_t password);
void logins_close(struct logins *logins);

/* A number for the state of a password file, which changes with the file; 0 if there is no file. */
uint64_t logins_password(const char *path);
/* There is another password from now on. */
void logins_set_password(struct logins *logins, uint64_t password);

/* When this password may be sent again to the machine at this address that showed `mark` (its key,
 * or without TLS its realm) while the register's record of it was `record`; 0 for now. */
time_t logins_refused_retry_at(struct logins *logins, const struct addr *address, const char *mark,
                               uint64_t record, time_t now);
/* password is the one that was sent. */
void logins_add_refused(struct logins *logins, const struct addr *address, const char *mark,
                        uint64_t record, uint64_t password, time_t now);
void logins_remove_refused(struct logins *logins, const struct addr *address);
/* Whether an earlier password was refused at this address. */
bool logins_has_other_refused(struct logins *logins, const struct addr *address);

/* When we may next log in for the client `id` at an address that only an alert names; 0 for now. */
time_t logins_claim_retry_at(struct logins *logins, const char *id, time_t now);
void logins_add_claim(struct logins *logins, const char *id, time_t now);
/* Forgets that log-in, because its result was lost on this side. */
void logins_remove_claim(struct logins *logins, const char *id);

/* Writes what has changed, if anything has. */
enum err_code logins_save(struct logins *logins, struct err *e);

#endif
