#include "common/timefmt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MINUTE = 60, HOUR = 3600, DAY = 86400 };

#define SPAN_MAX (3650L * DAY)

void time_format(time_t when, char text[TIME_TEXT_SIZE])
{
    struct tm tm;
    text[0] = '\0';
    if (gmtime_r(&when, &tm) == NULL || tm.tm_year < -1900 || tm.tm_year > 8099)
        return;
    if (strftime(text, TIME_TEXT_SIZE, "%Y-%m-%dT%H:%M:%SZ", &tm) != TIME_TEXT_SIZE - 1)
        text[0] = '\0';
}

bool time_parse(const char *text, time_t *when)
{
    struct tm tm = {0};
    const char *end = strptime(text, "%Y-%m-%dT%H:%M:%SZ", &tm);
    if (end == NULL || *end != '\0')
        return false;
    time_t result = timegm(&tm);
    /* strptime takes "2026-2-3" and 31 February too: only what we would write ourselves is good. */
    char again[TIME_TEXT_SIZE];
    time_format(result, again);
    if (strcmp(again, text) != 0)
        return false;
    *when = result;
    return true;
}

bool time_parse_span(const char *text, long *seconds)
{
    static const struct {
        const char *name;
        long seconds;
    } units[] = {{"", 1}, {"s", 1}, {"m", MINUTE}, {"min", MINUTE}, {"h", HOUR}, {"d", DAY}};
    size_t digits = strspn(text, "0123456789");
    long number = strtol(text, NULL, 10);
    for (size_t i = 0; digits > 0 && digits <= 9 && i < sizeof units / sizeof units[0]; i++)
        if (strcmp(text + digits, units[i].name) == 0 && number > 0 &&
            number <= SPAN_MAX / units[i].seconds) {
            *seconds = number * units[i].seconds;
            return true;
        }
    return false;
}

void time_words(long seconds, char *text, size_t size)
{
    static const struct {
        const char *name;
        long seconds;
    } units[] = {{"d", DAY}, {"h", HOUR}, {"min", MINUTE}, {"s", 1}};
    size_t i = 0;
    while (i < 3 && seconds < units[i].seconds)
        i++;
    int used = snprintf(text, size, "%ld %s", seconds / units[i].seconds, units[i].name);
    long rest = i < 2 ? seconds % units[i].seconds / units[i + 1].seconds : 0;
    if (seconds <= 0)
        (void)snprintf(text, size, "now");
    else if (rest > 0 && used > 0 && (size_t)used < size)
        (void)snprintf(text + used, size - (size_t)used, " %ld %s", rest, units[i + 1].name);
}
