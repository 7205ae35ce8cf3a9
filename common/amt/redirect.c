#include "common/amt/redirect.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "common/clock.h"

enum { LOGIN_TIMEOUTS = 3 };

struct redirect {
    struct http_engine *engine;
    struct http_client *client;
    uint16_t port;
    bool connected;
    bool failed;
    long timeout_ms;
    long long deadline;   /* for everything until the service begins; clock_ms() */
    long long answer_end; /* for the next answer */
    struct redirect_login login;
    struct redirect_outcome outcome;
};

static void fail(struct redirect *r, enum redirect_result result, const char *reason)
{
    if (r->failed)
        return;
    r->failed = true;
    r->outcome.result = result;
    (void)snprintf(r->outcome.reason, sizeof r->outcome.reason, "%s", reason);
}

static enum redirect_result result_of(enum http_result result)
{
    switch (result) {
    case HTTP_NO_HOST:
        return REDIRECT_NO_HOST;
    case HTTP_ADDRESS_NOT_ALLOWED:
        return REDIRECT_ADDRESS_NOT_ALLOWED;
    case HTTP_UNREACHABLE:
        return REDIRECT_UNREACHABLE;
    case HTTP_TIMEOUT:
        return REDIRECT_TIMEOUT;
    case HTTP_TLS:
        return REDIRECT_NO_TLS;
    case HTTP_CERTIFICATE:
    case HTTP_UNTRUSTED:
        return REDIRECT_UNTRUSTED;
    default:
        return REDIRECT_CONNECTION_LOST;
    }
}

static void on_connected(struct redirect *r, const struct http_answer *answer)
{
    r->connected = answer->result == HTTP_ANSWERED;
    if (!r->connected)
        fail(r, result_of(answer->result), answer->reason);
}

enum err_code redirect_new(struct redirect **session, enum redirect_service service,
                           const struct http_peer *peer, long timeout_ms, struct err *e)
{
    struct redirect *r = calloc(1, sizeof *r);
    if (r == NULL)
        return err_nomem(e);
    r->port = peer->port;
    r->timeout_ms = timeout_ms;
    r->deadline = clock_ms() + timeout_ms * LOGIN_TIMEOUTS;
    r->answer_end = r->deadline;
    redirect_login_begin(&r->login, service, peer->user, peer->password);
    enum err_code code = http_engine_new(&r->engine, -1, e);
    if (code == ERR_OK)
        code = http_client_new(&r->client, r->engine, peer, e);
    if (code == ERR_OK)
        code = http_link(r->client, timeout_ms, e);
    if (code != ERR_OK) {
        redirect_free(r);
        return code;
    }
    *session = r;
    return ERR_OK;
}

void redirect_free(struct redirect *session)
{
    if (session == NULL)
        return;
    http_client_free(session->client);
    http_engine_free(session->engine);
    redirect_login_wipe(&session->login);
    free(session);
}

void redirect_end(struct redirect *session)
{
    unsigned char message[REDIRECT_MESSAGE_MAX];
    size_t sent;
    (void)http_link_send(session->client, message, redirect_put_end(message), &sent);
}

/* Sends or receives what there is. False: it has to wait, for these poll events. */
static bool move_bytes(struct redirect *r, bool send, short *events)
{
    struct redirect_login *login = &r->login;
    size_t moved;
    enum http_link_io io = send ? http_link_send(r->client, login->out, login->out_len, &moved)
                                : http_link_receive(r->client, login->in + login->in_len,
                                                    sizeof login->in - login->in_len, &moved);
    if (io == HTTP_LINK_AGAIN) {
        *events = send ? POLLOUT : POLLIN;
        return false;
    }
    if (io == HTTP_LINK_ENDED) {
        fail(r, REDIRECT_CONNECTION_LOST, "it closed the connection");
    } else if (send) {
        login->out_len -= moved;
        memmove(login->out, login->out + moved, login->out_len);
        r->answer_end = clock_ms() + r->timeout_ms;
    } else {
        login->in_len += moved;
    }
    return !r->failed;
}

static void judge(struct redirect *r)
{
    unsigned char random[REDIRECT_CNONCE];
    char why[HTTP_WHY_SIZE];
    if (!http_link_may_log_in(r->client, r->login.realm, why)) {
        fail(r, REDIRECT_UNTRUSTED, why);
    } else if (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random) {
        fail(r, REDIRECT_FAILED, "the system gives no random numbers");
    } else {
        r->outcome.logged_in = true;
        (void)redirect_login_answer(&r->login, random);
    }
}

/* Continues the log-in until it is over, or there is something to wait for. */
static bool log_in(struct redirect *r, short *events)
{
    while (!r->failed) {
        switch (redirect_login_step(&r->login)) {
        case REDIRECT_SEND:
            if (!move_bytes(r, true, events))
                return false;
            break;
        case REDIRECT_RECEIVE:
            if (!move_bytes(r, false, events))
                return false;
            break;
        case REDIRECT_JUDGE:
            judge(r);
            break;
        case REDIRECT_LOGGED_IN:
            return true;
        case REDIRECT_ENDED:
            fail(r, r->login.result, r->login.reason);
            break;
        }
    }
    return false;
}

