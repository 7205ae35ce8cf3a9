/* A trap's text as snmptrapd passes it on, or anything else. */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>

#include "alert_collector/trap/trap_text.h"

void fuzz_one(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    struct trap trap;
    struct err e = {0};
    enum err_code code = trap_parse(text, size, &trap, &e);
    if (code != e.code || (code != ERR_OK && e.text[0] == '\0'))
        abort();
    if (trap.octet_count > TRAP_OCTETS_MAX || (size > TRAP_TEXT_MAX && code == ERR_OK))
        abort();
    char source[ADDR_TEXT_SIZE];
    struct addr again;
    addr_format(&trap.source, source);
    if (code == ERR_OK && (!addr_parse(source, &again) || !addr_equal(&again, &trap.source)))
        abort(); /* the entry's file would not be found again */
    (void)trap_starts_in(text, size);
}
