#include "tests/unit/unit.h"

#include "common/udp_port.h"

/* Lines of /proc/net/udp and udp6 as Linux 6.1 prints them. */
static void only_lines_of_the_port_count(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  "
        "timeout "
        "inode ref pointer drops             \n",
        "  101: 00000000:00A2 00000000:0000 07 00000000:00000340 00:00000000 00000000     0        "
        "0 "
        "22914 2 0000000000000000 4743        \n",
        " 1012: 0100007F:00A2 00000000:0000 07 00000000:00000010 00:00000000 00000000   104        "
        "0 "
        "22915 2 ffff8d4f45a1c000 1           \n",
        "  102: 00000000:00A3 00000000:0000 07 00000000:00000340 00:00000000 00000000     0        "
        "0 "
        "22916 2 0000000000000000 99          \n",
        "  103: 00000000:A200 00000000:00A2 07 00000000:00000340 00:00000000 00000000     0        "
        "0 "
        "22917 2 0000000000000000 99          \n",
        " 2301: 00000000000000000000000000000000:00A2 00000000000000000000000000000000:0000 07 "
        "00000000:00000000 00:00000000 00000000     0        0 22918 2 0000000000000000 "
        "18446744073\n",
        "  104: 00000000:00A2 00000000:0000 07 00000000:00000340\n",
        "",
        "\n",
    };
    struct udp_port found = {.sockets = 0};
    for (size_t i = 0; i < COUNT(lines); i++)
        udp_port_add_line(lines[i], 162, &found);
    assert_int_equal(found.sockets, 3);
    assert_int_equal(found.queued, 0x350);
    assert_true(found.dropped == 4744 + 18446744073);
}

static void the_kernel_can_be_asked(void **state)
{
    (void)state;
    struct udp_port found;
    assert_true(udp_port_read(1, &found));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_lines_of_the_port_count),
        cmocka_unit_test(the_kernel_can_be_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
