#include "common/pet.h"

#include <string.h>

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
    /* The offsets are those of the specification; numbers are big-endian. */
    memcpy(pet->guid.raw, octets, GUID_BYTES);
    pet->sequence = big16(octets + 16);
    pet->timestamp = big32(octets + 18);
    pet->source_type = octets[25];
    pet->severity = octets[26];
    pet->sensor_device = octets[27];
    pet->sensor_number = octets[28];
    pet->entity = octets[29];
    pet->entity_instance = octets[30];
    memcpy(pet->data, octets + 31, PET_DATA_BYTES);
    return ERR_OK;
}
