/*
 * How a redirection session is begun and logged in to, from the first message to the last that is
 * not the service's own. No input or output: bytes go in and come out. With libcrypto.
 *
 * The password leaves as the hash of digest authentication only, after a challenge of AMT's form
 * that somebody has judged, and once.
 */
#ifndef FCFH_COMMON_AMT_REDIRECT_LOGIN_H
#define FCFH_COMMON_AMT_REDIRECT_LOGIN_H

#include "common/amt/challenge.h"
#include "common/amt/redirect_message.h"

enum redirect_step {
    REDIRECT_SAY,   /* there is something to send */
    REDIRECT_HEAR,  /* there are bytes to wait for */
    REDIRECT_JUDGE, /* realm is there: whether to log in to that is for the caller to say */
    REDIRECT_IN,    /* what is in the buffer now, and what follows, is the service's */
    REDIRECT_OUT    /* it has ended; see result */
};

enum redirect_result {
    REDIRECT_OPEN,
    REDIRECT_BUSY,       /* somebody else has a session of this service */
    REDIRECT_IS_OFF,     /* the service is switched off, or not there */
    REDIRECT_FAILED,     /* AMT says no more than that it does not work */
    REDIRECT_NO_METHOD,  /* it offers none of the ways to log in that are taken here */
    REDIRECT_CHALLENGED, /* it asks for a log-in otherwise than AMT does */
    REDIRECT_REFUSED,    /* the user or the password */
    REDIRECT_NOT_AMT,    /* what it sends is none of AMT's messages */
    REDIRECT_NO_HOST,    /* and what can become of the connection: see http.h */
    REDIRECT_FORBIDDEN,
    REDIRECT_CLOSED, /* no connection: the port is closed, or nobody is there */
    REDIRECT_TIMEOUT,
    REDIRECT_NO_TLS,
    REDIRECT_STRANGER, /* the judge says no */
    REDIRECT_CUT       /* the connection ended */
};

#define REDIRECT_NONCE_SIZE (REDIRECT_FIELD_MAX + 1)
#define REDIRECT_CNONCE     16 /* random bytes */

/* realm, result and reason are for reading. */
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

/* What is to be done next. After bytes have been added to in (at in_len, as far as there is room,
 * which there always is for REDIRECT_HEAR), or out has been sent and out_len is 0 again. */
enum redirect_step redirect_login_step(struct redirect_login *login);

/* After REDIRECT_JUDGE: logs in to realm. random is new for each log-in. */
enum redirect_step redirect_login_answer(struct redirect_login *login,
                                         const unsigned char random[REDIRECT_CNONCE]);

/* Nothing that a password can be guessed from stays. */
void redirect_login_wipe(struct redirect_login *login);

#endif
