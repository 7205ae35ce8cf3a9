#include "common/guid.h"

#include <string.h>

#include "common/hex.h"

/* Where the byte of the text's i-th hexadecimal pair is in raw SMBIOS order. */
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

bool guid_equal_any_order(const struct guid *a, const struct guid *b)
{
    struct guid other = guid_swapped(b);
    return guid_equal(a, b) || guid_equal(a, &other);
}

/* In either byte order. Where they were seen:
 *   [b] rc.d/hostid of FreeBSD, which refuses them
 *   [f] FOGProject, which once told machines apart by UUID
 *   [g] fusioninventory-for-glpi issue 689: duplicates in inventories
 *   [s] systemd pull request 11137 */
static const char *const shared[] = {
    "00000000-0000-0000-0000-000000000000", /* SMBIOS: not set; [b] [f] [s] */
    "ffffffff-ffff-ffff-ffff-ffffffffffff", /* SMBIOS: not set yet; [b] [f] [s] */
    "03000200-0400-0500-0006-000700080009", /* many makers' boards; [b] [f] [g] */
    "4c4c4544-0000-2010-8020-80c04f202020", /* Dell, a board without service tag; [b] */
    "12345678-1234-5678-90ab-cddeefaabbcc", /* [f] */
    "07090201-0103-0301-0807-060504030201", /* [b] */
    "11111111-1111-1111-1111-111111111111", /* [b] */
    "11111111-2222-3333-4444-555555555555", /* [b] */
    "58585858-5858-5858-5858-585858585858", /* [b] */
    "fefefefe-fefe-fefe-fefe-fefefefefefe", /* [b] */
    "890e2d14-cacd-45d1-ae66-bc80e8bfeb0f", /* [b] */
    "8e275844-178f-44a8-aceb-a7d7e5178c63", /* [b] */
    "dc698397-fa54-4cf2-82c8-b1b5307a6a7f", /* [b] */
    "6ab5b300-538d-1014-9fb5-b0684d007b53", /* HP; [g] */
    "01010101-0101-0101-0101-010101010101", /* [s] */
    "00010203-0405-0607-0809-0a0b0c0d0e0f", /* [s] */
    "01020304-0506-0708-090a-0b0c0d0e0f10", /* [s] */
    "ffffff00-ffff-ffff-ffff-ffffffffffff", /* [f] */
};

bool guid_is_unique(const struct guid *guid)
{
    struct guid one;
    for (size_t i = 0; i < sizeof shared / sizeof shared[0]; i++)
        if (guid_parse(shared[i], &one) && guid_equal_any_order(guid, &one))
            return false;
    return true;
}
