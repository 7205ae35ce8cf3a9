#include "tests/standin/http.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tests/standin/answer.h"
#include "tests/standin/digest.h"
#include "tests/standin/events.h"
#include "tests/standin/log.h"
#include "tests/standin/negotiate.h"
#include "tests/standin/operations.h"
#include "tests/standin/reply.h"
#include "tests/standin/stream.h"

enum { HEAD_MAX = 32 * 1024, BODY_MAX = 1024 * 1024, TARGET_SIZE = 256 };

struct connection {
    const struct listener *listener;
    struct stream stream;
    struct text input; /* what was read but not used yet */
    gss_ctx_id_t negotiation;
    bool negotiated; /* whoever is at the other end has logged in by Negotiate */
};

struct http_request {
    char method[16], target[TARGET_SIZE];
    char *authorization;
    size_t body_size;
    bool has_host, has_length, has_chunks, expects, wants_close;
    int refusal; /* an HTTP status, or 0 */
    struct text body;
};

static bool read_more(struct connection *connection)
{
    char buffer[16 * 1024];
    size_t size = stream_read(&connection->stream, buffer, sizeof buffer);

    text_add(&connection->input, buffer, size);
    return size > 0;
}

static void drop_input(struct connection *connection, size_t size)
{
    struct text *input = &connection->input;

    memmove(input->data, input->data + size, input->size - size);
    input->size -= size;
    input->data[input->size] = '\0';
}

/* Reads one header line, which is changed. */
static bool read_field(struct http_request *request, char *line)
{
    char *value = strchr(line, ':');
    size_t size;

    if (value == NULL || value == line || strcspn(line, " \t") < (size_t)(value - line))
        return false;
    *value++ = '\0';
    value += strspn(value, " \t");
    for (size = strlen(value); size > 0 && strchr(" \t", value[size - 1]) != NULL; size--)
        value[size - 1] = '\0';

    if (strcasecmp(line, "Host") == 0) {
        request->has_host = true;
    } else if (strcasecmp(line, "Content-Length") == 0) {
        if (size == 0 || size > 9 || strspn(value, "0123456789") != size || request->has_length)
            return false;
        request->has_length = true;
        request->body_size = strtoul(value, NULL, 10);
    } else if (strcasecmp(line, "Transfer-Encoding") == 0) {
        request->has_chunks = true;
    } else if (strcasecmp(line, "Expect") == 0) {
        request->expects = true;
    } else if (strcasecmp(line, "Connection") == 0) {
        request->wants_close |= strcasestr(value, "close") != NULL;
    } else if (strcasecmp(line, "Authorization") == 0) {
        if (request->authorization != NULL)
            return false;
        request->authorization = xstrdup(value);
    }
    return true;
}

/* Reads the request line and the header lines, which are changed. */
static bool read_head(struct http_request *request, char *head)
{
    char version[16], *line, *rest = NULL;

    line = strtok_r(head, "\r\n", &rest);
    if (line == NULL ||
        sscanf(line, "%15s %255s %15s", request->method, request->target, version) != 3 ||
        strncmp(version, "HTTP/1.", 7) != 0)
        return false;
    request->wants_close = strcmp(version, "HTTP/1.0") == 0;
    while ((line = strtok_r(NULL, "\r\n", &rest)) != NULL) {
        if (!read_field(request, line))
            return false;
    }
    return request->has_host;
}

/* False at the end of the connection. */
static bool read_request(struct connection *connection, struct http_request *request)
{
    struct text *input = &connection->input;
    char *end = NULL;
    size_t size;

    memset(request, 0, sizeof *request);
    while (input->size == 0 || (end = memmem(input->data, input->size, "\r\n\r\n", 4)) == NULL) {
        if (input->size > HEAD_MAX || !read_more(connection))
            return false;
    }
    size = (size_t)(end - input->data) + 4;
    end[2] = '\0';
    if (strlen(input->data) != size - 2 || !read_head(request, input->data))
        request->refusal = 400;
    else if (request->expects) /* nobody has tried this on AMT: a client must not rely on it */
        request->refusal = 417;
    else if (request->has_chunks)
        request->refusal = 411;
    else if (request->body_size > BODY_MAX)
        request->refusal = 413;
    drop_input(connection, size);
    if (request->refusal != 0)
        return true;

    while (input->size < request->body_size) {
        if (!read_more(connection))
            return false;
    }
    text_add(&request->body, input->data, request->body_size);
    drop_input(connection, request->body_size);
    return true;
}

