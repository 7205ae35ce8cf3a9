#include "tests/unit/unit.h"

#include "common/pet_names.h"

struct row {
    uint32_t specific;
    uint8_t data[8];
    uint8_t instance;
    const char *name, *detail; /* NULL and "" for what is not known */
};

static struct pet pet_of(const struct row *row)
{
    unsigned char octets[PET_OCTETS_MIN] = {0};
    struct pet pet;
    struct err e;
    octets[30] = row->instance;
    memcpy(octets + 31, row->data, sizeof row->data);
    assert_int_equal(pet_decode(row->specific, octets, sizeof octets, &pet, &e), ERR_OK);
    return pet;
}

static void check(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct pet pet = pet_of(&rows[i]);
        const char *name = pet_name(&pet);
        char detail[128];
        pet_detail(&pet, detail, sizeof detail);
        if ((name == NULL) != (rows[i].name == NULL) ||
            (name != NULL && strcmp(name, rows[i].name) != 0) ||
            strcmp(detail, rows[i].detail) != 0)
            fail_msg("row %zu, trap %u: '%s', '%s'", i, (unsigned)rows[i].specific,
                     name != NULL ? name : "(none)", detail);
    }
}

static void every_event_of_amt_has_its_name(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {2558467, {0}, 0x61, "Link Up", "wired"},
        {2558467, {0}, 0x62, "Link Up", "wireless"},
        {2558467, {0}, 0x00, "Link Up", ""},
        {1182208, {0xaa, 1, 2, 3, 4, 5, 6, 0x01}, 0, "Agent presence", "state 01h: not started"},
        {1182208, {0xaa, 0, 0, 0, 0, 0, 0, 0x02}, 0, "Agent presence", "state 02h: stopped"},
        {1182208, {0xaa, 0, 0, 0, 0, 0, 0, 0x04}, 0, "Agent presence", "state 04h: running"},
        {1182208, {0xaa, 0, 0, 0, 0, 0, 0, 0x08}, 0, "Agent presence", "state 08h: expired"},
        {1182208, {0xaa, 0, 0, 0, 0, 0, 0, 0x10}, 0, "Agent presence", "state 10h: suspended"},
        {1182208, {0xaa, 0, 0, 0, 0, 0, 0, 0x03}, 0, "Agent presence", "state 03h"},
        {12611584, {0xaa, 0x10}, 0, "User notification", "reason 01h: circuit breaker"},
        {12611584, {0xaa, 0x30, 0}, 0, "User notification", "SOL started"},
        {12611584, {0xaa, 0x30, 3}, 0, "User notification", "IDE-R stopped"},
        {12611584, {0xaa, 0x30, 9}, 0, "User notification", "reason 03h: remote diagnostics"},
        {12611584, {0xaa, 0x40}, 0, "User notification", "reason 04h: WLAN"},
        {12611584, {0xaa, 0x50}, 0, "User notification", "reason 05h"},
        {12677376, {0xaa, 0x10, 0}, 0, "Audit log threshold", "level 00h: 50% full"},
        {12677376, {0xaa, 0x10, 4}, 0, "Audit log threshold", "level 04h: full"},
        {12677376, {0xaa, 0x10, 5}, 0, "Audit log threshold", "level 05h"},
        {12677376, {0xaa, 0x30}, 0, "Fast Call for Help", ""},
        {12677376, {0xaa, 0x3f, 0xff, 0xff}, 0, "Fast Call for Help", ""},
        {0xc1ff0f, {0xaa, 0x30}, 0, "Fast Call for Help", ""},
        {12677376, {0xaa, 0x20, 3, 1}, 0, "EAC error", ""},
        {12677376, {0xaa, 0x20, 4, 0}, 0, "Hardware asset error", ""},
        {421637, {0xaa, 0x0a, 0x00}, 0, "Password attack", "10 failed attempts"},
        {421637, {0xaa, 0x02, 0x01}, 0, "Password attack", "258 failed attempts"},
        {2490624, {0xaa, 2}, 0, "Firmware update", "result 02h: success"},
        {2490624, {0xaa, 0xf4}, 0, "Firmware update", "result 04h: failure"},
        {2490624, {0xaa, 1}, 0, "Firmware update", "result 01h"},
        {2490624, {0x40, 0}, 0, "Network adapter tampered", "way 00h: misconfigured"},
        {2490624, {0x40, 2}, 0, "Network adapter tampered", "way 02h: clock or flash protection"},
        {2490624, {0x40, 3}, 0, "Network adapter tampered", "way 03h"},
        {459012, {0}, 0x60, "CPU missing", ""},
        {459011, {0}, 0x60, "CPU dead on arrival", ""},
        {983297, {0}, 0, "BIOS hang", ""},
        {1011458, {0x40, 0x13}, 0, "BIOS progress", "progress 13h: starting operating system boot"},
        {1011458, {0x40, 0x00}, 0, "BIOS progress", "progress 00h: unspecified"},
        {1011458,
         {0x40, 0x19},
         0,
         "BIOS progress",
         "progress 19h: primary processor initialization"},
        {1011458, {0x40, 0x15}, 0, "BIOS progress", "progress 15h"},
        {1011458, {0x40, 0x1a}, 0, "BIOS progress", "progress 1Ah"},
        {1011456, {0x40, 0x03}, 0, "BIOS error", "error 03h: hard disk failure"},
        {1011456, {0x40, 0x0e}, 0, "BIOS error", "error 0Eh"},
        {0x0f6f03, {0xaa, 0x30}, 0, "One Click Recovery", ""},
        {0x0f6f05, {0xaa, 0x41}, 0, "Platform erase", ""},
        {1994496, {0x40}, 0, "No bootable media", ""},
        {356096, {0x80}, 0, "Case intrusion", ""},
        {0x240100, {0xaa, 0, 0, 0, 1}, 0, "System Defense", ""},
        {0x236f00, {0x40}, 0, "Watchdog: boot failure", ""},
        {0x206f01, {0}, 0, "OS hang", ""},
        {0x256f00, {0}, 0, "CPU started", ""},
    };
    check(rows, COUNT(rows));
}