static enum err_code explain(const struct redirect *r, struct err *e)
{
    const char *reason = r->outcome.reason;
    switch (r->outcome.result) {
    case REDIRECT_BUSY:
        return err_set(e, ERR_TEMPFAIL, "%s; end that one, or try again later", reason);
    case REDIRECT_TIMEOUT:
        return err_set(e, ERR_TEMPFAIL, "port %u does not answer in time; try again", r->port);
    case REDIRECT_NO_HOST:
        return err_set(e, ERR_NOHOST, "no such host; check the name, or give its address (%s)",
                       reason);
    case REDIRECT_ADDRESS_NOT_ALLOWED:
        return err_set(
            e, ERR_CONFIG,
            "its address is in none of [amt] networks, and passwords are sent only there");
    case REDIRECT_LOGIN_REFUSED:
        return err_set(e, ERR_NOPERM,
                       "%s: the account needs the right 'Redirection', or it is locked for a "
                       "while; it was tried only once",
                       reason);
    case REDIRECT_UNREACHABLE:
        return err_set(e, ERR_UNAVAILABLE,
                       "nothing answers at port %u (%s): redirection may be switched off", r->port,
                       reason);
    case REDIRECT_CONNECTION_LOST:
        if (r->outcome.logged_in)
            return err_set(e, ERR_NOPERM,
                           "it closed the connection instead of answering the log-in: the user or "
                           "password is wrong, or the account lacks the right 'Redirection'");
        return err_set(e, ERR_UNAVAILABLE, "the connection to port %u was lost (%s); try again",
                       r->port, reason);
    case REDIRECT_DISABLED:
        return err_set(e, ERR_UNAVAILABLE,
                       "redirection is switched off in its AMT, or this machine does not have it; "
                       "--enable switches it on, if the account is allowed to");
    case REDIRECT_OPEN:
    case REDIRECT_FAILED:
        return err_set(e, ERR_UNAVAILABLE, "redirection: %s; try again in a minute", reason);
    case REDIRECT_NO_TLS:
        return err_set(e, ERR_PROTOCOL, "no TLS at port %u: %s", r->port, reason);
    case REDIRECT_UNTRUSTED:
        return err_set(e, ERR_PROTOCOL, "%s", reason);
    case REDIRECT_NO_METHOD:
        return err_set(e, ERR_PROTOCOL, "port %u: %s", r->port, reason);
    case REDIRECT_BAD_CHALLENGE:
    case REDIRECT_NOT_AMT:
        break;
    }
    return err_set(e, ERR_PROTOCOL, "what answers at port %u is not Intel AMT: %s", r->port,
                   reason);
}

static void wait_for(struct redirect *r, short events, int extra_fd, long wait_ms)
{
    struct pollfd fds[] = {{.fd = http_link_fd(r->client), .events = events},
                           {.fd = extra_fd, .events = POLLIN}};
    (void)poll(fds, 2, (int)wait_ms);
}

enum err_code redirect_step(struct redirect *session, int extra_fd, long wait_ms, bool *open,
                            struct err *e)
{
    struct redirect *r = session;
    short events = 0;
    *open = false;
    if (!r->connected && !r->failed) {
        const struct http_answer *answer;
        enum err_code code = http_link_step(r->client, extra_fd, wait_ms, &answer, e);
        if (code != ERR_OK)
            return code;
        if (answer != NULL)
            on_connected(r, answer);
    }
    if (r->connected && !r->failed)
        *open = log_in(r, &events);
    if (r->connected && !*open && !r->failed) {
        long long end = r->answer_end < r->deadline ? r->answer_end : r->deadline;
        long long left = end - clock_ms();
        if (left <= 0)
            fail(r, REDIRECT_TIMEOUT, "it does not answer in time");
        else
            wait_for(r, events, extra_fd, left < wait_ms ? left : wait_ms);
    }
    return r->failed ? explain(r, e) : ERR_OK;
}

const struct redirect_outcome *redirect_outcome(const struct redirect *session)
{
    return &session->outcome;
}

int redirect_fd(struct redirect *session)
{
    return http_link_fd(session->client);
}

enum http_link_io redirect_send(struct redirect *session, const void *bytes, size_t len,
                                size_t *sent)
{
    return http_link_send(session->client, bytes, len, sent);
}

/* Bytes that came with the last message of the log-in go first. */
enum http_link_io redirect_receive(struct redirect *session, void *bytes, size_t size,
                                   size_t *received)
{
    struct redirect_login *login = &session->login;
    if (login->in_len == 0)
        return http_link_receive(session->client, bytes, size, received);
    *received = login->in_len < size ? login->in_len : size;
    memcpy(bytes, login->in, *received);
    login->in_len -= *received;
    memmove(login->in, login->in + *received, login->in_len);
    return HTTP_LINK_GOOD;
}
