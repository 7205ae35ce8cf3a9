/*
 * What is remembered of log-ins, so that a forged alert can neither lock an account nor ask for one
 * log-in after the other: a password that was refused, and the last log-in to an address that was
 * only said. Kept over restarts in proved/logins, one line each; without that directory in memory
 * alone. Several threads may use it; only one saves it.
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

/* password tells one password from another, whatever it is: see logins_password. NULL: no memory.
 */
struct logins *logins_open(struct queue *queue, uint64_t password);
void logins_close(struct logins *logins);

/* Of a password's file when it was last changed; 0 where there is none. */
uint64_t logins_password(const char *path);
/* There is another one from now on. */
void logins_set_password(struct logins *logins, uint64_t password);

/* Of this password, where the machine at this address showed `mark` (its key, without TLS its
 * realm) and what the register says of it was `record`: when it may be sent again, 0 for now. */
time_t logins_refused_until(struct logins *logins, const struct addr *address, const char *mark,
                            uint64_t record, time_t now);
/* password is the one that was sent. */
void logins_note_refused(struct logins *logins, const struct addr *address, const char *mark,
                         uint64_t record, uint64_t password, time_t now);
void logins_forget_refused(struct logins *logins, const struct addr *address);
/* Whether a password that is not this one any more was refused at this address. */
bool logins_refused_another(struct logins *logins, const struct addr *address);

/* When there may be the next log-in of the client `id` to an address that is only said; 0 for now.
 */
time_t logins_said_until(struct logins *logins, const char *id, time_t now);
void logins_note_said(struct logins *logins, const char *id, time_t now);
/* What it brought was lost on this side. */
void logins_forget_said(struct logins *logins, const char *id);

/* Writes what has changed, if anything has. */
enum err_code logins_save(struct logins *logins, struct err *e);

#endif
