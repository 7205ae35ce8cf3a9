#include "tests/unit/unit.h"

#include "common/amt/challenge.h"

#define REALM "Digest:2517B2332AFD88353D5F5FD352697901"

static void challenges_are_judged(void **state)
{
    (void)state;
    static const struct {
        enum challenge wanted;
        const char *value;
    } rows[] = {
        /* as AMT 11 and AMT 16 were seen to send it */
        {CHALLENGE_AMT, "Digest realm=\"" REALM "\", "
                        "nonce=\"wlbEK1EtAAAAAAAAWW5aUHFp+mQQ1j63\",stale=\"false\",qop=\"auth\""},
        {CHALLENGE_AMT, "Digest realm=\"" REALM "\", nonce=\"QYePBLMVAAAAAAAAjfXveceOM5bNfu/K\","
                        "stale=\"false\",qop=\"auth-int, auth\""},
        /* what may be written in another way */
        {CHALLENGE_AMT, "digest REALM=\"" REALM "\",Nonce=\"n\",QOP=\"auth\""},
        {CHALLENGE_AMT, "Digest realm=\"" REALM "\" , nonce=\"n\" ,\tqop=auth"},
        {CHALLENGE_AMT, "Digest realm=\"" REALM "\",nonce=\"n\",qop=\"auth\",algorithm=MD5"},
        {CHALLENGE_AMT, "Digest qop=\"auth\",algorithm=\"md5\",nonce=\"n\",realm=\"" REALM "\","
                        "opaque=\"x\""},
        {CHALLENGE_AMT,
         "Digest realm=\"Digest:abcdef0123456789abcdef0123456789\",nonce=\"n\",qop=\"auth\""},
        /* another log-in */
        {CHALLENGE_OTHER, ""},
        {CHALLENGE_OTHER, "Negotiate"},
        {CHALLENGE_OTHER, "Basic realm=\"x\""},
        {CHALLENGE_BAD, "Negotiate, Digest realm=\"" REALM "\",nonce=\"n\",qop=\"auth\""},
        {CHALLENGE_OTHER, "Basic realm=\"" REALM "\""},
        {CHALLENGE_OTHER, "Basic realm=\"Digest\""},
        {CHALLENGE_BAD, "Basic realm=\"x, Digest realm=y\""},
        {CHALLENGE_BAD, "Negotiate,Digest"},
        {CHALLENGE_BAD, "Negotiate,\rDigestive"},
        {CHALLENGE_BAD, "\rDigest realm=\"x\""},
        {CHALLENGE_BAD, "\vDigest realm=\"x\""},
        {CHALLENGE_BAD, "Digestive realm=\"" REALM "\",nonce=\"n\",qop=\"auth\""},
        /* realms */
        {CHALLENGE_BAD, "Digest realm=\"X\",nonce=\"n\",qop=\"auth\""},
        {CHALLENGE_BAD, "Digest realm=\"Digest:AAAA\",nonce=\"n\",qop=\"auth\""},
        {CHALLENGE_BAD, "Digest realm=\"" REALM "0\",nonce=\"n\",qop=\"auth\""},
        {CHALLENGE_BAD,
         "Digest realm=\"Digest:2517B2332AFD88353D5F5FD35269790G\",nonce=\"n\",qop=\"auth\""},
        {CHALLENGE_BAD,
         "Digest realm=\"digest:2517B2332AFD88353D5F5FD352697901\",nonce=\"n\",qop=\"auth\""},
        {CHALLENGE_BAD,
         "Digest realm=\"Digest:VICTIM-B-REALM-0123456789ABCDEF0\",nonce=\"n\",qop=\"auth\""},
        {CHALLENGE_BAD, "Digest realm=\"\",nonce=\"n\",qop=\"auth\""},
        {CHALLENGE_BAD, "Digest nonce=\"n\",qop=\"auth\""},
        {CHALLENGE_BAD, "Digest realm=\"" REALM "\",realm=\"" REALM "\",nonce=\"n\",qop=\"auth\""},
        {CHALLENGE_BAD, "Digest realm=\"x\\\"\",nonce=\"n\",qop=\"auth\",realm=\"" REALM "\""},
        /* qop, algorithm, nonce */
        {CHALLENGE_BAD, "Digest realm=\"" REALM "\",nonce=\"n\""},
        {CHALLENGE_BAD, "Digest realm=\"" REALM "\",nonce=\"n\",qop=\"\""},
        {CHALLENGE_BAD, "Digest realm=\"" REALM "\",nonce=\"n\",qop=\"auth-int\""},
        {CHALLENGE_BAD, "Digest realm=\"" REALM "\",nonce=\"n\",qop=\"authority\""},
        {CHALLENGE_BAD, "Digest realm=\"" REALM "\",nonce=\"n\",qop=\"auth\",qop=\"auth-int\""},
        {CHALLENGE_BAD, "Digest realm=\"" REALM "\",nonce=\"n\",qop=\"auth\",algorithm=SHA-256"},
        {CHALLENGE_BAD, "Digest realm=\"" REALM "\",nonce=\"n\",qop=\"auth\",userhash=true"},
        {CHALLENGE_BAD, "Digest realm=\"" REALM "\",nonce=\"n\",qop=\"auth\",algorithm=MD5-sess"},
        {CHALLENGE_BAD, "Digest realm=\"" REALM "\",nonce=\"n\",qop=\"auth\",algorithm="},
        {CHALLENGE_BAD, "Digest realm=\"" REALM "\",qop=\"auth\""},
        {CHALLENGE_BAD, "Digest realm=\"" REALM "\",nonce=\"\",qop=\"auth\""},
        {CHALLENGE_BAD, "Digest realm=\"" REALM "\",nonce=\"n\",nonce=\"m\",qop=\"auth\""},
        /* things in which libcurl would find no nonce, no qop and no realm */
        {CHALLENGE_BAD, "Digest realm=\"" REALM "\",nonce = \"n\",qop=\"auth\""},
        {CHALLENGE_BAD, "Digest realm=\"" REALM "\",nonce=\"n\",qop =auth"},
        {CHALLENGE_BAD, "Digest realm=\"" REALM "\",nonce=\"n\",qop=auth ,opaque=\"x\""},
        {CHALLENGE_BAD, "Digest realm=\"" REALM "\",nonce=\"n\",qop=\"auth \""},
        {CHALLENGE_BAD, "Digest realm=\"" REALM "\",nonce=\"n\",qop=\"auth x\""},
        {CHALLENGE_BAD, "Digest realm =\"" REALM "\",nonce=\"n\",qop=\"auth\""},
        {CHALLENGE_BAD, "Digest realm= \"" REALM "\",nonce=\"n\",qop=\"auth\""},
        /* not valid grammar */
        {CHALLENGE_BAD, "Digest"},
        {CHALLENGE_BAD, "Digest "},
        {CHALLENGE_BAD, "Digest realm"},
        {CHALLENGE_BAD, "Digest realm=\"" REALM "\",nonce=\"n\",qop=\"auth"},
        {CHALLENGE_BAD, "Digest realm=\"" REALM "\",nonce=\"n\",qop=\"auth\","},
        {CHALLENGE_BAD, "Digest realm=\"" REALM "\" nonce=\"n\",qop=\"auth\""},
        {CHALLENGE_BAD, "Digest realm=\"" REALM "\",nonce=\"n\",qop=\"auth\", Digest realm=\"x\""},
        {CHALLENGE_BAD, "Digest realm=\"" REALM "\",nonce=\"n\",qop=\"auth\", Basic realm=\"x\""},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char realm[CHALLENGE_REALM_SIZE];
        if (challenge_parse(rows[i].value, strlen(rows[i].value), realm) != rows[i].wanted)
            fail_row(rows[i].value);
        if ((realm[0] != '\0') != (rows[i].wanted == CHALLENGE_AMT))
            fail_row(rows[i].value);
    }
}

