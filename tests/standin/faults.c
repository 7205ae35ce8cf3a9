#include "tests/standin/faults.h"

#include <stdlib.h>
#include <string.h>

#include "tests/standin/answer.h"
#include "tests/standin/reply.h"
#include "tests/standin/request.h"
#include "tests/standin/server.h"
#include "tests/standin/stream.h"

enum { ATTRIBUTE_COUNT = 100000, DEPTH = 10000 };

static const struct {
    const char *name;
    enum fault fault;
} names[] = {
    {"silent", FAULT_SILENT},
    {"reset", FAULT_RESET},
    {"close", FAULT_CLOSE},
    {"html", FAULT_HTML},
    {"redirect", FAULT_REDIRECT},
    {"endless-headers", FAULT_ENDLESS_HEADERS},
    {"basic", FAULT_BASIC},
    {"no-realm", FAULT_NO_REALM},
    {"half-digest", FAULT_HALF_DIGEST},
    {"no-login", FAULT_NO_LOGIN},
    {"teapot", FAULT_TEAPOT},
    {"drip", FAULT_DRIP},
    {"error-500", FAULT_ERROR_500},
    {"error-503", FAULT_ERROR_503},
    {"cut", FAULT_CUT},
    {"gigabyte", FAULT_GIGABYTE},
    {"bomb", FAULT_BOMB},
    {"xxe", FAULT_XXE},
    {"attributes", FAULT_ATTRIBUTES},
    {"deep", FAULT_DEEP},
    {"truncated", FAULT_TRUNCATED},
    {"notxml", FAULT_NOTXML},
    {"raw-escape", FAULT_RAW_ESCAPE},
    {"wrong-root", FAULT_WRONG_ROOT},
    {"fault-busy", FAULT_BUSY},
    {"busy-once", FAULT_BUSY_ONCE},
    {"soap-fault-500", FAULT_SOAP_500},
    {"schema", FAULT_SCHEMA},
    {"denied", FAULT_DENIED},
    {"lost", FAULT_LOST},
    {"done-500", FAULT_DONE_500},
    {"context", FAULT_CONTEXT},
};

enum fault fault_named(const char *name)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(names[i].name, name) == 0)
            return names[i].fault;
    }
    return FAULT_NONE;
}

void fault_names(struct text *out)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        text_printf(out, "%s%s", i > 0 ? " " : "", names[i].name);
}

bool fault_early_answer(enum fault fault, const char *redirect_to, struct answer *answer)
{
    switch (fault) {
    case FAULT_SILENT:
        answer->delivery = DELIVER_NOTHING;
        return true;
    case FAULT_RESET:
        answer->delivery = DELIVER_RESET;
        return true;
    case FAULT_CLOSE:
        answer->delivery = DELIVER_CLOSE;
        return true;
    case FAULT_ENDLESS_HEADERS:
        answer->status = 200;
        answer->delivery = DELIVER_STREAM;
        return true;
    case FAULT_HTML:
        answer->status = 200;
        text_puts(&answer->body, "<!DOCTYPE html>\n<html><head><title>Printer</title></head>"
                                 "<body><h1>Toner low</h1></body></html>\n");
        return true;
    case FAULT_REDIRECT:
        answer->status = 302;
        text_printf(&answer->head, "Location: %s\r\n", redirect_to);
        return true;
    case FAULT_BASIC:
        answer->status = 401;
        answer->close = true;
        text_puts(&answer->head, "WWW-Authenticate: Basic realm=\"Digest\"\r\n");
        answer_login_page(answer);
        return true;
    case FAULT_NO_REALM:
        answer->status = 401;
        answer->close = true;
        answer_login_page(answer);
        return true;
    case FAULT_HALF_DIGEST:
        answer->status = 401;
        answer->close = true;
        text_puts(&answer->head, "WWW-Authenticate: Digest stale=\"false\",qop=\"auth\"\r\n");
        answer_login_page(answer);
        return true;
    case FAULT_TEAPOT:
        answer->status = 418;
        text_puts(&answer->body, "<html><body>short and stout</body></html>\n");
        return true;
    case FAULT_ERROR_500:
        answer->status = 500;
        answer->soap = true;
        reply_fault(&answer->body, SOAP_FAULT_INTERNAL, 0, NULL, NULL);
        return true;
    case FAULT_ERROR_503:
        answer->status = 503;
        text_puts(&answer->body, "<html><body><h1>Service unavailable</h1></body></html>\n");
        return true;
    default:
        return false;
    }
}

/* Where the Body's first child begins. */
static size_t body_start(const struct text *message)
{
    const char *found = strstr(message->data, ":Body>");

    return found ? (size_t)(found - message->data) + strlen(":Body>") : 0;
}

/* The end of the Body's first tag: just before its '>', or just after it. */
static size_t first_tag_end(const struct text *message, bool inside)
{
    const char *found = strchr(message->data + body_start(message), '>');

    return found ? (size_t)(found - message->data) + !inside : 0;
}

