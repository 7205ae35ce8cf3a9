#include "common/text.h"

#include <stdint.h>
#include <string.h>
#include <unictype.h>
#include <unistr.h>
#include <uniwidth.h>

#define REPLACEMENT 0xFFFDu

/* Not a character: a byte that is not valid UTF-8. */
#define BROKEN UINT32_MAX

/* Nearly every character is visible ASCII, which needs no table. */
static bool is_plain(ucs4_t c)
{
    return c >= ' ' && c <= '~';
}

/* Reads one character, or a byte that is BROKEN; returns how many bytes it took. */
static size_t next_char(const char *in, size_t len, ucs4_t *c)
{
    *c = (unsigned char)*in;
    int n = is_plain(*c) ? 1 : u8_mbtoucr(c, (const uint8_t *)in, len);
    if (n > 0)
        return (size_t)n;
    *c = BROKEN;
    return 1;
}

/* Appends c when it fits with a NUL behind it; false when it does not. */
static bool put_char(ucs4_t c, char *out, size_t size, size_t *at)
{
    uint8_t bytes[6];
    if (is_plain(c) && *at + 1 < size) {
        out[(*at)++] = (char)c;
        return true;
    }
    int n = u8_uctomb(bytes, c, sizeof bytes);
    if (n <= 0 || *at + (size_t)n >= size)
        return false;
    memcpy(out + *at, bytes, (size_t)n);
    *at += (size_t)n;
    return true;
}

static bool is_xml_char(ucs4_t c)
{
    if (c < 0x20 || (c >= 0x7f && c <= 0x9f))
        return false; /* XML 1.0 allows C1 and DEL but discourages them, and we never want them */
    return !(c >= 0xD800 && c <= 0xDFFF) && (c & 0xFFFE) != 0xFFFE && c <= 0x10FFFF;
}

void text_clean_xml(const char *in, size_t len, char *out, size_t size)
{
    size_t at = 0;
    size_t kept = 0; /* the end of the text without trailing blanks */
    ucs4_t c;
    for (size_t i = 0; i < len;) {
        i += next_char(in + i, len - i, &c);
        if (c == '\t' || c == '\n' || c == '\r')
            c = ' ';
        else if (!is_xml_char(c))
            c = REPLACEMENT;
        if (c == ' ' && at == 0)
            continue;
        if (!put_char(c, out, size, &at))
            break;
        if (c != ' ')
            kept = at;
    }
    out[kept] = '\0';
}

/* Visible: letters, marks, numbers, punctuation, symbols and the plain blank. Default ignorable
 * code points (zero-width joiners, bidi controls, fillers, variation selectors) are not, whatever
 * their category. */
static bool is_visible(ucs4_t c)
{
    const uint32_t wanted = UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_M | UC_CATEGORY_MASK_N |
                            UC_CATEGORY_MASK_P | UC_CATEGORY_MASK_S;
    if (is_plain(c))
        return true;
    return uc_is_general_category_withtable(c, wanted) &&
           !uc_is_property_default_ignorable_code_point(c);
}

/* More marks than this on one letter only serve to paint over other lines of the screen. */
enum { MARKS_MAX = 4 };

static void clean_visible(const char *in, char *out, size_t size, ucs4_t most)
{
    size_t len = strlen(in);
    size_t at = 0;
    int marks = 0;
    ucs4_t c;
    for (size_t i = 0; i < len;) {
        i += next_char(in + i, len - i, &c);
        if (c > most || !is_visible(c))
            c = '?';
        bool mark = c > '~' && uc_is_general_category_withtable(c, UC_CATEGORY_MASK_M);
        marks = mark ? marks + 1 : 0;
        if (marks > MARKS_MAX || (marks > 0 && at == 0))
            continue; /* also a mark with nothing before it: it would join what is to its left */
        if (!put_char(c, out, size, &at))
            break;
    }
    out[at] = '\0';
}

void text_clean_visible(const char *in, char *out, size_t size)
{
    clean_visible(in, out, size, 0x10FFFF);
}

void text_clean_ascii(const char *in, char *out, size_t size)
{
    clean_visible(in, out, size, 0x7e);
}

bool text_is_label(const char *text, size_t most)
{
    size_t len = strlen(text);
    size_t count = 0;
    ucs4_t c;
    for (size_t i = 0; i < len; count++) {
        i += next_char(text + i, len - i, &c);
        if (c == BROKEN || !is_visible(c))
            return false;
    }
    return count > 0 && count <= most && text[0] != ' ' && text[len - 1] != ' ';
}

static size_t char_columns(ucs4_t c)
{
    if (is_plain(c) || c == BROKEN)
        return 1;
    int width = uc_width(c, "UTF-8");
    return width > 0 ? (size_t)width : 0;
}

size_t text_fit(const char *text, size_t columns, char *out, size_t size)
{
    size_t len = strlen(text);
    size_t at = 0;
    size_t taken = 0;
    ucs4_t c;
    for (size_t i = 0; i < len;) {
        i += next_char(text + i, len - i, &c);
        size_t wide = char_columns(c);
        if (taken + wide > columns || !put_char(c == BROKEN ? '?' : c, out, size, &at))
            break;
        taken += wide;
    }
    out[at] = '\0';
    return taken;
}

static size_t columns_of(const char *text, size_t len)
{
    size_t taken = 0;
    ucs4_t c;
    for (size_t i = 0; i < len; taken += char_columns(c))
        i += next_char(text + i, len - i, &c);
    return taken;
}

size_t text_columns(const char *text)
{
    return columns_of(text, strlen(text));
}

void text_wrap(FILE *to, const char *text, size_t column, size_t indent, size_t width)
{
    while (*text != '\0') {
        size_t len = 0; /* what fits on this line: at least one word */
        for (size_t end = 0; text[len] != '\0'; len = end) {
            end += strspn(text + end, " ");
            end += strcspn(text + end, " ");
            if (len > 0 && column + columns_of(text, end) > width)
                break;
        }
        (void)fprintf(to, "%.*s", (int)len, text);
        text += len;
        text += strspn(text, " ");
        if (*text != '\0')
            (void)fprintf(to, "\n%*s", (int)indent, "");
        column = indent;
    }
}
