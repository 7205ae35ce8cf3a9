/* Limits what the log says about what strangers do: they can do it a thousand times a second. */
#ifndef FCFH_ALERT_COLLECTOR_LOG_LIMIT_H
#define FCFH_ALERT_COLLECTOR_LOG_LIMIT_H

#include <stdbool.h>

/* Lines of one kind in any LOG_LIMIT_MS milliseconds. */
enum { LOG_LIMIT_LINES = 10, LOG_LIMIT_MS = 10000 };

/* It starts as all zeros. */
struct log_limit {
    long long since; /* milliseconds, as clock_ms gives them */
    unsigned said;
    unsigned left_out;
};

/* Whether a line may be logged now. */
bool log_limit_allows(struct log_limit *limit, long long now);

/* How many lines were left out in a span that is over; 0 if none, or if this was asked before. */
unsigned log_limit_left_out(struct log_limit *limit, long long now);

#endif
