/* This file uses libmicrohttpd. */
#include "alert_collector/event/event_request.h"

#include <limits.h>
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alert_collector/event/event.h"
#include "alert_collector/event/event_login.h"
#include "common/clock.h"

#define RETRY_AFTER "5"

enum { DISCARD_MAX = 1024 * 1024 }; /* of a body that is too large and was not announced as such */

/* In the order of a request's life, from which REQUEST_REFUSED and REQUEST_DELAYED branch off. */
enum request_state {
    REQUEST_READING,  /* the body is wanted, and gathered */
    REQUEST_REFUSED,  /* the body is read to its end and dropped */
    REQUEST_OFFERED,  /* complete, and passed to its handler: on_request runs */
    REQUEST_HELD,     /* suspended until it is answered */
    REQUEST_DELAYED,  /* suspended until `due`: a log-in failed */
    REQUEST_ANSWERED, /* libmicrohttpd gets the answer as soon as it asks again */
    REQUEST_SENT,     /* libmicrohttpd has the answer */
};

struct event_request {
    struct event_requests *all;
    struct MHD_Connection *connection;
    struct event_link *link;
    enum request_state state;
    unsigned status; /* of the answer; 0 while it is not known */
    bool stale;      /* the nonce of a 401 */
    long long due;   /* when the answer may go, 0 for at once */
    struct event_request *next_due;
    char *body;
    size_t used, room, seen;
    char *text; /* of the answer */
    size_t text_len;
};

static bool is_suspended(enum request_state state)
{
    return state == REQUEST_HELD || state == REQUEST_DELAYED;
}

/* The only way to change a request's state: what depends on the state is changed here too. */
static void set_state(struct event_request *request, enum request_state state)
{
    bool was_suspended = is_suspended(request->state);
    request->state = state;
    request->link->in_hand =
        state >= REQUEST_OFFERED && state <= REQUEST_ANSWERED && state != REQUEST_DELAYED;
    if (state == REQUEST_SENT || state == REQUEST_DELAYED)
        request->link->since = clock_ms(); /* to take the answer; to wait for it */
    if (is_suspended(state)) {
        MHD_suspend_connection(request->connection);
    } else if (was_suspended) {
        /* libmicrohttpd notices this in its next run, but no descriptor that we wait for becomes
         * ready. */
        request->all->resumed = true;
        MHD_resume_connection(request->connection);
    }
}

/* ---------------------------------------------------------------- what a request may be */

/* text is for the log; NULL: nothing is logged. */
static void refuse(struct event_request *request, unsigned status, enum event_trouble trouble,
                   const char *text)
{
    if (text != NULL)
        request->all->options.log(trouble, &request->link->from, text);
    request->status = status;
    set_state(request, REQUEST_REFUSED);
}

static bool comes_from(const struct event_server_options *options, const struct addr *from)
{
    for (size_t i = 0; i < options->network_count; i++)
        if (addr_net_has(&options->networks[i], from))
            return true;
    return false;
}

static void check_login(struct event_request *request)
{
    const struct event_server_options *options = &request->all->options;
    const char *why = NULL;
    char text[320];
    if (options->user[0] == '\0')
        return;
    enum event_login login = event_login_check(request->connection, options->user,
                                               options->password, request->all->message, &why);
    request->link->asked = login == EVENT_LOGIN_NONE;
    request->stale = login == EVENT_LOGIN_USED || login == EVENT_LOGIN_OLD;
    switch (login) {
    case EVENT_LOGIN_GOOD:
        return;
    case EVENT_LOGIN_NONE: /* how every log-in by digest begins */
        refuse(request, MHD_HTTP_UNAUTHORIZED, TROUBLE_LOGIN, NULL);
        return;
    case EVENT_LOGIN_USED:
        refuse(request, MHD_HTTP_UNAUTHORIZED, TROUBLE_LOGIN,
               "log-in with a nonce that was used before or never given out: asked again");
        return;
    case EVENT_LOGIN_OLD:
        refuse(request, MHD_HTTP_UNAUTHORIZED, TROUBLE_NONCE,
               "log-in with a nonce that is too old or not ours: asked again");
        return;
    case EVENT_LOGIN_REFUSED:
        request->due = clock_ms() + EVENT_SERVER_LOGIN_MS;
        (void)snprintf(text, sizeof text, "log-in refused: %s", why);
        refuse(request, MHD_HTTP_UNAUTHORIZED, TROUBLE_LOGIN, text);
    }
}

