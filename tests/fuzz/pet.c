/* A trap number (4 bytes) and the octets of a PET, all the way to the alert, its names and the
 * hint. */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "alert_collector/trap/pet_alert.h"
#include "common/conf.h"
#include "common/pet_names.h"

/* What the hint advises must do what it says. */
static void follow_hint(const struct pet *pet, const struct addr *source, const char *hint)
{
    static struct conf conf;
    struct alert alert;
    struct err e;
    const char *calls = strstr(hint, "calls = ");
    conf_init(&conf);
    if (calls == NULL || conf_set(&conf, "collector", "calls", calls + 8, &e) != ERR_OK)
        abort();
    pet_to_alert(pet, source, conf.collector.calls, conf.collector.call_count, 1, &alert);
    if (alert.kind != ALERT_CALL)
        abort();
}

void fuzz_one(const uint8_t *data, size_t size)
{
    struct addr source = {.bytes = {10, 0, 0, 205}};
    struct pet pet;
    struct alert alert;
    struct err e;
    char hint[PET_HINT_SIZE];
    if (size < 4)
        return;
    uint32_t specific =
        (uint32_t)data[0] << 24 | (uint32_t)data[1] << 16 | (uint32_t)data[2] << 8 | data[3];
    if (pet_decode(specific, data + 4, size - 4, &pet, &e) != ERR_OK)
        return;
    pet_to_alert(&pet, &source, NULL, 0, 1, &alert);
    if (alert.name[0] == '\0' || alert.key[0] == '\0' || strlen(alert.key) >= ALERT_KEY_SIZE - 1)
        abort();
    if (pet_unknown_hint(&pet, &alert, hint))
        follow_hint(&pet, &source, hint);
}
