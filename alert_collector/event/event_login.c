/* This file uses libmicrohttpd. */
#include "alert_collector/event/event_login.h"

#include <microhttpd.h>
#include <stdio.h>
#include <string.h>

/* Every client sends it back; nothing depends on it. */
#define DIGEST_OPAQUE "fcfh"
#define REALM_SIZE    (sizeof EVENT_SERVER_REALM " 01234567")

enum {
    NONCE_SECONDS = 300,
    NONCE_EVER = 7 * 24 * 3600,
};

/* libmicrohttpd 0.9.75 makes a nonce from the time in seconds, the path and the realm, and
 * remembers only how often each was used: two log-ins that begin within one second would share a
 * nonce, and its counts would clash. With a number in the realm each has a nonce of its own. 1.0
 * does not need this. */
#define REALM_FORMAT EVENT_SERVER_REALM " %08x"

/* The values that libmicrohttpd's check returns changed with 0.9.77.8, a snapshot before 1.0. */
#if MHD_VERSION >= 0x00097708

static enum MHD_DigestAuthResult check(struct MHD_Connection *connection, const char *realm,
                                       const char *user, const char *password, unsigned seconds)
{
    return MHD_digest_auth_check3(connection, realm, user, password, seconds, 0,
                                  MHD_DIGEST_AUTH_MULT_QOP_AUTH, MHD_DIGEST_AUTH_MULT_ALGO3_MD5);
}

static const char *reason(enum MHD_DigestAuthResult result)
{
    switch (result) {
    case MHD_DAUTH_WRONG_HEADER:
        return "not by digest, or malformed";
    case MHD_DAUTH_WRONG_USERNAME:
        return "wrong user";
    case MHD_DAUTH_WRONG_REALM:
        return "not our realm";
    case MHD_DAUTH_WRONG_URI:
        return "the digest is of another URI";
    case MHD_DAUTH_WRONG_QOP:
    case MHD_DAUTH_WRONG_ALGO:
        return "a different qop or algorithm than was asked for";
    case MHD_DAUTH_RESPONSE_WRONG:
        return "wrong password";
    default:
        return "it cannot be checked";
    }
}

static enum event_login check_realm(struct MHD_Connection *connection, const char *realm,
                                    const char *user, const char *password, const char *message,
                                    const char **why)
{
    enum MHD_DigestAuthResult result = check(connection, realm, user, password, NONCE_SECONDS);
    (void)message;
    switch (result) {
    case MHD_DAUTH_OK:
        return EVENT_LOGIN_GOOD;
    case MHD_DAUTH_NONCE_STALE:
        /* Too old, or used before: the latter is still stale when there is time enough, and so is
         * one that somebody made up. */
        return check(connection, realm, user, password, NONCE_EVER) == MHD_DAUTH_NONCE_STALE
                   ? EVENT_LOGIN_USED
                   : EVENT_LOGIN_OLD;
    case MHD_DAUTH_NONCE_WRONG:
    case MHD_DAUTH_NONCE_OTHER_COND:
        return EVENT_LOGIN_OLD;
    default:
        *why = reason(result);
        return EVENT_LOGIN_REFUSED;
    }
}

static bool send_challenge(struct MHD_Connection *connection, const char *realm, bool stale,
                           struct MHD_Response *response)
{
    return MHD_queue_auth_required_response3(connection, realm, DIGEST_OPAQUE, NULL, response,
                                             stale, MHD_DIGEST_AUTH_MULT_QOP_AUTH,
                                             MHD_DIGEST_AUTH_MULT_ALGO3_MD5, MHD_NO,
                                             MHD_NO) == MHD_YES;
}

#else

static enum event_login check_realm(struct MHD_Connection *connection, const char *realm,
                                    const char *user, const char *password, const char *message,
                                    const char **why)
{
    /* libmicrohttpd reports a nonce count that was seen before only in its log. The sender may be
     * AMT, which did not get the answer: it is to ask again with a new nonce, and not to conclude
     * that its password is wrong. These versions are released, so the words will not change. */
    static const char used_before[] = "Stale nonce";
    int result = MHD_digest_auth_check2(connection, realm, user, password, NONCE_SECONDS,
                                        MHD_DIGEST_ALG_MD5);
    if (result == MHD_YES)
        return EVENT_LOGIN_GOOD;
    if (strncmp(message, used_before, sizeof used_before - 1) == 0)
        return EVENT_LOGIN_USED;
    if (result == MHD_INVALID_NONCE)
        return EVENT_LOGIN_OLD;
    *why = message[0] != '\0' ? message : "wrong user or password, or not by digest";
    return EVENT_LOGIN_REFUSED;
}

static bool send_challenge(struct MHD_Connection *connection, const char *realm, bool stale,
                           struct MHD_Response *response)
{
    return MHD_queue_auth_fail_response2(connection, realm, DIGEST_OPAQUE, response, stale,
                                         MHD_DIGEST_ALG_MD5) == MHD_YES;
}

#endif

enum event_login event_login_check(struct MHD_Connection *connection, const char *user,
                                   const char *password, char *message, const char **why)
{
    const char *authorization =
        MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_AUTHORIZATION);
    char realm[REALM_SIZE];
    if (authorization == NULL)
        return EVENT_LOGIN_NONE;
    /* The realm that a log-in sends back. Which of ours it is does not matter: a log-in with any of
     * them takes the password. */
    const char *found = strstr(authorization, "\"" EVENT_SERVER_REALM " ");
    (void)snprintf(realm, sizeof realm, "%s", found != NULL ? found + 1 : EVENT_SERVER_REALM);
    message[0] = '\0';
    return check_realm(connection, realm, user, password, message, why);
}

bool event_login_send_challenge(struct MHD_Connection *connection, unsigned number, bool stale,
                                struct MHD_Response *response)
{
    char realm[REALM_SIZE];
    (void)snprintf(realm, sizeof realm, REALM_FORMAT, number);
    return send_challenge(connection, realm, stale, response);
}
