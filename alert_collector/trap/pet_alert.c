#include "alert_collector/trap/pet_alert.h"

#include <stdio.h>
#include <string.h>

#include "common/hex.h"
#include "common/pet_call.h"
#include "common/pet_names.h"

/* Repetitions of a PET carry the same sequence number (DMTF DSP0136). The event data are part of
 * the key: if a sender leaves the sequence number at 0, two events would otherwise count as one,
 * and the second may be a call. When such a sender repeats the same event, it soon counts as a new
 * one. */
static void make_key(const struct pet *pet, const struct addr *source, char key[ALERT_KEY_SIZE])
{
    char from[ADDR_TEXT_SIZE];
    char data[2 * PET_DATA_BYTES + 1] = "";
    addr_format(source, from);
    for (size_t i = 0; i < PET_DATA_BYTES; i++)
        hex_put(data + 2 * i, pet->data[i], HEX_UPPER);
    (void)snprintf(key, ALERT_KEY_SIZE, "%s %s %u %lu %s",
                   pet->sequence != 0 ? alert_source_name(ALERT_PET) : ALERT_UNNUMBERED, from,
                   pet->sequence, (unsigned long)pet->specific, data);
}

static void make_name(const struct pet *pet, char name[ALERT_NAME_SIZE])
{
    const char *known = pet_name(pet);
    if (known != NULL)
        (void)snprintf(name, ALERT_NAME_SIZE, "%s", known);
    else
        (void)snprintf(name, ALERT_NAME_SIZE, "Sensor type %02Xh, event %02Xh/%02Xh",
                       pet->sensor_type, pet->event_type, pet->event_offset);
}

void pet_to_alert(const struct pet *pet, const struct addr *source, const struct conf_call *calls,
                  size_t count, time_t now, struct alert *alert)
{
    bool link_up = pet->sensor_type == 0x27 && pet->event_type == 0x0a &&
                   pet->event_offset == 0x03 && !pet->deassert;
    *alert = (struct alert){.source = ALERT_PET, .address = *source, .when = now};
    alert->kind = pet_is_call(pet, calls, count) ? ALERT_CALL
                  : link_up                      ? ALERT_LINK_UP
                                                 : ALERT_EVENT;
    alert->has_guid = guid_is_unique(&pet->guid);
    if (alert->has_guid)
        alert->guid = pet->guid;
    make_name(pet, alert->name);
    pet_detail(pet, alert->detail, sizeof alert->detail);
    make_key(pet, source, alert->key);
}

bool pet_unknown_hint(const struct pet *pet, const struct alert *alert, char out[PET_HINT_SIZE])
{
    if (alert->kind != ALERT_EVENT || pet_name(pet) != NULL)
        return false;
    char data[3 * PET_DATA_BYTES + 1];
    hex_dump(pet->data, PET_DATA_BYTES, data, sizeof data);
    (void)snprintf(out, PET_HINT_SIZE,
                   "trap %lu matched nothing (sensor type %02Xh, event %02Xh/%02Xh, data %s); if it"
                   " is a call: [collector] calls = %02X:%02X%Xx",
                   (unsigned long)pet->specific, pet->sensor_type, pet->event_type,
                   pet->event_offset, data, pet->sensor_type, pet->data[0], pet->data[1] >> 4);
    return true;
}
