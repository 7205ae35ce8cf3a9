#include "common/guid.h"

#include <string.h>

#include "common/hex.h"

/* Where the byte of the text's i-th hexadecimal pair lies in raw SMBIOS order. */
static const unsigned char text_order[GUID_BYTES] = {3, 2, 1,  0,  5,  4,  7,  6,
                                                     8, 9, 10, 11, 12, 13, 14, 15};

static bool dash_before(size_t pair)
{
    return pair == 4 || pair == 6 || pair == 8 || pair == 10;
}

void guid_format(const struct guid *guid, char text[GUID_TEXT_SIZE])
{
    char *out = text;
    for (size_t i = 0; i < GUID_BYTES; i++) {
        if (dash_before(i))
            *out++ = '-';
        hex_put(out, guid->raw[text_order[i]], HEX_LOWER);
        out += 2;
    }
    *out = '\0';
}

static bool parse(const char *text, bool dashes, struct guid *guid)
{
    struct guid result;
    for (size_t i = 0; i < GUID_BYTES; i++, text += 2) {
        if (dashes && dash_before(i) && *text++ != '-')
            return false;
        int byte = hex_byte(text);
        if (byte < 0)
            return false;
        result.raw[dashes ? text_order[i] : i] = (unsigned char)byte;
    }
    *guid = result;
    return true;
}

bool guid_parse(const char *text, struct guid *guid)
{
    return strlen(text) == GUID_TEXT_SIZE - 1 && parse(text, true, guid);
}

bool guid_parse_raw_hex(const char *text, size_t len, struct guid *guid)
{
    return len == 2 * (size_t)GUID_BYTES && parse(text, false, guid);
}

struct guid guid_swapped(const struct guid *guid)
{
    struct guid result;
    for (size_t i = 0; i < GUID_BYTES; i++)
        result.raw[i] = guid->raw[text_order[i]];
    return result;
}

bool guid_equal(const struct guid *a, const struct guid *b)
{
    return memcmp(a->raw, b->raw, GUID_BYTES) == 0;
}

bool guid_same_machine(const struct guid *a, const struct guid *b)
{
    struct guid other = guid_swapped(b);
    return guid_equal(a, b) || guid_equal(a, &other);
}

bool guid_is_identity(const struct guid *guid)
{
    static const struct guid shared[] = {
        {{0}},
        {{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
          0xff}},
        /* 03000200-0400-0500-0006-000700080009 */
        {{0x00, 0x02, 0x00, 0x03, 0x00, 0x04, 0x00, 0x05, 0x00, 0x06, 0x00, 0x07, 0x00, 0x08, 0x00,
          0x09}},
    };
    for (size_t i = 0; i < sizeof shared / sizeof shared[0]; i++)
        if (guid_same_machine(guid, &shared[i]))
            return false;
    return true;
}
