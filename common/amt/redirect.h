/* A redirection session with a machine: connect, judge, begin, log in. What it carries is up to the
 * services, Serial-over-LAN and KVM. */
#ifndef FCFH_COMMON_AMT_REDIRECT_H
#define FCFH_COMMON_AMT_REDIRECT_H

#include "common/amt/http_link.h"
#include "common/amt/redirect_login.h"

/* Unless [amt] redirection-port says otherwise. */
enum { REDIRECT_PORT_PLAIN = 16994, REDIRECT_PORT_TLS = 16995 };

struct redirect;

/* Begins to connect. Of peer, which must outlive the session, everything counts but auth, realm and
 * trace; there must be a judge. It is asked as http_judge says: about TLS before the first byte,
 * and about the realm before the log-in. timeout_ms is for the connection and for each answer,
 * three times that for everything until the service begins. */
enum err_code redirect_new(struct redirect **session, enum redirect_service service,
                           const struct http_peer *peer, long timeout_ms, struct err *e);

/* Closes the connection, if there is one. NULL is fine. */
void redirect_free(struct redirect *session);
/* Announces the end of the session first: for a service that has ended in good order. */
void redirect_end(struct redirect *session);

/* Continues to open it: waits up to wait_ms, also for extra_fd (-1: none) to become readable.
 * ERR_OK: *open says whether it is open now. Anything else: it has failed, and e says what to do;
 * redirect_outcome has the reason as a value. */
enum err_code redirect_step(struct redirect *session, int extra_fd, long wait_ms, bool *open,
                            struct err *e);

struct redirect_outcome {
    enum redirect_result result;
    bool logged_in; /* a log-in has been sent, so another try would be another log-in */
    char reason[160];
};
const struct redirect_outcome *redirect_outcome(const struct redirect *session);

/* For an open session; as in http_link.h. */
int redirect_fd(struct redirect *session);
enum http_link_io redirect_send(struct redirect *session, const void *bytes, size_t len,
                                size_t *sent);
enum http_link_io redirect_receive(struct redirect *session, void *bytes, size_t size,
                                   size_t *received);

#endif