/* Decides by the headers whether the request may go on. */
static void check_request(struct event_request *request, const char *path, const char *method)
{
    const struct event_server_options *options = &request->all->options;
    char text[160];
    if (!comes_from(options, &request->link->from)) {
        refuse(request, MHD_HTTP_FORBIDDEN, TROUBLE_NETWORK,
               "the address is in none of [amt] networks");
    } else if (options->path[0] != '\0' && strcmp(path, options->path) != 0) {
        (void)snprintf(text, sizeof text, "there is nothing at path %.120s", path);
        refuse(request, MHD_HTTP_NOT_FOUND, TROUBLE_REQUEST, text);
    } else if (strcmp(method, MHD_HTTP_METHOD_POST) != 0) {
        (void)snprintf(text, sizeof text, "method %.40s: events come by POST", method);
        refuse(request, MHD_HTTP_METHOD_NOT_ALLOWED, TROUBLE_REQUEST, text);
    } else {
        check_login(request);
    }
}

/* The length that the headers give, 0 if they give none. libmicrohttpd has checked that it is a
 * number. */
static unsigned long long content_length(struct event_request *request)
{
    const char *value = MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND,
                                                    MHD_HTTP_HEADER_CONTENT_LENGTH);
    return value != NULL ? strtoull(value, NULL, 10) : 0;
}

/* ---------------------------------------------------------------- answers */

static struct MHD_Response *make_response(struct event_request *request)
{
    bool plain = request->text == NULL && request->status != MHD_HTTP_METHOD_NOT_ALLOWED &&
                 request->status != MHD_HTTP_SERVICE_UNAVAILABLE &&
                 request->status != MHD_HTTP_UNAUTHORIZED;
    if (plain)
        return request->all->empty;
    struct MHD_Response *response = MHD_create_response_from_buffer(
        request->text_len, request->text,
        request->text != NULL ? MHD_RESPMEM_MUST_FREE : MHD_RESPMEM_PERSISTENT);
    if (response == NULL)
        return NULL;
    enum MHD_Result good = MHD_YES;
    if (request->text != NULL)
        good = MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, EVENT_ACK_TYPE);
    request->text = NULL; /* the response owns it now */
    if (request->status == MHD_HTTP_METHOD_NOT_ALLOWED)
        good = MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, MHD_HTTP_METHOD_POST);
    if (request->status == MHD_HTTP_SERVICE_UNAVAILABLE)
        good = MHD_add_response_header(response, MHD_HTTP_HEADER_RETRY_AFTER, RETRY_AFTER);
    if (good == MHD_YES)
        return response;
    MHD_destroy_response(response);
    return NULL;
}

/* False if there is not enough memory for an answer. */
static bool send_answer(struct event_request *request)
{
    struct MHD_Response *response = make_response(request);
    if (response == NULL)
        return false;
    set_state(request, REQUEST_SENT);
    bool good = request->status == MHD_HTTP_UNAUTHORIZED
                    ? event_login_send_challenge(request->connection, request->all->challenges++,
                                                 request->stale, response)
                    : MHD_queue_response(request->connection, request->status, response) == MHD_YES;
    if (response != request->all->empty)
        MHD_destroy_response(response);
    return good;
}

/* All that are delayed wait equally long, so they are due in the order in which they came. */
static bool answer_refused(struct event_request *request)
{
    struct event_requests *all = request->all;
    if (request->due == 0)
        return send_answer(request);
    request->next_due = NULL;
    if (all->last_due != NULL)
        all->last_due->next_due = request;
    else
        all->first_due = request;
    all->last_due = request;
    set_state(request, REQUEST_DELAYED);
    return true;
}

long long event_requests_next_due(const struct event_requests *all)
{
    return all->first_due != NULL ? all->first_due->due : LLONG_MAX;
}

void event_requests_answer_due(struct event_requests *all, long long now)
{
    while (all->first_due != NULL && all->first_due->due <= now) {
        struct event_request *request = all->first_due;
        all->first_due = request->next_due;
        if (all->first_due == NULL)
            all->last_due = NULL;
        set_state(request, REQUEST_ANSWERED);
    }
}

void event_requests_send_delayed(struct event_requests *all, const struct event_link *link)
{
    struct event_request *before = NULL;
    struct event_request *request = all->first_due;
    while (request != NULL && request->link != link) {
        before = request;
        request = request->next_due;
    }
    if (request == NULL)
        return;
    if (before != NULL)
        before->next_due = request->next_due;
    else
        all->first_due = request->next_due;
    if (all->last_due == request)
        all->last_due = before;
    set_state(request, REQUEST_ANSWERED);
}

