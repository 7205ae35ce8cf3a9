#include "tests/unit/unit.h"

#include "common/amt/vnc_des.h"

/* As TigerVNC's vncpasswd writes it. */
static void passwords_are_hidden_as_vncpasswd_does(void **state)
{
    static const unsigned char password[] = {0xDB, 0xD8, 0x3C, 0xFD, 0x72, 0x7A, 0x14, 0x58};
    unsigned char out[VNC_DES_BLOCK];
    (void)state;
    assert_true(vnc_des_hide("password", out));
    assert_memory_equal(out, password, sizeof out);
    assert_true(vnc_des_hide("passwords are cut", out));
    assert_memory_equal(out, password, sizeof out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passwords_are_hidden_as_vncpasswd_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
