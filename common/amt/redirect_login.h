/*
 * How a redirection session begins and logs in, from the first message to the last before the
 * service's own. No input or output: bytes go in and come out. With libcrypto.
 *
 * The password leaves only as the hash of digest authentication, once, and after a challenge like
 * AMT's that has been judged.
 */
#ifndef FCFH_COMMON_AMT_REDIRECT_LOGIN_H
#define FCFH_COMMON_AMT_REDIRECT_LOGIN_H

#include "common/amt/challenge.h"
#include "common/amt/redirect_message.h"

enum redirect_step {
    REDIRECT_SEND,      /* there is something to send */
    REDIRECT_RECEIVE,   /* wait for more bytes */
    REDIRECT_JUDGE,     /* realm is known: the caller decides whether to log in to it */
    REDIRECT_LOGGED_IN, /* what is in the buffer now, and what follows, belongs to the service */
    REDIRECT_ENDED      /* it has ended; see result */
};

enum redirect_result {
    REDIRECT_OPEN,
    REDIRECT_BUSY,          /* somebody else has a session of this service */
    REDIRECT_DISABLED,      /* the service is switched off, or not there */
    REDIRECT_FAILED,        /* AMT only says that it does not work */
    REDIRECT_NO_METHOD,     /* it offers no log-in method that we use */
    REDIRECT_BAD_CHALLENGE, /* it does not ask for a log-in the way AMT does */
    REDIRECT_LOGIN_REFUSED, /* the user or the password */
    REDIRECT_NOT_AMT,       /* it sends a message that is not AMT's */
    REDIRECT_NO_HOST,       /* and the results of a connection: see http.h */
    REDIRECT_ADDRESS_NOT_ALLOWED,
    REDIRECT_UNREACHABLE, /* no connection: the port is closed, or nothing is there */
    REDIRECT_TIMEOUT,
    REDIRECT_NO_TLS,
    REDIRECT_UNTRUSTED,      /* the judge refuses it */
    REDIRECT_CONNECTION_LOST /* the connection ended */
};

#define REDIRECT_NONCE_SIZE (REDIRECT_FIELD_MAX + 1)
#define REDIRECT_CNONCE     16 /* random bytes */

/* Callers may read realm, result and reason. */
struct redirect_login {
    enum {
        REDIRECT_STARTING,
        REDIRECT_LISTING,
        REDIRECT_CHALLENGING,
        REDIRECT_JUDGING,
        REDIRECT_ANSWERING,
        REDIRECT_DONE
    } state;
    const char *user;
    const char *password;
    unsigned char in[REDIRECT_MESSAGE_MAX];
    size_t in_len;
    unsigned char out[REDIRECT_MESSAGE_MAX];
    size_t out_len;
    enum redirect_method method;
    char realm[CHALLENGE_REALM_SIZE];
    char nonce[REDIRECT_NONCE_SIZE];
    enum redirect_result result;
    const char *reason; /* for all but REDIRECT_OPEN */
};

/* user and password must outlive the log-in; neither is longer than REDIRECT_FIELD_MAX. */
void redirect_login_begin(struct redirect_login *login, enum redirect_service service,
                          const char *user, const char *password);

/* Says what to do next. Call it after bytes have been added to in (at in_len, as far as they fit;
 * for REDIRECT_RECEIVE there is always room), or out has been sent and out_len is 0 again. */
enum redirect_step redirect_login_step(struct redirect_login *login);

/* After REDIRECT_JUDGE: logs in to realm. random must be new for each log-in. */
enum redirect_step redirect_login_answer(struct redirect_login *login,
                                         const unsigned char random[REDIRECT_CNONCE]);

/* Wipes everything from which a password could be guessed. */
void redirect_login_wipe(struct redirect_login *login);

#endif