void event_request_answer(struct event_request *request, unsigned status, char *text, size_t len)
{
    request->status = status;
    request->text = text;
    request->text_len = len;
    free(request->body);
    request->body = NULL;
    set_state(request, REQUEST_ANSWERED);
}

const struct addr *event_request_from(const struct event_request *request)
{
    return &request->link->from;
}

const char *event_request_body(const struct event_request *request, size_t *len)
{
    *len = request->used;
    return request->body;
}

/* ---------------------------------------------------------------- a request's way */

static bool make_room(struct event_request *request, size_t wanted)
{
    if (wanted <= request->room)
        return true;
    size_t room = wanted > 2 * request->room ? wanted : 2 * request->room;
    char *grown = realloc(request->body, room);
    if (grown == NULL)
        return false;
    request->body = grown;
    request->room = room;
    return true;
}

static bool begin(struct event_requests *all, struct MHD_Connection *connection,
                  struct event_link *link, const char *path, const char *method,
                  struct event_request **made)
{
    struct event_request *request = link != NULL ? calloc(1, sizeof *request) : NULL;
    if (request == NULL)
        return false;
    *request = (struct event_request){.all = all, .connection = connection, .link = link};
    *made = request;
    all->begun++;
    link->begun = true;
    check_request(request, path, method);
    unsigned long long length = content_length(request);
    if (length <= EVENT_BODY_MAX)
        return request->state == REQUEST_REFUSED || make_room(request, (size_t)length);
    /* Not even the beginning of the body is wanted. */
    if (request->state == REQUEST_READING)
        refuse(request, MHD_HTTP_CONTENT_TOO_LARGE, TROUBLE_REQUEST, "announces more than 64 KiB");
    return answer_refused(request);
}

/* A refused body is read to its end too, so that the answer reaches a sender that first sends all
 * of it, and the connection can be used again. */
static bool recv_part(struct event_request *request, const char *data, size_t len)
{
    request->seen += len;
    if (request->state != REQUEST_READING)
        return request->seen <= DISCARD_MAX;
    if (request->used + len > EVENT_BODY_MAX) {
        refuse(request, MHD_HTTP_CONTENT_TOO_LARGE, TROUBLE_REQUEST, "more than 64 KiB");
        return true;
    }
    if (!make_room(request, request->used + len))
        return false;
    memcpy(request->body + request->used, data, len);
    request->used += len;
    return true;
}

bool event_request_step(struct event_requests *all, struct MHD_Connection *connection,
                        struct event_link *link, const char *path, const char *method,
                        const char *data, size_t *len, struct event_request **request)
{
    struct event_request *r = *request;
    if (r == NULL)
        return begin(all, connection, link, path, method, request);
    if (*len > 0) {
        size_t part = *len;
        *len = 0;
        return recv_part(r, data, part);
    }
    if (r->state == REQUEST_REFUSED)
        return answer_refused(r);
    if (r->state == REQUEST_READING) {
        set_state(r, REQUEST_OFFERED);
        all->options.on_request(all->options.context, r);
    }
    if (r->state != REQUEST_OFFERED)
        return send_answer(r);
    set_state(r, REQUEST_HELD);
    return true;
}

void event_request_end(struct event_request *request, bool is_complete)
{
    struct event_link *link = request->link;
    if (!is_complete && !link->dropped)
        request->all->options.log(TROUBLE_REQUEST, &link->from, "request or answer cut off");
    link->since = clock_ms();
    request->all->begun--;
    free(request->body);
    free(request->text);
    free(request);
}

void event_requests_on_message(void *context, const char *format, va_list args)
{
    struct event_requests *all = context;
    if (vsnprintf(all->message, sizeof all->message, format, args) < 0)
        all->message[0] = '\0';
    all->message[strcspn(all->message, "\r\n")] = '\0';
    all->options.log(TROUBLE_HTTP, NULL, all->message);
}

enum err_code event_requests_init(struct event_requests *all,
                                  const struct event_server_options *options, struct err *e)
{
    *all = (struct event_requests){.options = *options};
    all->empty = MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
    return all->empty != NULL ? ERR_OK : err_nomem(e);
}

void event_requests_free(struct event_requests *all)
{
    if (all->empty != NULL)
        MHD_destroy_response(all->empty);
}
