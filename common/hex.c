#include "common/hex.h"

int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

int hex_byte(const char *text)
{
    int high = hex_digit(text[0]);
    int low = high < 0 ? -1 : hex_digit(text[1]); /* text may end after the first */
    return low < 0 ? -1 : high * 16 + low;
}

void hex_put(char *out, unsigned char byte, enum hex_case letters)
{
    const char *digits = letters == HEX_UPPER ? "0123456789ABCDEF" : "0123456789abcdef";
    out[0] = digits[byte >> 4];
    out[1] = digits[byte & 15];
}

void hex_dump(const void *data, size_t len, char *out, size_t size)
{
    const unsigned char *bytes = data;
    size_t used = 0;
    for (size_t i = 0; i < len && used + 4 <= size; i++) {
        if (i > 0)
            out[used++] = ' ';
        hex_put(out + used, bytes[i], HEX_UPPER);
        used += 2;
    }
    out[used] = '\0';
}
