#include "support_queue_db/hooks/hook_retry.h"

enum { FIRST_MS = 5000, LONGEST_MS = 600000 };

long hook_retry_ms(unsigned tries)
{
    long wait = FIRST_MS;
    if (tries > HOOK_TRIES_MAX)
        return 0;
    for (unsigned i = 1; i < tries && wait < LONGEST_MS; i++)
        wait *= 2;
    return wait < LONGEST_MS ? wait : LONGEST_MS;
}
