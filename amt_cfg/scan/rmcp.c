#include "amt_cfg/scan/rmcp.h"

#include <string.h>

/* Version 1.0, class ASF; then ASF's own enterprise number, the type, a tag, no data. */
const unsigned char rmcp_ping[RMCP_PING_SIZE] = {6, 0, 0, 6, 0, 0, 0x11, 0xBE, 0x80, 0, 0, 0};

enum { TYPE_AT = 8, PONG = 0x40, LENGTH_AT = 11, PONG_DATA = 16, ENTERPRISE_AT = 12 };

bool rmcp_is_amt(const unsigned char *bytes, size_t size)
{
    static const unsigned char asf[] = {0, 0, 0x11, 0xBE};
    static const unsigned char intel[] = {0, 0, 0x01, 0x57};
    return size >= RMCP_PONG_SIZE && bytes[0] == 6 && bytes[3] == 6 &&
           memcmp(bytes + 4, asf, sizeof asf) == 0 && bytes[TYPE_AT] == PONG &&
           bytes[LENGTH_AT] >= PONG_DATA && memcmp(bytes + ENTERPRISE_AT, intel, sizeof intel) == 0;
}
