#include "tests/unit/unit.h"

#include "common/amt/digest_password.h"

/* Made with: printf %s USER:REALM:PASSWORD | openssl md5 -binary | base64 */
static void it_is_what_openssl_computes(void **state)
{
    (void)state;
    static const struct {
        const char *user, *realm, *password, *digest;
    } rows[] = {
        {"FCFH", "Digest:A0B1C2D3E4F5060708090A0B0C0D0E0F", "P@ssw0rd", "1mUhjRAhrlxx2Znru4MJDA=="},
        {"admin", "Digest:048A0000000000000000000000000000", "", "Tdyh5tdIbkvrqheNIuG0bg=="},
        {"a", "r", "x", "fFclJzyWjHo1qBglkn0QFQ=="},
        {"Mufasa", "testrealm@host.com", "Circle Of Life", "k551eO2ePFGKRSrO52O86Q=="},
        {"FCFH", "Digest:1", "J\xc3\xbcrgen\"<&>", "pB6rjmvvlA3LNz3kDsqmxQ=="},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct secret secret = {.text = ""};
        char out[DIGEST_PASSWORD_SIZE];
        struct err e;
        (void)snprintf(secret.text, sizeof secret.text, "%s", rows[i].password);
        assert_int_equal(digest_password(rows[i].user, rows[i].realm, &secret, out, &e), ERR_OK);
        assert_string_equal(out, rows[i].digest);
    }
}

static void the_longest_password_counts_to_its_end(void **state)
{
    (void)state;
    char realm[128] = "";
    struct secret secret = {.text = ""};
    char out[DIGEST_PASSWORD_SIZE];
    struct err e;
    memset(realm, 'r', sizeof realm - 1);
    memset(secret.text, 'p', SECRET_SIZE - 2);
    assert_int_equal(digest_password("u", realm, &secret, out, &e), ERR_OK);
    assert_string_equal(out, "2mlv9j1eWvzfT8uKq4TO6w==");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_what_openssl_computes),
        cmocka_unit_test(the_longest_password_counts_to_its_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
