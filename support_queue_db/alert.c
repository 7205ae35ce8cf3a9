#include "support_queue_db/alert.h"

#include <stdio.h>
#include <string.h>

/* An ASF sender transmits each PET three times within a minute (DMTF DSP0136). A WS-Event that was
 * not answered may come three more times, 30 seconds apart (the defaults of CIM_IndicationService),
 * each after waiting for its answer. */
static const struct {
    const char *name;
    long repeat_seconds;
} sources[] = {
    [ALERT_PET] = {"pet", ALERT_REPEAT_SECONDS},
    [ALERT_WS_EVENT] = {"ws-event", ALERT_EVENT_REPEAT_SECONDS},
    [ALERT_MANUAL] = {"manual", ALERT_REPEAT_SECONDS},
};

const char *alert_source_name(enum alert_source source)
{
    return sources[source].name;
}

static bool find_source(const char *name, size_t len, enum alert_source *source)
{
    for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++) {
        if (strlen(sources[i].name) == len && memcmp(sources[i].name, name, len) == 0) {
            *source = (enum alert_source)i;
            return true;
        }
    }
    return false;
}

bool alert_source_parse(const char *name, enum alert_source *source)
{
    return find_source(name, strlen(name), source);
}

long alert_repeat_seconds(const char *key)
{
    enum alert_source source = ALERT_PET; /* also for a key of a later version */
    size_t len = strcspn(key, " ");
    if (len == strlen(ALERT_UNNUMBERED) && memcmp(key, ALERT_UNNUMBERED, len) == 0)
        return ALERT_UNNUMBERED_REPEAT_SECONDS;
    (void)find_source(key, len, &source);
    return sources[source].repeat_seconds;
}

void alert_format(const struct alert *alert, char line[ALERT_LINE_SIZE])
{
    char from[ADDR_TEXT_SIZE];
    char uuid[GUID_TEXT_SIZE] = "no UUID";
    addr_format(&alert->address, from);
    if (alert->has_guid)
        guid_format(&alert->guid, uuid);
    (void)snprintf(line, ALERT_LINE_SIZE, "%s: %s%s%s (%s)", from, alert->name,
                   alert->detail[0] != '\0' ? ", " : "", alert->detail, uuid);
}
