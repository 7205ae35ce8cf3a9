#include "common/pet.h"

#include <string.h>

/* Where the fields lie in the octets; numbers are big-endian. */
enum {
    AT_GUID = 0,
    AT_SEQUENCE = 16,
    AT_TIMESTAMP = 18,
    AT_EVENT_SOURCE = 25,
    AT_SEVERITY = 26,
    AT_SENSOR_DEVICE = 27,
    AT_SENSOR_NUMBER = 28,
    AT_ENTITY = 29,
    AT_ENTITY_INSTANCE = 30,
    AT_DATA = 31,
};

static uint16_t big16(const unsigned char *at)
{
    return (uint16_t)(at[0] << 8 | at[1]);
}

static uint32_t big32(const unsigned char *at)
{
    return (uint32_t)big16(at) << 16 | big16(at + 2);
}

enum err_code pet_decode(uint32_t specific, const unsigned char *octets, size_t count,
                         struct pet *pet, struct err *e)
{
    memset(pet, 0, sizeof *pet);
    if (count < PET_OCTETS_MIN)
        return err_set(e, ERR_DATA, "%zu octets are too few for a PET, which has at least %d",
                       count, PET_OCTETS_MIN);
    pet->specific = specific;
    pet->sensor_type = (uint8_t)(specific >> 16);
    pet->event_type = (uint8_t)(specific >> 8);
    pet->event_offset = specific & 0x0f;
    pet->deassert = (specific & 0x80) != 0;
    memcpy(pet->guid.raw, octets + AT_GUID, GUID_BYTES);
    pet->sequence = big16(octets + AT_SEQUENCE);
    pet->timestamp = big32(octets + AT_TIMESTAMP);
    pet->source_type = octets[AT_EVENT_SOURCE];
    pet->severity = octets[AT_SEVERITY];
    pet->sensor_device = octets[AT_SENSOR_DEVICE];
    pet->sensor_number = octets[AT_SENSOR_NUMBER];
    pet->entity = octets[AT_ENTITY];
    pet->entity_instance = octets[AT_ENTITY_INSTANCE];
    memcpy(pet->data, octets + AT_DATA, PET_DATA_BYTES);
    return ERR_OK;
}
