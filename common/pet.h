/*
 * The Platform Event Trap, format 1.0: what its specific trap number and its octets say. Layout:
 * Intel/HP/NEC/Dell "IPMI Platform Event Trap Format Specification v1.0", the same fields in DMTF
 * DSP0136 (ASF).
 */
#ifndef FCFH_COMMON_PET_H
#define FCFH_COMMON_PET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/err.h"
#include "common/guid.h"

#define PET_OCTETS_MIN 47 /* up to the first octet of the OEM fields, C1h if there are none */
#define PET_DATA_BYTES 8

/* The sensor type of a call for help, and of AMT's other reports about itself. */
#define PET_CALL_SENSOR_TYPE 0xc1

struct pet {
    uint32_t specific; /* the whole specific trap number */
    uint8_t sensor_type;
    uint8_t event_type;
    uint8_t event_offset;
    bool deassert;
    struct guid guid; /* as sent; assumed to be in raw SMBIOS order */
    uint16_t sequence;
    uint32_t timestamp; /* seconds since 1998-01-01 by the sender's clock; not to be relied on */
    uint8_t source_type;
    uint8_t severity;
    uint8_t sensor_device;
    uint8_t sensor_number;
    uint8_t entity;
    uint8_t entity_instance;
    uint8_t data[PET_DATA_BYTES]; /* event data 1 to 8 */
};

/* ERR_DATA if there are too few octets for a PET. */
enum err_code pet_decode(uint32_t specific, const unsigned char *octets, size_t count,
                         struct pet *pet, struct err *e);

#endif
