#include "common/fold.h"

#include <stdint.h>
#include <string.h>
#include <unicase.h>
#include <unistr.h>

size_t text_fold(const char *in, char *out, size_t size)
{
    size_t used = 0;
    size_t left = strlen(in);
    while (left > 0 && used + 1 < size) {
        uint8_t bytes[6] = {(uint8_t)*in};
        size_t taken = 1;
        size_t made = 1;
        if (*in >= 'A' && *in <= 'Z') {
            bytes[0] += 'a' - 'A';
        } else if ((unsigned char)*in >= 0x80) {
            ucs4_t c;
            int n = u8_mbtoucr(&c, (const uint8_t *)in, left);
            int m = n > 0 ? u8_uctomb(bytes, uc_tolower(c), sizeof bytes) : 0;
            if (m > 0) {
                taken = (size_t)n;
                made = (size_t)m;
            }
        }
        if (used + made >= size)
            break;
        memcpy(out + used, bytes, made);
        used += made;
        in += taken;
        left -= taken;
    }
    out[used] = '\0';
    return used;
}
