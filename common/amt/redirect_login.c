#include "common/amt/redirect_login.h"

#include <stdio.h>
#include <string.h>

#include "common/amt/digest_hash.h"
#include "common/hex.h"

#define URI         "/RedirectionService"
#define METHOD      "POST"
#define NONCE_COUNT "00000001" /* we use a new nonce each time */
#define QOP         "auth"

/* Status of a login reply. */
enum { LOGGED_IN = 0, CHALLENGE = 1 };

static enum redirect_step end(struct redirect_login *login, enum redirect_result result,
                              const char *reason)
{
    login->state = REDIRECT_DONE;
    login->result = result;
    login->reason = reason;
    return result == REDIRECT_OPEN ? REDIRECT_LOGGED_IN : REDIRECT_ENDED;
}

void redirect_login_begin(struct redirect_login *login, enum redirect_service service,
                          const char *user, const char *password)
{
    *login = (struct redirect_login){
        .state = REDIRECT_STARTING, .user = user, .password = password, .reason = ""};
    login->out_len = redirect_put_start(service, login->out);
}

static enum redirect_step on_started(struct redirect_login *login,
                                     const struct redirect_message *message)
{
    switch (message->status) {
    case REDIRECT_STATUS_GOOD:
        login->out_len = redirect_put_login(REDIRECT_LIST, NULL, 0, login->out);
        login->state = REDIRECT_LISTING;
        return REDIRECT_SEND;
    case REDIRECT_STATUS_BUSY:
        return end(login, REDIRECT_BUSY, "another session of this kind is open");
    case REDIRECT_STATUS_OFF:
        return end(login, REDIRECT_DISABLED,
                   "it is switched off, or this machine does not have it");
    default:
        return end(login, REDIRECT_FAILED, "AMT reports an error");
    }
}

/* The best of the log-in methods that it lists. */
static enum redirect_step on_list(struct redirect_login *login,
                                  const struct redirect_message *message)
{
    if (message->method != REDIRECT_LIST)
        return end(login, REDIRECT_NOT_AMT, "its answer does not belong to the request");
    if (message->status != 0)
        return end(login, REDIRECT_FAILED, "AMT does not say how to log in");
    if (memchr(message->data, REDIRECT_DIGEST_QOP, message->len) != NULL)
        login->method = REDIRECT_DIGEST_QOP;
    else if (memchr(message->data, REDIRECT_DIGEST, message->len) != NULL)
        login->method = REDIRECT_DIGEST;
    else
        return end(login, REDIRECT_NO_METHOD,
                   "it offers no log-in by digest, and a password is not sent in clear");
    const char *const fields[REDIRECT_FIELDS_MAX] = {login->user, "", "", URI, "", "", "", ""};
    size_t count = login->method == REDIRECT_DIGEST_QOP ? 8 : 7;
    login->out_len = redirect_put_login(login->method, fields, count, login->out);
    login->state = REDIRECT_CHALLENGING;
    return REDIRECT_SEND;
}

/* A nonce must not contain what could end a hashed part, or a line of a log. */
static bool is_nonce(const struct redirect_field *field)
{
    for (size_t i = 0; i < field->len; i++)
        if (field->text[i] <= ' ' || field->text[i] > '~' || strchr(":\"\\", field->text[i]))
            return false;
    return field->len > 0;
}

static enum redirect_step on_challenge(struct redirect_login *login,
                                       const struct redirect_message *message)
{
    bool with_qop = login->method == REDIRECT_DIGEST_QOP;
    struct redirect_field fields[3];
    if (message->method != login->method)
        return end(login, REDIRECT_NOT_AMT, "its answer does not belong to the request");
    if (message->status == LOGGED_IN)
        return end(login, REDIRECT_BAD_CHALLENGE, "it lets anybody in without a password");
    if (message->status != CHALLENGE)
        return end(login, REDIRECT_LOGIN_REFUSED, "it does not let this user log in");
    if (!redirect_fields(message, fields, with_qop ? 3 : 2) ||
        !challenge_is_realm(fields[0].text, fields[0].len) || !is_nonce(&fields[1]) ||
        (with_qop && !challenge_has_auth(fields[2].text, fields[2].len)))
        return end(login, REDIRECT_BAD_CHALLENGE, "it does not ask for a log-in the way AMT does");
    (void)snprintf(login->realm, sizeof login->realm, "%.*s", (int)fields[0].len, fields[0].text);
    (void)snprintf(login->nonce, sizeof login->nonce, "%.*s", (int)fields[1].len, fields[1].text);
    login->state = REDIRECT_JUDGING;
    return REDIRECT_JUDGE;
}

