#include "tests/unit/unit.h"

#include "common/amt/redirect_login.h"

#define REALM "Digest:A3829B3827DE4D33D4449B366831FD01"
#define NONCE "x97qAAAAAAAAAAAAQmPKAUH1UaAT0BmC"

static const unsigned char started[] = {0x11, 0, 0, 0, 1, 0, 15, 0, 0x57, 1, 0, 0, 0};
static const unsigned char random_bytes[REDIRECT_CNONCE] = {0, 1, 2,  3,  4,  5,  6,  7,
                                                            8, 9, 10, 11, 12, 13, 14, 15};

/* Made without this project, from RFC 2617 and RFC 2069. */
#define RESPONSE_QOP "5a07b78dd3ed7bc04438bfdb4c7a6a38"
#define RESPONSE     "03f4275923ec0a7e41dca4924631c926"

static struct redirect_login login;

static void hears(const void *bytes, size_t len)
{
    assert_true(len <= sizeof login.in - login.in_len);
    memcpy(login.in + login.in_len, bytes, len);
    login.in_len += len;
}

/* What had to be sent was sent, and it is this. */
static void says(const void *bytes, size_t len)
{
    assert_int_equal(redirect_login_step(&login), REDIRECT_SEND);
    assert_int_equal(login.out_len, len);
    assert_memory_equal(login.out, bytes, len);
    login.out_len = 0;
    assert_int_equal(redirect_login_step(&login), REDIRECT_RECEIVE);
}

static size_t login_reply(unsigned char *out, int status, int method, const char *const *fields,
                          size_t count)
{
    size_t size = redirect_put_login((enum redirect_method)method, fields, count, out);
    out[0] = REDIRECT_LOGIN_REPLY;
    out[1] = (unsigned char)status;
    return size;
}

static void hears_login_reply(int status, int method, const char *const *fields, size_t count)
{
    unsigned char message[REDIRECT_MESSAGE_MAX];
    hears(message, login_reply(message, status, method, fields, count));
}

static void hears_list(const char *methods)
{
    unsigned char message[32] = {REDIRECT_LOGIN_REPLY};
    size_t len = strlen(methods);
    message[5] = (unsigned char)len;
    memcpy(message + 9, methods, len);
    hears(message, 9 + len);
}

static void begins(void)
{
    redirect_login_begin(&login, REDIRECT_SOL, "admin", "P@ssw0rd");
    says("\x10\0\0\0SOL ", 8);
    hears(started, sizeof started);
    says("\x13\0\0\0\0\0\0\0\0", 9);
}

static void is_challenged(const char *methods)
{
    begins();
    hears_list(methods);
    assert_int_equal(redirect_login_step(&login), REDIRECT_SEND);
    login.out_len = 0;
}

static void a_log_in_with_qop(void **state)
{
    (void)state;
    unsigned char wanted[REDIRECT_MESSAGE_MAX];
    begins();
    hears_list("\1\2\3\4");
    says("\x13\0\0\0\4\x20\0\0\0\5admin\0\0\x13/RedirectionService\0\0\0\0", 41);
    const char *const challenge[] = {REALM, NONCE, "auth"};
    hears_login_reply(1, 4, challenge, 3);
    assert_int_equal(redirect_login_step(&login), REDIRECT_JUDGE);
    assert_string_equal(login.realm, REALM);
    assert_int_equal(redirect_login_step(&login), REDIRECT_JUDGE); /* nothing continues by itself */
    assert_int_equal(redirect_login_answer(&login, random_bytes), REDIRECT_SEND);
    const char *const answer[] = {
        "admin",    REALM,        NONCE, "/RedirectionService", "000102030405060708090a0b0c0d0e0f",
        "00000001", RESPONSE_QOP, "auth"};
    size_t len = redirect_put_login(REDIRECT_DIGEST_QOP, answer, 8, wanted);
    says(wanted, len);
    hears_login_reply(0, 4, NULL, 0);
    hears("\x21 and more", 10); /* what arrives with it belongs to the service */
    assert_int_equal(redirect_login_step(&login), REDIRECT_LOGGED_IN);
    assert_int_equal(login.in_len, 10);
    assert_memory_equal(login.in, "\x21 and more", 10);
}