/* Adds a document type at the start, and a use of its entity to every value of the Body. */
static void use_entity(struct text *message, const char *type, const char *entity)
{
    size_t at = body_start(message);

    for (; at + 1 < message->size; at++) {
        char next = message->data[at + 1];

        if (message->data[at] == '>' && next != '<') {
            text_insert(message, at + 1, entity, strlen(entity));
            at += strlen(entity);
        }
    }
    at = (size_t)(strstr(message->data, "?>") - message->data) + 2;
    text_insert(message, at, type, strlen(type));
}

static void add_bomb(struct text *message)
{
    struct text type = {0};

    text_puts(&type, "<!DOCTYPE e [<!ENTITY x0 \"ha\">");
    for (int i = 1; i <= 9; i++) {
        text_printf(&type, "<!ENTITY x%d \"", i);
        for (int j = 0; j < 10; j++)
            text_printf(&type, "&x%d;", i - 1);
        text_puts(&type, "\">");
    }
    text_puts(&type, "]>");
    use_entity(message, type.data, "&x9;");
    text_free(&type);
}

static void add_attributes(struct text *message)
{
    struct text more = {0};

    for (int i = 0; i < ATTRIBUTE_COUNT; i++)
        text_printf(&more, " a%d=\"%d\"", i, i);
    text_insert(message, first_tag_end(message, true), more.data, more.size);
    text_free(&more);
}

static void add_depth(struct text *message)
{
    struct text more = {0};

    for (int i = 0; i < DEPTH; i++)
        text_puts(&more, "<deep>");
    for (int i = 0; i < DEPTH; i++)
        text_puts(&more, "</deep>");
    text_insert(message, first_tag_end(message, false), more.data, more.size);
    text_free(&more);
}

void fault_corrupt(enum fault fault, struct answer *answer)
{
    static const char not_xml[] = "\x89PNG\r\n\x1a\n\0\0\xff\xfe<<<&&& no XML at all";
    static const char not_legal[] = "\033[2J\001";
    struct text *body = &answer->body;

    switch (fault) {
    case FAULT_GIGABYTE:
        answer->delivery = DELIVER_STREAM;
        break;
    case FAULT_LOST:
        answer->delivery = DELIVER_CLOSE;
        break;
    case FAULT_DONE_500:
        text_free(body);
        (void)fault_early_answer(FAULT_ERROR_500, NULL, answer);
        break;
    case FAULT_TRUNCATED:
        answer->delivery = DELIVER_HALF;
        break;
    case FAULT_BOMB:
        add_bomb(body);
        break;
    case FAULT_XXE:
        use_entity(body, "<!DOCTYPE e [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>", "&x;");
        break;
    case FAULT_ATTRIBUTES:
        add_attributes(body);
        break;
    case FAULT_DEEP:
        add_depth(body);
        break;
    case FAULT_RAW_ESCAPE: /* what XML cannot hold: the message is not well-formed */
        text_insert(body, first_tag_end(body, false), not_legal, sizeof not_legal - 1);
        break;
    case FAULT_NOTXML:
        text_free(body);
        text_add(body, not_xml, sizeof not_xml - 1);
        break;
    case FAULT_WRONG_ROOT:
        text_free(body);
        text_puts(body, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
                        "<html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title>SOAP</title>"
                        "</head><body><p>Envelope</p></body></html>");
        break;
    default:
        break;
    }
}

static void stream_headers(const struct server *server, struct stream *stream)
{
    struct text more = {0};

    text_puts(&more, "HTTP/1.1 200 OK\r\n");
    for (unsigned long long i = 0; server_pause(server, 0); i++) {
        for (int j = 0; j < 64; j++)
            text_printf(&more, "X-More-%llu-%d: %064d\r\n", i, j, j);
        if (!stream_write(stream, more.data, more.size))
            break;
        more.size = 0;
    }
    text_free(&more);
}

static void stream_body(const struct server *server, struct stream *stream)
{
    enum { SIZE = 0xFFF0 };
    static const char element[] = "<x:Model xmlns:x=\"urn:x\">endless</x:Model>";
    static const char start[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
                                "<a:Envelope xmlns:a=\"" NS_SOAP "\"><a:Body>";
    struct text more = {0};

    text_printf(&more,
                "HTTP/1.1 200 OK\r\n"
                "Content-Type: application/soap+xml; charset=UTF-8\r\n"
                "Transfer-Encoding: chunked\r\n\r\n"
                "%04zX\r\n%s\r\n",
                strlen(start), start);
    if (stream_write(stream, more.data, more.size)) {
        more.size = 0;
        text_printf(&more, "%04X\r\n", SIZE);
        while (more.size < 6 + SIZE)
            text_add(&more, element,
                     6 + SIZE - more.size > strlen(element) ? strlen(element)
                                                            : 6 + SIZE - more.size);
        memset(more.data + more.size - SIZE % strlen(element), ' ', SIZE % strlen(element));
        text_puts(&more, "\r\n");
        while (server_pause(server, 0) && stream_write(stream, more.data, more.size))
            continue;
    }
    text_free(&more);
}

void fault_stream(enum fault fault, const struct server *server, struct stream *stream)
{
    if (fault == FAULT_ENDLESS_HEADERS)
        stream_headers(server, stream);
    else
        stream_body(server, stream);
}
