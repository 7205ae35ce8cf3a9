#include "common/timefmt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MINUTE = 60, HOUR = 3600, DAY = 86400 };

#define DIGITS   "0123456789"
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
    /* strptime also accepts "2026-2-3" and 31 February: only what we would write ourselves is
     * valid. */
    char again[TIME_TEXT_SIZE];
    time_format(result, again);
    if (strcmp(again, text) != 0)
        return false;
    *when = result;
    return true;
}

/* "+hh:mm", "-hh:mm" or "Z", in seconds. */
static bool parse_offset(const char *text, long *seconds)
{
    static const char form[] = "+00:00";
    *seconds = 0;
    if (strcasecmp(text, "z") == 0)
        return true;
    if ((text[0] != '+' && text[0] != '-') || strlen(text) != sizeof form - 1 || text[3] != ':' ||
        strspn(text + 1, DIGITS) != 2 || strspn(text + 4, DIGITS) != 2)
        return false;
    long hours = strtol(text + 1, NULL, 10);
    long minutes = strtol(text + 4, NULL, 10);
    *seconds = (text[0] == '-' ? -1 : 1) * (hours * HOUR + minutes * MINUTE);
    return hours < 24 && minutes < 60;
}

bool time_parse_any(const char *text, time_t *when)
{
    enum { SECOND_END = 19 };
    char plain[TIME_TEXT_SIZE];
    long offset;
    if (strlen(text) <= SECOND_END || strchr("Tt ", text[10]) == NULL)
        return false;
    (void)snprintf(plain, sizeof plain, "%.10sT%.8sZ", text, text + 11);
    const char *rest = text + SECOND_END;
    size_t digits = *rest == '.' ? strspn(rest + 1, DIGITS) : 0;
    if (digits > 0)
        rest += digits + 1;
    if (!time_parse(plain, when) || !parse_offset(rest, &offset))
        return false;
    *when -= offset;
    return true;
}

bool time_parse_duration(const char *text, long *seconds)
{
    static const struct {
        const char *name;
        long seconds;
    } units[] = {{"", 1}, {"s", 1}, {"m", MINUTE}, {"min", MINUTE}, {"h", HOUR}, {"d", DAY}};
    size_t digits = strspn(text, DIGITS);
    long number = strtol(text, NULL, 10);
    for (size_t i = 0; digits > 0 && digits <= 9 && i < sizeof units / sizeof units[0]; i++)
        if (strcmp(text + digits, units[i].name) == 0 && number > 0 &&
            number <= SPAN_MAX / units[i].seconds) {
            *seconds = number * units[i].seconds;
            return true;
        }
    return false;
}

void time_format_duration(long seconds, char *text, size_t size)
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
