#include "common/clock.h"

#include <time.h>

long long clock_ns(void)
{
    struct timespec now;
    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
        return 0; /* cannot fail: the clock exists and the pointer is valid */
    return (long long)now.tv_sec * 1000000000 + now.tv_nsec;
}

long long clock_ms(void)
{
    return clock_ns() / 1000000;
}