static enum redirect_step on_answer(struct redirect_login *login,
                                    const struct redirect_message *message)
{
    if (message->method != login->method)
        return end(login, REDIRECT_NOT_AMT, "its answer does not belong to the request");
    /* A challenge here is a refusal: what was refused once is not sent again. */
    if (message->status != LOGGED_IN)
        return end(login, REDIRECT_LOGIN_REFUSED, "user or password refused");
    return end(login, REDIRECT_OPEN, "");
}

static enum redirect_step on_message(struct redirect_login *login,
                                     const struct redirect_message *message)
{
    bool wants_start = login->state == REDIRECT_STARTING;
    if (message->type != (wants_start ? REDIRECT_START_REPLY : REDIRECT_LOGIN_REPLY))
        return end(login, REDIRECT_NOT_AMT, "it answers with a message that AMT does not send");
    switch (login->state) {
    case REDIRECT_STARTING:
        return on_started(login, message);
    case REDIRECT_LISTING:
        return on_list(login, message);
    case REDIRECT_CHALLENGING:
        return on_challenge(login, message);
    default:
        return on_answer(login, message);
    }
}

enum redirect_step redirect_login_step(struct redirect_login *login)
{
    struct redirect_message message;
    if (login->state == REDIRECT_DONE)
        return login->result == REDIRECT_OPEN ? REDIRECT_LOGGED_IN : REDIRECT_ENDED;
    if (login->state == REDIRECT_JUDGING)
        return REDIRECT_JUDGE;
    if (login->out_len > 0)
        return REDIRECT_SEND;
    switch (redirect_parse(login->in, login->in_len, &message)) {
    case REDIRECT_PARTIAL:
        return REDIRECT_RECEIVE;
    case REDIRECT_ALIEN:
        return end(login, REDIRECT_NOT_AMT, "it sends a message that is not AMT's");
    case REDIRECT_WHOLE:
        break;
    }
    enum redirect_step step = on_message(login, &message);
    login->in_len -= message.size;
    memmove(login->in, login->in + message.size, login->in_len);
    return step;
}

/* KD of RFC 2617, section 3.2.2.1; without qop as in RFC 2069. */
static bool respond(const struct redirect_login *login, const char *cnonce,
                    char response[DIGEST_HASH_HEX_SIZE])
{
    const char *const a1[] = {login->user, login->realm, login->password};
    const char *const a2[] = {METHOD, URI};
    char ha1[DIGEST_HASH_HEX_SIZE], ha2[DIGEST_HASH_HEX_SIZE];
    bool good = digest_hash_hex(a1, 3, ha1) && digest_hash_hex(a2, 2, ha2);
    const char *const with_qop[] = {ha1, login->nonce, NONCE_COUNT, cnonce, QOP, ha2};
    const char *const without[] = {ha1, login->nonce, ha2};
    good = good && (login->method == REDIRECT_DIGEST_QOP ? digest_hash_hex(with_qop, 6, response)
                                                         : digest_hash_hex(without, 3, response));
    explicit_bzero(ha1, sizeof ha1);
    return good;
}

enum redirect_step redirect_login_answer(struct redirect_login *login,
                                         const unsigned char random[REDIRECT_CNONCE])
{
    char cnonce[2 * REDIRECT_CNONCE + 1] = "";
    char response[DIGEST_HASH_HEX_SIZE];
    for (size_t i = 0; i < REDIRECT_CNONCE; i++)
        hex_put(cnonce + 2 * i, random[i], HEX_LOWER);
    cnonce[sizeof cnonce - 1] = '\0';
    if (!respond(login, cnonce, response))
        return end(login, REDIRECT_FAILED, "libcrypto does not compute MD5 here");
    const char *const fields[REDIRECT_FIELDS_MAX] = {login->user, login->realm, login->nonce, URI,
                                                     cnonce,      NONCE_COUNT,  response,     QOP};
    size_t count = login->method == REDIRECT_DIGEST_QOP ? 8 : 7;
    login->out_len = redirect_put_login(login->method, fields, count, login->out);
    login->state = REDIRECT_ANSWERING;
    explicit_bzero(response, sizeof response);
    return REDIRECT_SEND;
}

void redirect_login_wipe(struct redirect_login *login)
{
    explicit_bzero(login, sizeof *login);
}
