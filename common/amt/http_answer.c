/* An answer as it comes in: what it may say, and what it means for the log-in. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/amt/http_client.h"
#include "common/clock.h"

/* AMT's headers take some hundred bytes. */
#define HEADERS_MAX (32 * 1024)

void http_client_on_event(struct http_client *client, enum http_event event)
{
    /* A transfer that begins without a log-in may log in, and once more with the nonce that comes
     * with "stale". One that begins with a log-in whose nonce may have expired has one attempt
     * more. After STATE_REFUSED libcurl would make another, so there the transfer ends. */
    static const enum http_state next[STATE_COUNT][EVENT_COUNT] = {
        /*                 sent          challenge     answer      drop */
        [STATE_IDLE] = {STATE_ASKING, STATE_IDLE, STATE_IDLE, STATE_IDLE},
        [STATE_READY] = {STATE_RESUMED, STATE_READY, STATE_READY, STATE_IDLE},
        [STATE_ASKING] = {STATE_ASKING, STATE_LOGIN, STATE_IDLE, STATE_IDLE},
        [STATE_LOGIN] = {STATE_LOGIN, STATE_AGAIN, STATE_READY, STATE_IDLE},
        [STATE_AGAIN] = {STATE_AGAIN, STATE_REFUSED, STATE_READY, STATE_IDLE},
        [STATE_RESUMED] = {STATE_RESUMED, STATE_STALE, STATE_READY, STATE_IDLE},
        [STATE_STALE] = {STATE_STALE, STATE_REFUSED, STATE_READY, STATE_IDLE},
        [STATE_REFUSED] = {STATE_REFUSED, STATE_REFUSED, STATE_REFUSED, STATE_IDLE},
    };
    client->state = next[client->state][event];
}

void http_reject(struct http_client *client, enum http_result result, const char *text)
{
    if (client->rejection.text == NULL)
        client->rejection = (struct http_rejection){result, text};
}

bool http_ask_judge(struct http_client *client)
{
    const struct http_peer *peer = &client->peer;
    long long began = clock_ms();
    client->why[0] = '\0';
    bool good =
        peer->judge == NULL || peer->judge(peer->judge_context, &client->shown, client->why);
    client->transfer.waited += clock_ms() - began;
    if (good)
        return true;
    http_reject(client, HTTP_UNTRUSTED, client->why);
    return false;
}

/* The status of "HTTP/1.1 401 Unauthorized", or 0 for any other spelling, in which libcurl might
 * read a different status than we do. */
static long parse_status(const char *line, size_t len)
{
    if (len < sizeof "HTTP/1.1 401" || strchr(" \r\n", line[12]) == NULL ||
        (memcmp(line, "HTTP/1.1 ", 9) != 0 && memcmp(line, "HTTP/1.0 ", 9) != 0))
        return 0;
    char digits[4] = {line[9], line[10], line[11], '\0'};
    return strspn(digits, "0123456789") == 3 ? strtol(digits, NULL, 10) : 0;
}

/* If line is the header `name`, its value without blanks around it; else false. */
static bool header_is(const char *line, size_t len, const char *name, const char **value,
                      size_t *value_len)
{
    size_t name_len = strlen(name);
    if (len <= name_len || strncasecmp(line, name, name_len) != 0)
        return false;
    const char *start = line + name_len;
    const char *end = line + len;
    while (start < end && *start == ' ')
        start++;
    while (end > start && (end[-1] == '\r' || end[-1] == '\n'))
        end--;
    *value = start;
    *value_len = (size_t)(end - start);
    return true;
}

/* libcurl answers a challenge when it has read the whole 401: after a rejection here there is no
 * log-in. */
