/* What all programs that measure need: a clock, and a way to sort what it said. */
#ifndef FCFH_TESTS_BENCH_MEASURE_H
#define FCFH_TESTS_BENCH_MEASURE_H

#include <time.h>

static inline double now_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* For qsort. */
static inline int by_size(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

#endif
