#include "common/pet_call.h"

#include "common/hex.h"

/* No capture of the call itself has been published. Decoders of AMT's event log agree on sensor
 * type and data; event type and offset are not known and therefore ignored. The low nibble of the
 * second byte is a version. */
static const struct conf_call built_in_call = {.sensor_type = PET_CALL_SENSOR_TYPE, .data = "AA3x"};

static bool call_fits(const struct conf_call *call, const struct pet *pet)
{
    if (call->event[0] != '\0' || call->sensor_type != pet->sensor_type)
        return false;
    for (size_t i = 0; call->data[i] != '\0'; i++) {
        if (i / 2 >= PET_DATA_BYTES)
            return false;
        int digit = i % 2 == 0 ? pet->data[i / 2] >> 4 : pet->data[i / 2] & 15;
        if (call->data[i] != 'x' && hex_digit(call->data[i]) != digit)
            return false;
    }
    return true;
}

bool pet_is_call(const struct pet *pet, const struct conf_call *calls, size_t count)
{
    if (call_fits(&built_in_call, pet))
        return true;
    for (size_t i = 0; i < count; i++)
        if (call_fits(&calls[i], pet))
            return true;
    return false;
}