/* Whether this is the place to which --redirect-to sends clients. */
static bool is_redirection(const struct listener *listener, const char *target)
{
    const char *url = listener->server->options.redirect_to;
    const char *path = url ? strstr(url, "://") : NULL;

    if (listener->trap)
        return true;
    path = path ? strchr(path + 3, '/') : NULL;
    return path != NULL && strcmp(path, "/wsman") != 0 && strcmp(path, target) == 0;
}

static void refuse(struct answer *answer, int status)
{
    answer->status = status;
    answer->close = true;
    text_printf(&answer->body, "<html><body><h1>Error %d</h1></body></html>\n", status);
}

static void ask_log_in(const struct listener *listener, bool stale, struct answer *answer)
{
    const struct options *options = &listener->server->options;

    answer->status = 401;
    answer->close = !options->keep_401;
    if (options->amt.keytab != NULL)
        text_puts(&answer->head, "WWW-Authenticate: Negotiate\r\n");
    digest_challenge(listener->machine, options, stale, &answer->head);
    answer_login_page(answer);
}

enum log_in { LOG_IN_GOOD, LOG_IN_STALE, LOG_IN_BAD, LOG_IN_MORE };

/* By Negotiate, which applies to the rest of the connection, or else by digest. */
static enum log_in log_in(struct connection *connection, const struct http_request *request,
                          struct caller *caller, struct answer *answer)
{
    const struct listener *listener = connection->listener;
    const struct options *options = &listener->server->options;
    enum negotiate_result result = NEGOTIATE_NONE;

    if (options->amt.keytab != NULL && request->authorization == NULL && connection->negotiated)
        result = NEGOTIATE_GOOD;
    else if (options->amt.keytab != NULL)
        result = negotiate_check(&connection->negotiation, request->authorization, &answer->head);
    if (result != NEGOTIATE_NONE) {
        *caller = (struct caller){.full = true};
        connection->negotiated = result == NEGOTIATE_GOOD && !options->amt.negotiate_each;
        return result == NEGOTIATE_GOOD   ? LOG_IN_GOOD
               : result == NEGOTIATE_MORE ? LOG_IN_MORE
                                          : LOG_IN_BAD;
    }
    if (answer->fault == FAULT_NO_LOGIN) {
        *caller = (struct caller){.full = true};
        return LOG_IN_GOOD;
    }
    switch (digest_check(listener->machine, options, request->authorization, request->method,
                         request->target, request->body.data, request->body.size, caller)) {
    case DIGEST_GOOD:
        return LOG_IN_GOOD;
    case DIGEST_STALE:
        return LOG_IN_STALE;
    default:
        return LOG_IN_BAD;
    }
}

/* After the log-in: SOAP in, SOAP out. */
static void answer_soap(const struct listener *listener, const struct request *soap,
                        const struct caller *caller, struct answer *answer)
{
    const struct options *options = &listener->server->options;

    answer->soap = true;
    answer->status =
        operation_run(options, listener->machine, soap, caller, answer->fault, &answer->body);
    fault_corrupt(answer->fault, answer);
    if (options->front != NULL)
        text_insert(&answer->body, 0, options->front, strlen(options->front));
    machine_count_good(listener->machine);
}

/* What should go wrong with this request: --fault, --fault-at, --fault-nth and --fault-each. */
static enum fault find_fault(const struct listener *listener, const struct request *soap)
{
    const struct options *options = &listener->server->options;
    const struct machine *first = listener->server->machines;
    enum fault nth = machine_fault_nth(listener->machine, options, request_action(soap),
                                       (size_t)(listener->machine - first) + 1);

    if (nth != FAULT_NONE)
        return nth;
    if (machine_fault_due(listener->machine, options))
        return options->fault;
    return amt_fault_at(&options->amt, soap->class_name, request_action(soap));
}

