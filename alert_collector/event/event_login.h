/* For event_request.c: log-ins by digest, as libmicrohttpd checks them. */
#ifndef FCFH_ALERT_COLLECTOR_EVENT_EVENT_LOGIN_H
#define FCFH_ALERT_COLLECTOR_EVENT_EVENT_LOGIN_H

#include <stdbool.h>

/* The realm is this, a blank and a number of eight hexadecimal digits, which differs each time. */
#define EVENT_SERVER_REALM "Fast Call for Help"

struct MHD_Connection;
struct MHD_Response;

enum event_login {
    EVENT_LOGIN_NONE, /* nobody has tried to log in yet */
    EVENT_LOGIN_GOOD,
    EVENT_LOGIN_USED, /* a nonce count that was seen before, or a nonce that was made up */
    EVENT_LOGIN_OLD,  /* a nonce that is too old, or from another run of the listener */
    EVENT_LOGIN_REFUSED,
};

/* Call it once for each request: a check uses up the nonce count. message is where the
 * application's logger keeps the last message of libmicrohttpd. why is set with
 * EVENT_LOGIN_REFUSED. */
enum event_login event_login_check(struct MHD_Connection *connection, const char *user,
                                   const char *password, char *message, const char **why);

/* Answers 401 with a challenge of its own for each number. False if out of memory. */
bool event_login_send_challenge(struct MHD_Connection *connection, unsigned number, bool stale,
                                struct MHD_Response *response);

#endif