static void other_events_have_none(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {0, {0}, 0, NULL, ""},
        {12677376, {0xaa, 0x40}, 0, NULL, ""},
        {12677376, {0xab, 0x30}, 0, NULL, ""},
        {12677376, {0xaa, 0x20, 5}, 0, NULL, ""},
        {2490624, {0x41, 0}, 0, NULL, ""},
        {2558466, {0}, 0x61, NULL, ""},
        {459013, {0}, 0, NULL, ""},
        {814848, {0}, 0, NULL, ""},
        {415761, {0x41}, 0, NULL, ""},
        {0xc2710f, {0xaa, 0x30}, 0, NULL, ""},
    };
    check(rows, COUNT(rows));
}

static void an_event_that_ended_says_so(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {356096 + 0x80, {0x80}, 0, "Case intrusion", "cleared"},
        {1011456 + 0x80, {0x40, 3}, 0, "BIOS error", "error 03h: hard disk failure, cleared"},
        {262530, {0}, 0, NULL, "cleared"},
    };
    check(rows, COUNT(rows));
}

static void a_detail_keeps_within_its_room(void **state)
{
    (void)state;
    static const struct row row = {1011456 + 0x80, {0x40, 3}, 0, "", ""};
    struct pet pet = pet_of(&row);
    char whole[128];
    pet_detail(&pet, whole, sizeof whole);
    for (size_t size = 1; size < strlen(whole) + 2; size++) {
        char out[128];
        memset(out, '#', sizeof out);
        pet_detail(&pet, out, size);
        assert_true(strlen(out) < size);
        assert_int_equal(out[size], '#');
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_event_of_amt_has_its_name),
        cmocka_unit_test(other_events_have_none),
        cmocka_unit_test(an_event_that_ended_says_so),
        cmocka_unit_test(a_detail_keeps_within_its_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