/* Decides on the answer; it is sent later. */
static void decide(struct connection *connection, const struct http_request *request,
                   const struct request *soap, bool alone, struct answer *answer)
{
    const struct listener *listener = connection->listener;
    const struct options *options = &listener->server->options;
    enum log_in result;
    struct caller caller;

    answer->fault = find_fault(listener, soap);
    if (is_redirection(listener, request->target)) {
        refuse(answer, 404);
        answer->note = "followed";
        return;
    }
    if (fault_early_answer(answer->fault, options->redirect_to, answer))
        return;
    if (answer->fault == FAULT_NO_LOGIN && request->body.size == 0) {
        answer->status = 200; /* continue, then */
        return;
    }
    if (answer->fault == FAULT_DRIP)
        answer->delivery = DELIVER_DRIP;
    if (answer->fault == FAULT_CUT)
        answer->delivery = DELIVER_HALF;
    if (request->refusal != 0) {
        refuse(answer, request->refusal);
        return;
    }
    if (strcmp(request->method, "POST") != 0 || strcmp(request->target, "/wsman") != 0) {
        refuse(answer, 404);
        return;
    }
    result = log_in(connection, request, &caller, answer);
    answer->authorised = result == LOG_IN_GOOD;
    if (!alone) {
        /* AMT serves one at a time, and says so or locks up: no client may cause that. */
        answer->soap = true;
        answer->status = 400;
        answer->note = "concurrent";
        reply_fault(&answer->body, SOAP_FAULT_BUSY, machine_message(listener->machine),
                    soap->message_id, NULL);
    } else if (result == LOG_IN_MORE) {
        answer->status = 401; /* the connection must stay open */
        answer_login_page(answer);
    } else if (result != LOG_IN_GOOD || options->always_stale) {
        ask_log_in(listener,
                   options->always_stale ? result == LOG_IN_GOOD
                                         : options->stale_true && result == LOG_IN_STALE,
                   answer);
    } else {
        answer_soap(listener, soap, &caller, answer);
    }
}

/* True when the connection stays open. */
static bool deliver(struct connection *connection, const struct answer *answer)
{
    const struct server *server = connection->listener->server;
    struct stream *stream = &connection->stream;
    struct text wire = {0};
    bool good = false;

    switch (answer->delivery) {
    case DELIVER_NOTHING:
        stream_drain(stream);
        return false;
    case DELIVER_RESET:
        stream_reset(stream);
        return false;
    case DELIVER_CLOSE:
        return false;
    case DELIVER_STREAM:
        fault_stream(answer->fault, server, stream);
        return false;
    case DELIVER_WHOLE:
    case DELIVER_HALF:
    case DELIVER_DRIP:
        break;
    }
    answer_render(answer, server->options.server, (unsigned)answer->body.size, &wire);
    if (answer->delivery == DELIVER_HALF) {
        const char *body = strstr(wire.data, "\r\n\r\n") + 4;

        stream_write(stream, wire.data, wire.size - (wire.size - (size_t)(body - wire.data)) / 2);
    } else if (answer->delivery == DELIVER_DRIP) {
        good = true;
        for (size_t i = 0; good && i < wire.size; i++)
            good = stream_write(stream, wire.data + i, 1) && server_pause(server, 1000);
    } else {
        good = stream_write(stream, wire.data, wire.size);
    }
    text_free(&wire);
    return good && !answer->close;
}

static void log_answer(const struct listener *listener, const struct request *soap,
                       const struct answer *answer)
{
    struct exchange exchange = {
        .where = listener->where,
        .status = answer->status,
        .authorised = answer->authorised,
        .action = soap->action,
        .resource = soap->resource,
        .note = answer->note,
    };

    log_exchange(listener->server->log_fd, &exchange);
}

static bool serve_request(struct connection *connection)
{
    const struct listener *listener = connection->listener;
    struct http_request request;
    struct request soap = {0};
    struct answer answer = {0};
    bool alive = read_request(connection, &request);

    if (alive) {
        bool alone = machine_begin(listener->machine, connection->stream.fd);

        if (request.body.size > 0)
            request_read(&soap, request.body.data, request.body.size);
        decide(connection, &request, &soap, alone, &answer);
        answer.close |= request.wants_close;
        alive = server_work(listener->server, connection->stream.fd);
        if (!alive) {
            answer.status = 0;
            answer.note = "gone";
        }

        /*
         * The machine is free again and the exchange is in the log before the client can know the
         * answer, so that neither its next request nor a look into the log comes too early.
         */
        machine_end(listener->machine, connection->stream.fd);
        log_answer(listener, &soap, &answer);
        if (alive)
            alive = deliver(connection, &answer);
        if (listener->server->options.amt.call_event && soap.verb == VERB_SUBSCRIBE &&
            answer.status == 200)
            events_post(listener->server, listener->machine);
        if (request.refusal != 0) {
            stream_linger(&connection->stream);
            alive = false;
        }
    }
    answer_free(&answer);
    request_free(&soap);
    free(request.authorization);
    text_free(&request.body);
    return alive;
}

void http_serve(const struct listener *listener, int fd)
{
    struct connection connection = {.listener = listener, .negotiation = GSS_C_NO_CONTEXT};

    if (!stream_open(&connection.stream, fd, listener->tls))
        return;
    while (serve_request(&connection))
        continue;
    stream_close(&connection.stream);
    negotiate_forget(&connection.negotiation);
    text_free(&connection.input);
}