static void on_digest_challenge(struct http_client *client, const char *value, size_t len)
{
    char realm[CHALLENGE_REALM_SIZE];
    enum challenge challenge = challenge_parse(value, len, realm);
    if (client->status != 401 || challenge == CHALLENGE_OTHER)
        return;
    (void)snprintf(client->shown.realm, sizeof client->shown.realm, "%s", realm);
    if (challenge == CHALLENGE_BAD || client->challenge == CHALLENGE_AMT) {
        http_reject(client, HTTP_BAD_CHALLENGE, "it does not ask for a log-in the way AMT does");
    } else if (client->answer.realm[0] != '\0' && strcmp(client->answer.realm, realm) != 0) {
        http_reject(client, HTTP_UNTRUSTED,
                    "it asks for a log-in to a different realm than before");
    } else if (http_ask_judge(client)) {
        client->challenge = CHALLENGE_AMT;
        (void)snprintf(client->answer.realm, sizeof client->answer.realm, "%s", realm);
        http_client_on_event(client, EVENT_CHALLENGE);
    }
}

/* A ticket goes with the first request: a good answer to it holds the server's token. */
static void on_negotiate_challenge(struct http_client *client, const char *value, size_t len)
{
    static const char negotiate[] = "Negotiate";
    if (len < sizeof negotiate - 1 || strncasecmp(value, negotiate, sizeof negotiate - 1) != 0)
        return;
    bool first = client->challenge != CHALLENGE_AMT;
    client->challenge = CHALLENGE_AMT;
    if (client->state == STATE_ASKING || (first && client->status == 401))
        http_client_on_event(client, EVENT_CHALLENGE);
}

size_t http_on_header(char *line, size_t size, size_t count, void *context)
{
    struct http_client *client = context;
    size_t len = size * count;
    const char *value;
    size_t value_len;
    /* A status line exists only where libcurl looks for one; after it this is any header. */
    if (!client->in_head && len > 5 && strncasecmp(line, "HTTP/", 5) == 0) {
        /* Forgets what an earlier answer in the same transfer (a 401) said. */
        client->in_head = true;
        client->transfer.unanswered = false;
        client->body_len = 0;
        client->header_len = 0;
        client->answer.server[0] = '\0';
        client->challenge = CHALLENGE_OTHER;
        client->status = parse_status(line, len);
        if (client->status == 0)
            http_reject(client, HTTP_BAD_ANSWER, "its answer has no status");
    }
    bool empty = line[0] == '\r' || line[0] == '\n';
    client->in_head = client->in_head && !empty;
    client->header_len += len;
    if (client->header_len > HEADERS_MAX)
        http_reject(client, HTTP_BAD_ANSWER, "the answer is too large");
    else if (header_is(line, len, "Server:", &value, &value_len))
        (void)snprintf(client->answer.server, sizeof client->answer.server, "%.*s", (int)value_len,
                       value);
    else if (header_is(line, len, "WWW-Authenticate:", &value, &value_len))
        (client->peer.auth == HTTP_AUTH_NEGOTIATE ? on_negotiate_challenge
                                                  : on_digest_challenge)(client, value, value_len);
    else if (client->status == 401 && (line[0] == ' ' || line[0] == '\t'))
        http_reject(client, HTTP_BAD_CHALLENGE, "a header of its 401 continues on a second line");
    else if (empty && client->state == STATE_ASKING && client->status < 300 &&
             client->status / 100 != 1)
        /* libcurl takes any good answer to its first request, which has no body yet, as permission
         * to send the body without a log-in: a server that never asks for one would be told
         * everything. */
        http_reject(client, HTTP_NO_LOGIN, "it does not ask for a log-in");
    return client->rejection.text == NULL && client->state != STATE_REFUSED ? len : 0;
}

size_t http_on_body(char *bytes, size_t size, size_t count, void *context)
{
    struct http_client *client = context;
    size_t len = size * count;
    if (len > HTTP_ANSWER_MAX - client->body_len) {
        http_reject(client, HTTP_BAD_ANSWER, "the answer is too large");
        return 0;
    }
    char *grown = realloc(client->body, client->body_len + len + 1);
    if (grown == NULL) {
        client->transfer.own_errno = ENOMEM;
        return 0;
    }
    client->body = grown;
    memcpy(client->body + client->body_len, bytes, len);
    client->body_len += len;
    return len;
}
