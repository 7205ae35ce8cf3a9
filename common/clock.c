#include "common/clock.h"

#include <time.h>

long long clock_ms(void)
{
    struct timespec now;
    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
        return 0; /* cannot happen: the clock exists and the pointer is good */
    return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