static void a_log_in_without_qop(void **state)
{
    (void)state;
    unsigned char wanted[REDIRECT_MESSAGE_MAX];
    begins();
    hears_list("\1\3");
    says("\x13\0\0\0\3\x1f\0\0\0\5admin\0\0\x13/RedirectionService\0\0\0", 40);
    const char *const challenge[] = {REALM, NONCE};
    hears_login_reply(1, 3, challenge, 2);
    assert_int_equal(redirect_login_step(&login), REDIRECT_JUDGE);
    assert_int_equal(redirect_login_answer(&login, random_bytes), REDIRECT_SEND);
    const char *const answer[] = {
        "admin",    REALM,   NONCE, "/RedirectionService", "000102030405060708090a0b0c0d0e0f",
        "00000001", RESPONSE};
    size_t len = redirect_put_login(REDIRECT_DIGEST, answer, 7, wanted);
    says(wanted, len);
    hears_login_reply(0, 3, NULL, 0);
    assert_int_equal(redirect_login_step(&login), REDIRECT_LOGGED_IN);
}

static void what_stands_against_a_session_is_told(void **state)
{
    (void)state;
    static const struct {
        int status;
        enum redirect_result wanted;
    } cases[] = {
        {1, REDIRECT_FAILED}, {2, REDIRECT_BUSY}, {3, REDIRECT_DISABLED}, {255, REDIRECT_FAILED}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        unsigned char refusal[] = {0x11, (unsigned char)cases[i].status, 0, 0};
        redirect_login_begin(&login, REDIRECT_SOL, "admin", "P@ssw0rd");
        login.out_len = 0;
        hears(refusal, sizeof refusal);
        assert_int_equal(redirect_login_step(&login), REDIRECT_ENDED);
        assert_int_equal(login.result, cases[i].wanted);
        assert_true(login.reason[0] != '\0');
        assert_int_equal(redirect_login_step(&login), REDIRECT_ENDED);
    }
}

static void a_password_is_not_sent_in_clear(void **state)
{
    (void)state;
    static const char *const lists[] = {"", "\1", "\2", "\1\2", "\5"};
    for (size_t i = 0; i < COUNT(lists); i++) {
        begins();
        hears_list(lists[i]);
        assert_int_equal(redirect_login_step(&login), REDIRECT_ENDED);
        assert_int_equal(login.result, REDIRECT_NO_METHOD);
        assert_int_equal(login.out_len, 0);
    }
}

