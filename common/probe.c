#include "common/probe.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char mark[] = "fcfhprob"; /* the first half of the GUID */
enum { MARK = sizeof mark - 1 };

void probe_guid(uint64_t number, struct guid *guid)
{
    memcpy(guid->raw, mark, MARK);
    for (int i = 0; i < 8; i++)
        guid->raw[MARK + i] = (unsigned char)(number >> (56 - 8 * i));
}

uint64_t probe_number_of_guid(const struct guid *guid)
{
    uint64_t number = 0;
    if (memcmp(guid->raw, mark, MARK) != 0)
        return 0;
    for (int i = 0; i < 8; i++)
        number = number << 8 | guid->raw[MARK + i];
    return number;
}

void probe_text(uint64_t number, char text[PROBE_TEXT_SIZE])
{
    (void)snprintf(text, PROBE_TEXT_SIZE, "%016" PRIx64, number);
}

uint64_t probe_number_of_text(const char *text)
{
    uint64_t number;
    bool whole = strlen(text) == PROBE_TEXT_SIZE - 1 &&
                 strspn(text, "0123456789abcdef") == PROBE_TEXT_SIZE - 1;
    return whole && sscanf(text, "%16" SCNx64, &number) == 1 ? number : 0;
}
