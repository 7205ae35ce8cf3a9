#include "tests/standin/answer.h"

#include <string.h>
#include <time.h>

static const char *reason(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 302:
        return "Found";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 404:
        return "Not Found";
    case 411:
        return "Length Required";
    case 413:
        return "Request Entity Too Large";
    case 417:
        return "Expectation Failed";
    case 418:
        return "I'm a teapot";
    case 503:
        return "Service Unavailable";
    default:
        return "Internal Server Error";
    }
}

/* The length of the next chunk: any length; most useful is one that ends inside a character. */
static size_t next_chunk(const char *data, size_t left, unsigned *seed)
{
    size_t most = left > 0x10000 ? 0xFFF0 : 0x02FA;
    size_t size;

    *seed = *seed * 1103515245u + 12345u;
    size = 1 + (*seed >> 8) % most;
    if (size > left)
        size = left;
    for (size_t i = 0; i + 1 < size; i++) {
        if ((unsigned char)data[i] >= 0xC0)
            return i + 1;
    }
    return size;
}

static void add_chunks(struct text *out, const struct text *body, unsigned seed)
{
    size_t size;

    for (size_t at = 0; at < body->size; at += size) {
        size = next_chunk(body->data + at, body->size - at, &seed);
        text_printf(out, "%04zX\r\n", size); /* four digits, as AMT pads them */
        text_add(out, body->data + at, size);
        text_puts(out, "\r\n");
    }
    text_puts(out, "0\r\n\r\n");
}

void answer_render(const struct answer *answer, const char *server, unsigned seed, struct text *out)
{
    char date[64];
    time_t now = time(NULL);
    struct tm parts;

    text_printf(out, "HTTP/1.1 %d %s\r\n", answer->status, reason(answer->status));
    if (answer->soap) {
        gmtime_r(&now, &parts);
        strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", &parts);
        text_printf(out, "Date: %s\r\n", date);
        if (server != NULL)
            text_printf(out, "Server: %s\r\n", server);
        text_puts(out, "X-Frame-Options: DENY\r\n"
                       "Content-Type: application/soap+xml; charset=UTF-8\r\n"
                       "Transfer-Encoding: chunked\r\n");
    }
    if (answer->head.size > 0)
        text_add(out, answer->head.data, answer->head.size);
    if (!answer->soap) {
        text_puts(out, "Content-Type: text/html\r\n");
        if (server != NULL)
            text_printf(out, "Server: %s\r\n", server);
        text_printf(out, "Content-Length: %zu\r\n", answer->body.size);
    }
    text_printf(out, "%s\r\n", answer->close ? "Connection: close\r\n" : "");
    if (answer->soap)
        add_chunks(out, &answer->body, seed);
    else if (answer->body.size > 0)
        text_add(out, answer->body.data, answer->body.size);
}

void answer_free(struct answer *answer)
{
    text_free(&answer->head);
    text_free(&answer->body);
}

void answer_login_page(struct answer *answer)
{
    /* Unclosed and unquoted like the real one, and about as long. */
    text_puts(&answer->body,
              "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01 Transitional//EN\" >\n"
              "<html><head><link rel=stylesheet href=/page.css>\n"
              "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\">\n"
              "<title>Stand-in for a management engine&reg;</title></head>\n"
              "<body>\n"
              "<table class=top>\n"
              "<tr><td valign=top nowrap>\n"
              "<p class=name>Stand-in<font class=r><sup>&reg;</sup></font> for a managed machine\n"
              "<td valign=\"top\"><img src=\"picture.gif\" align=\"right\" alt=\"Stand-in\">\n"
              "</table>\n"
              "<br />\n"
              "<h2 class=warn>No entry. The name or the password is wrong, or too many wrong ones "
              "came in a short time.</h2>\n"
              "\n"
              "<p>\n"
              "<form METHOD=\"GET\" action=\"start.htm\"><h2><input type=submit value=\"Again\">\n"
              "</h2></form>\n"
              "<p>\n"
              "\n"
              "</body>\n"
              "</html>\n");
}