static void no_challenge_but_of_amts_form_is_answered(void **state)
{
    (void)state;
    static const char *const cases[][4] = {
        {"Digest:A3829B3827DE4D33D4449B366831FD0", NONCE, "auth"},
        {"Digest:A3829B3827DE4D33D4449B366831FD0G", NONCE, "auth"},
        {"digest:A3829B3827DE4D33D4449B366831FD01", NONCE, "auth"},
        {"corp.example", NONCE, "auth"},
        {"", NONCE, "auth"},
        {REALM, "", "auth"},
        {REALM, "a:b", "auth"},
        {REALM, "a b", "auth"},
        {REALM, "a\"b", "auth"},
        {REALM, "a\nb", "auth"},
        {REALM, "\xC3\xA9", "auth"},
        {REALM, NONCE, ""},
        {REALM, NONCE, "auth-int"},
        {REALM, NONCE, NULL},
        {REALM, NONCE, "auth", "more"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        size_t count = cases[i][2] == NULL ? 2 : cases[i][3] == NULL ? 3 : 4;
        is_challenged("\4");
        hears_login_reply(1, 4, cases[i], count);
        if (redirect_login_step(&login) != REDIRECT_ENDED ||
            login.result != REDIRECT_BAD_CHALLENGE || login.out_len != 0)
            fail_row(cases[i][0]);
    }
}

static void who_lets_anybody_in_is_not_amt(void **state)
{
    (void)state;
    is_challenged("\4");
    hears_login_reply(0, 4, NULL, 0);
    assert_int_equal(redirect_login_step(&login), REDIRECT_ENDED);
    assert_int_equal(login.result, REDIRECT_BAD_CHALLENGE);
}

static void a_refusal_is_not_answered_again(void **state)
{
    (void)state;
    const char *const challenge[] = {REALM, NONCE, "auth"};
    is_challenged("\4");
    hears_login_reply(1, 4, challenge, 3);
    assert_int_equal(redirect_login_step(&login), REDIRECT_JUDGE);
    (void)redirect_login_answer(&login, random_bytes);
    login.out_len = 0;
    hears_login_reply(1, 4, challenge, 3);
    assert_int_equal(redirect_login_step(&login), REDIRECT_ENDED);
    assert_int_equal(login.result, REDIRECT_LOGIN_REFUSED);
    assert_int_equal(login.out_len, 0);
    assert_int_equal(redirect_login_step(&login), REDIRECT_ENDED);
}

static void what_does_not_fit_is_not_amts(void **state)
{
    (void)state;
    begins();
    hears(started, sizeof started);
    assert_int_equal(redirect_login_step(&login), REDIRECT_ENDED);
    assert_int_equal(login.result, REDIRECT_NOT_AMT);
    is_challenged("\4");
    const char *const challenge[] = {REALM, NONCE};
    hears_login_reply(1, 3, challenge, 2); /* a method other than the chosen one */
    assert_int_equal(redirect_login_step(&login), REDIRECT_ENDED);
    assert_int_equal(login.result, REDIRECT_NOT_AMT);
    redirect_login_begin(&login, REDIRECT_SOL, "admin", "P@ssw0rd");
    login.out_len = 0;
    hears("SSH-2.0-OpenSSH", 15);
    assert_int_equal(redirect_login_step(&login), REDIRECT_ENDED);
    assert_int_equal(login.result, REDIRECT_NOT_AMT);
}

/* One byte after another: the steps are the same. */
static void it_may_come_cut_anywhere(void **state)
{
    (void)state;
    unsigned char all[512], message[REDIRECT_MESSAGE_MAX];
    const char *const challenge[] = {REALM, NONCE, "auth"};
    size_t len = 0;
    memcpy(all, started, sizeof started);
    len += sizeof started;
    memcpy(all + len, "\x14\0\0\0\0\1\0\0\0\4", 10);
    len += 10;
    size_t size = login_reply(message, 1, 4, challenge, 3);
    memcpy(all + len, message, size);
    len += size;
    size = login_reply(message, 0, 4, NULL, 0);
    memcpy(all + len, message, size);
    len += size;
    redirect_login_begin(&login, REDIRECT_SOL, "admin", "P@ssw0rd");
    enum redirect_step step;
    size_t at = 0;
    while ((step = redirect_login_step(&login)) < REDIRECT_LOGGED_IN) {
        if (step == REDIRECT_SEND) {
            login.out_len = 0;
        } else if (step == REDIRECT_JUDGE) {
            (void)redirect_login_answer(&login, random_bytes);
        } else {
            assert_true(at < len);
            hears(all + at++, 1);
        }
    }
    assert_int_equal(step, REDIRECT_LOGGED_IN);
}

static void nothing_of_it_stays(void **state)
{
    (void)state;
    static const struct redirect_login empty;
    a_log_in_with_qop(NULL);
    redirect_login_wipe(&login);
    assert_memory_equal(login.in, empty.in, sizeof login.in);
    assert_memory_equal(login.out, empty.out, sizeof login.out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_log_in_with_qop),
        cmocka_unit_test(a_log_in_without_qop),
        cmocka_unit_test(what_stands_against_a_session_is_told),
        cmocka_unit_test(a_password_is_not_sent_in_clear),
        cmocka_unit_test(no_challenge_but_of_amts_form_is_answered),
        cmocka_unit_test(who_lets_anybody_in_is_not_amt),
        cmocka_unit_test(a_refusal_is_not_answered_again),
        cmocka_unit_test(what_does_not_fit_is_not_amts),
        cmocka_unit_test(it_may_come_cut_anywhere),
        cmocka_unit_test(nothing_of_it_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
