#include "common/xml_repair.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#define CHARACTER_MAX 0x10FFFFu

/* One thing in a text: a character, a reference to one, or a byte that is not UTF-8. */
struct piece {
    size_t len;
    bool good;
};

static bool is_xml_char(ucs4_t c)
{
    if (c < ' ')
        return c == '\t' || c == '\n' || c == '\r';
    return c <= CHARACTER_MAX && (c & 0xFFFFFFFE) != 0xFFFE && (c < 0xD800 || c > 0xDFFF);
}

static int digit_value(char c, unsigned base)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    char lower = (char)(c | 0x20);
    return base == 16 && lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* text begins with '&'. Anything but a whole numeric character reference is left as it is. */
static struct piece read_reference(const char *text, size_t len)
{
    const struct piece left = {1, true};
    if (len < 3 || text[1] != '#')
        return left;
    unsigned base = text[2] == 'x' ? 16 : 10;
    size_t first = base == 16 ? 3 : 2;
    size_t at = first;
    ucs4_t c = 0;
    for (int digit; at < len && (digit = digit_value(text[at], base)) >= 0; at++)
        c = c > CHARACTER_MAX ? c : c * base + (ucs4_t)digit;
    if (at == first || at == len || text[at] != ';')
        return left;
    return (struct piece){at + 1, is_xml_char(c)};
}

static struct piece read_piece(const char *text, size_t len)
{
    unsigned char byte = (unsigned char)*text;
    if (byte == '&')
        return read_reference(text, len);
    if (byte < 0x80)
        return (struct piece){1, is_xml_char(byte)};
    ucs4_t c;
    int count = u8_mbtoucr(&c, (const uint8_t *)text, len);
    return count > 0 ? (struct piece){(size_t)count, is_xml_char(c)} : (struct piece){1, false};
}

/* The end of the run from *at that is kept; *at is then where the next run begins. */
static size_t keep_run(const char *text, size_t len, size_t *at, bool *in_tag)
{
    for (size_t i = *at; i < len;) {
        struct piece piece = *in_tag ? (struct piece){1, true} : read_piece(text + i, len - i);
        if (text[i] == '<')
            *in_tag = true;
        else if (text[i] == '>')
            *in_tag = false;
        size_t end = i;
        i += piece.len;
        if (!piece.good) {
            *at = i;
            return end;
        }
    }
    *at = len;
    return len;
}

static size_t front_len(const char *text, size_t len)
{
    static const char mark[] = "\xef\xbb\xbf";
    size_t at = 0;
    while (at < len) {
        if (text[at] == ' ' || text[at] == '\t' || text[at] == '\n' || text[at] == '\r')
            at++;
        else if (len - at >= 3 && memcmp(text + at, mark, 3) == 0)
            at += 3;
        else
            break;
    }
    return at;
}

/* How many things are to be replaced. */
static size_t count_bad(const char *text, size_t len)
{
    size_t count = 0;
    bool in_tag = false;
    for (size_t at = 0; at < len;)
        count += keep_run(text, len, &at, &in_tag) < len;
    return count;
}

enum err_code xml_repair(const char *text, size_t len, struct xml_repaired *repaired, struct err *e)
{
    size_t front = front_len(text, len);
    if (front == len) /* there is nothing else: leave it as it is */
        front = 0;
    text += front;
    len -= front;
    *repaired = (struct xml_repaired){.text = text, .len = len};
    size_t bad = count_bad(text, len);
    if (bad == 0)
        return ERR_OK;
    char *made = malloc(len + bad * (sizeof XML_REPLACEMENT_CHAR - 1));
    if (made == NULL)
        return err_nomem(e);
    size_t used = 0;
    bool in_tag = false;
    for (size_t at = 0; at < len;) {
        size_t start = at;
        size_t end = keep_run(text, len, &at, &in_tag);
        memcpy(made + used, text + start, end - start);
        used += end - start;
        if (end < len) {
            memcpy(made + used, XML_REPLACEMENT_CHAR, sizeof XML_REPLACEMENT_CHAR - 1);
            used += sizeof XML_REPLACEMENT_CHAR - 1;
        }
    }
    *repaired = (struct xml_repaired){.text = made, .len = used, .made = made};
    return ERR_OK;
}

enum err_code xml_parse_repaired(const char *text, size_t len, xml_doc **doc, struct err *e)
{
    struct xml_repaired repaired;
    if (!xml_is_quick(text, len))
        return err_set(e, ERR_DATA, "XML with more than %d tags, attributes and references",
                       XML_QUICK_MAX);
    enum err_code code = xml_parse(text, len, doc, e);
    if (code != ERR_DATA)
        return code;
    code = xml_repair(text, len, &repaired, e);
    if (code == ERR_OK)
        code = xml_parse(repaired.text, repaired.len, doc, e);
    free(repaired.made);
    return code;
}
