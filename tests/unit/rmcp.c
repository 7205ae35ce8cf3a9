#include "tests/unit/unit.h"

#include "amt_cfg/scan/rmcp.h"

static const unsigned char pong[RMCP_PONG_SIZE] = {
    6, 0, 0, 6, 0, 0, 0x11, 0xBE, 0x40, 0, 0, 16, 0, 0, 0x01, 0x57, 0x42, 0x60, 0x01, 2, 1, 32};

static void only_an_intel_machine_is_one(void **state)
{
    (void)state;
    static const size_t telling[] = {0, 3, 4, 5, 6, 7, 8, 12, 13, 14, 15};
    assert_true(rmcp_is_amt(pong, sizeof pong));
    for (size_t i = 0; i < COUNT(telling); i++) {
        unsigned char other[RMCP_PONG_SIZE];
        memcpy(other, pong, sizeof other);
        other[telling[i]] ^= 0x20;
        assert_false(rmcp_is_amt(other, sizeof other));
    }
}

static void what_is_cut_is_none(void **state)
{
    (void)state;
    unsigned char other[RMCP_PONG_SIZE];
    for (size_t size = 0; size < sizeof pong; size++)
        assert_false(rmcp_is_amt(pong, size));
    memcpy(other, pong, sizeof other);
    other[11] = 8;
    assert_false(rmcp_is_amt(other, sizeof other));
    assert_false(rmcp_is_amt(rmcp_ping, RMCP_PING_SIZE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_an_intel_machine_is_one),
        cmocka_unit_test(what_is_cut_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
