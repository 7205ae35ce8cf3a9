#include "support_queue_gui/screen/power_line.h"

#include <stdio.h>
#include <string.h>

#include "common/clock.h"

enum { REST_MS = 500, AGAIN_MS = 60 * 1000 };

bool power_line_follow(struct power_line *power, const char *id, const char *config_file)
{
    bool changed = false;
    long long now = clock_ms();
    if (strcmp(id, power->id) != 0) {
        power_peek_cancel(&power->peek);
        changed = power->words[0] != '\0';
        power->words[0] = '\0';
        (void)snprintf(power->id, sizeof power->id, "%s", id);
        power->due = now + REST_MS;
    }
    if (power->id[0] == '\0' || power->peek.pid != 0 || now < power->due)
        return changed;
    power->due = now + AGAIN_MS;
    /* If there is no memory, or no process can be started, it stays unknown. */
    (void)power_peek_start(&power->peek, power->id, config_file, NULL);
    return changed;
}

bool power_line_read(struct power_line *power)
{
    char before[sizeof power->words];
    memcpy(before, power->words, sizeof before);
    power_peek_end(&power->peek, power->words, sizeof power->words);
    return strcmp(before, power->words) != 0;
}

long power_line_wait_ms(const struct power_line *power, long most)
{
    long long left = power->due - clock_ms();
    if (power->id[0] == '\0' || power->peek.pid != 0 || left >= most)
        return most;
    return left < 0 ? 0 : (long)left;
}

void power_line_end(struct power_line *power)
{
    power_peek_cancel(&power->peek);
}
