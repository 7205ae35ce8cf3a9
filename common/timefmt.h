/* Times as text: RFC 3339 in UTC, to the second ("2026-11-23T12:00:00Z"), and durations. */
#ifndef FCFH_COMMON_TIMEFMT_H
#define FCFH_COMMON_TIMEFMT_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#define TIME_TEXT_SIZE 21 /* the 20 characters and the NUL */

/* A time outside the years 0000 to 9999 gives "". */
void time_format(time_t when, char text[TIME_TEXT_SIZE]);

/* Accepts the form above: the whole string or nothing. */
bool time_parse(const char *text, time_t *when);

/* Accepts what others write: RFC 3339 with any offset from UTC and any fraction of a second, which
 * is dropped; letters in either case, or a blank for the 'T'. */
bool time_parse_any(const char *text, time_t *when);

/* A duration as in settings: a number followed by s, m, h or d, in seconds without a unit; above 0
 * and at most ten years. */
bool time_parse_duration(const char *text, long *seconds);

/* "now", "40 s", "3 min", "2 h 5 min", "4 d 3 h"; never more than 31 characters. */
void time_format_duration(long seconds, char *text, size_t size);

#endif
