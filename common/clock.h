/* Monotonic time: for waiting, not for people. */
#ifndef FCFH_COMMON_CLOCK_H
#define FCFH_COMMON_CLOCK_H

/* Milliseconds and nanoseconds of a clock that is never set. */
long long clock_ms(void);
long long clock_ns(void);

#endif