static void the_realm_is_told(void **state)
{
    (void)state;
    static const char value[] = "Digest realm=\"" REALM "\",nonce=\"n\",qop=\"auth\"";
    char realm[CHALLENGE_REALM_SIZE];
    assert_int_equal(challenge_parse(value, sizeof value - 1, realm), CHALLENGE_AMT);
    assert_string_equal(realm, REALM);
}

/* libcurl takes 1023 characters for a value, and treats the rest, within the quotes, as more
 * values. */
static void nothing_is_so_long_that_libcurl_cuts_it(void **state)
{
    (void)state;
    static const struct {
        int name;
        int value;
        enum challenge wanted;
    } rows[] = {{1, 242, CHALLENGE_AMT},
                {255, 1, CHALLENGE_AMT},
                {256, 1, CHALLENGE_BAD},
                {1, 1023, CHALLENGE_BAD}};
    char value[2048];
    char realm[CHALLENGE_REALM_SIZE];
    for (size_t i = 0; i < COUNT(rows); i++) {
        int len = snprintf(value, sizeof value,
                           "Digest realm=\"" REALM "\",nonce=\"n\",qop=\"auth\","
                           "%0*d=\"%0*d,realm=VICTIM\"",
                           rows[i].name, 0, rows[i].value, 0);
        assert_int_equal(challenge_parse(value, (size_t)len, realm), rows[i].wanted);
    }
}

/* A NUL is not allowed anywhere. */
static void a_nul_hides_nothing(void **state)
{
    (void)state;
    static const char value[] = "Digest realm=\"" REALM "\",nonce=\"n\",qop=\"auth\"\0,qop=x";
    char realm[CHALLENGE_REALM_SIZE];
    assert_int_equal(challenge_parse(value, sizeof value - 1, realm), CHALLENGE_BAD);
    assert_int_equal(challenge_parse("Basic\0Digest x", 14, realm), CHALLENGE_BAD);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(challenges_are_judged),
        cmocka_unit_test(the_realm_is_told),
        cmocka_unit_test(nothing_is_so_long_that_libcurl_cuts_it),
        cmocka_unit_test(a_nul_hides_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
