#include "tests/unit/unit.h"

#include "common/pet.h"
#include "tests/unit/vectors.h"

static void decode(uint32_t specific, const char *pairs, struct pet *pet)
{
    struct err e;
    unsigned char octets[128];
    size_t count = vector_octets(pairs, octets, sizeof octets);
    assert_int_equal(pet_decode(specific, octets, count, pet, &e), ERR_OK);
}

static void published_traps_are_decoded(void **state)
{
    (void)state;
    static const struct {
        const char *octets;
        uint32_t specific;
        struct pet pet; /* without the GUID and the data */
        const char *uuid;
        const char *data;
    } rows[] = {
        {CALL_OCTETS,
         CALL_TRAP,
         {.sensor_type = 0xc1,
          .event_type = 0x71,
          .sequence = 1,
          .timestamp = 0x18c3c5f0,
          .source_type = 0x58,
          .severity = 2,
          .sensor_device = 0xff,
          .sensor_number = 0xff,
          .entity = 0x26,
          .entity_instance = 0x61},
         CALL_UUID,
         "AA 30 00 00 00 00 00 00"},
        {PROGRESS_OCTETS,
         PROGRESS_TRAP,
         {.sensor_type = 0x0f,
          .event_type = 0x6f,
          .event_offset = 2,
          .sequence = 0x1e,
          .timestamp = 0x18c3c5f0,
          .source_type = 0x68,
          .severity = 8,
          .sensor_device = 0xff,
          .sensor_number = 0xff,
          .entity = 3},
         "ffffffff-ffff-ffff-ffff-ffffffffffff",
         "40 19 00 00 00 00 00 00"},
        {NO_MEDIA_OCTETS,
         NO_MEDIA_TRAP,
         {.sensor_type = 0x1e,
          .event_type = 0x6f,
          .sequence = 0x61,
          .timestamp = 0x18c3c9b9,
          .source_type = 0x68,
          .severity = 0x20,
          .sensor_device = 0xff,
          .sensor_number = 0xff,
          .entity = 4},
         "ffffffff-ffff-ffff-ffff-ffffffffffff",
         "40 00 00 00 00 00 00 00"},
        {INTRUSION_OCTETS,
         INTRUSION_TRAP,
         {.sensor_type = 5,
          .event_type = 0x6f,
          .sequence = 0x42,
          .timestamp = 0x19eeab64,
          .source_type = 0x20,
          .severity = 0,
          .sensor_device = 0x41,
          .sensor_number = 0x73,
          .entity = 0x18},
         "4c4c4544-0050-5910-8043-b2c04f333358",
         "80 01 FF 00 00 00 00 00"},
        {IMM_OCTETS,
         IMM_TRAP,
         {.sensor_type = 0x0c,
          .event_type = 0x6f,
          .event_offset = 0,
          .sequence = 0x53,
          .timestamp = 0x1afd41f6,
          .source_type = 0x20,
          .severity = 2,
          .sensor_device = 0x81,
          .sensor_number = 0x53},
         "8e93ebe7-4d07-e111-a56c-5cf3fc304624",
         "00 FF FF 00 00 00 00 00"},
        {OEM_OCTETS,
         OEM_TRAP,
         {.sequence = 4, .timestamp = 0x32e4e46e, .source_type = 0x20, .severity = 2},
         "31303043-534d-1fac-6bb7-304400000000",
         "00 00 00 00 00 00 00 00"},
        {BMC_OCTETS,
         BMC_TRAP,
         {.sensor_type = 6,
          .event_type = 0x58,
          .event_offset = 1,
          .sequence = 0x5114,
          .timestamp = 0x11723858,
          .source_type = 0x20,
          .sensor_device = 0x10,
          .sensor_number = 0x83,
          .entity = 7,
          .entity_instance = 1},
         "8556a73c-c508-d711-c3a2-000423bcac12",
         "41 0F FF 00 00 00 00 00"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct pet pet;
        char uuid[GUID_TEXT_SIZE];
        char data[32];
        decode(rows[i].specific, rows[i].octets, &pet);
        guid_format(&pet.guid, uuid);
        hex_dump(pet.data, sizeof pet.data, data, sizeof data);
        const struct pet *want = &rows[i].pet;
        assert_int_equal(pet.specific, rows[i].specific);
        assert_int_equal(pet.sensor_type, want->sensor_type);
        assert_int_equal(pet.event_type, want->event_type);
        assert_int_equal(pet.event_offset, want->event_offset);
        assert_false(pet.deassert);
        assert_string_equal(uuid, rows[i].uuid);
        assert_int_equal(pet.sequence, want->sequence);
        assert_int_equal(pet.timestamp, want->timestamp);
        assert_int_equal(pet.source_type, want->source_type);
        assert_int_equal(pet.severity, want->severity);
        assert_int_equal(pet.sensor_device, want->sensor_device);
        assert_int_equal(pet.sensor_number, want->sensor_number);
        assert_int_equal(pet.entity, want->entity);
        assert_int_equal(pet.entity_instance, want->entity_instance);
        assert_string_equal(data, rows[i].data);
    }
}

/* Each pair of a clear and a set bit of the trap number, with which senders say "gone again". */
static void the_trap_number_is_taken_apart(void **state)
{
    (void)state;
    static const struct {
        uint32_t specific;
        uint8_t sensor_type, event_type, offset;
        bool deassert;
    } rows[] = {
        {262402, 0x04, 0x01, 0x02, false},
        {262530, 0x04, 0x01, 0x02, true},
        {0, 0, 0, 0, false},
        {0xffffffff, 0xff, 0xff, 0x0f, true},
        {0x00c1710f, 0xc1, 0x71, 0x0f, false},
        {0x00c17170, 0xc1, 0x71, 0, false},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct pet pet;
        decode(rows[i].specific, CALL_OCTETS, &pet);
        assert_int_equal(pet.sensor_type, rows[i].sensor_type);
        assert_int_equal(pet.event_type, rows[i].event_type);
        assert_int_equal(pet.event_offset, rows[i].offset);
        assert_int_equal(pet.deassert, rows[i].deassert);
    }
}

static void fewer_than_47_octets_are_refused(void **state)
{
    (void)state;
    unsigned char octets[110] = {0};
    struct pet pet;
    struct err e;
    for (size_t count = 0; count < 47; count++) {
        assert_int_equal(pet_decode(CALL_TRAP, octets, count, &pet, &e), ERR_DATA);
        assert_int_equal(pet.sensor_type, 0);
    }
    assert_holds(e.text, "46 octets are too few for a PET");
    for (size_t count = 47; count <= sizeof octets; count++)
        assert_int_equal(pet_decode(CALL_TRAP, octets, count, &pet, &e), ERR_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_traps_are_decoded),
        cmocka_unit_test(the_trap_number_is_taken_apart),
        cmocka_unit_test(fewer_than_47_octets_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
