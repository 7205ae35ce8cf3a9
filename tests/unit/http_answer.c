#include "tests/unit/unit.h"

#include "common/amt/http_client.h"

#define REALM "Digest:0123456789ABCDEF0123456789ABCDEF"
#define CHALLENGE                                                                                  \
    "WWW-Authenticate: Digest realm=\"" REALM "\", nonce=\"n\",stale=\"false\",qop=\"auth\""
#define OTHER                                                                                      \
    "WWW-Authenticate: Digest realm=\"Digest:1123456789ABCDEF0123456789ABCDEF\", "                 \
    "nonce=\"n\",qop=\"auth\""

static struct http_client client;

static int start(void **state)
{
    (void)state;
    memset(&client, 0, sizeof client);
    return 0;
}

/* Reads the lines of an answer's header up to the first that ends the transfer; true if none
 * did. */
static bool reads(const char *const *lines)
{
    for (; *lines != NULL; lines++) {
        char line[256];
        size_t len = (size_t)snprintf(line, sizeof line, "%s\r\n", *lines);
        if (http_on_header(line, 1, len, &client) != len)
            return false;
    }
    char end[] = "\r\n";
    return http_on_header(end, 1, 2, &client) == 2;
}
#define READS(...) reads((const char *const[]){__VA_ARGS__, NULL})

static void a_new_handle_logs_in_at_most_twice(void **state)
{
    (void)state;
    http_client_on_event(&client, EVENT_SENT);
    assert_int_equal(client.state, STATE_ASKING);
    assert_true(READS("HTTP/1.1 401 Unauthorized", CHALLENGE));
    assert_int_equal(client.state, STATE_LOGIN);
    assert_true(READS("HTTP/1.1 401 Unauthorized", CHALLENGE));
    assert_int_equal(client.state, STATE_AGAIN);
    assert_false(READS("HTTP/1.1 401 Unauthorized", CHALLENGE));
    assert_int_equal(client.state, STATE_REFUSED);
    assert_null(client.rejection.text);
}

static void a_login_that_served_is_tried_once_more(void **state)
{
    (void)state;
    http_client_on_event(&client, EVENT_SENT);
    assert_true(READS("HTTP/1.1 401 Unauthorized", CHALLENGE));
    assert_true(READS("HTTP/1.1 200 OK"));
    http_client_on_event(&client, EVENT_ANSWER);
    assert_int_equal(client.state, STATE_READY);
    http_client_on_event(&client, EVENT_SENT);
    assert_true(READS("HTTP/1.1 401 Unauthorized", CHALLENGE));
    assert_int_equal(client.state, STATE_STALE);
    assert_false(READS("HTTP/1.1 401 Unauthorized", CHALLENGE));
    assert_int_equal(client.state, STATE_REFUSED);
    http_client_on_event(&client, EVENT_DROP);
    assert_int_equal(client.state, STATE_IDLE);
}

static void whoever_asks_for_no_login_is_told_nothing(void **state)
{
    (void)state;
    /* libcurl would continue with each of these. */
    static const char *const lines[] = {
        "HTTP/1.1 200 OK",    "HTTP/1.1  200 OK", "HTTP/1.1 204",   "http/1.1 200 OK",
        "HTTP/1.1 2 00",      "HTTP/1.0 20",      "http/1.1 401 x", "HTTP/1.1\t200 401",
        "HTTP/2\t200 401 OK", "HTTP/2200 401 OK", "HTTP/2 401",     "HTTP/1.1 4010"};
    for (size_t i = 0; i < COUNT(lines); i++) {
        (void)start(NULL);
        http_client_on_event(&client, EVENT_SENT);
        assert_false(READS(lines[i], CHALLENGE));
        assert_non_null(client.rejection.text);
    }
    (void)start(NULL);
    http_client_on_event(&client, EVENT_SENT);
    assert_true(READS("HTTP/1.1 100 Continue"));
    assert_true(READS("HTTP/1.1 500 Internal Server Error")); /* a fault, which says enough */
    http_client_on_event(&client, EVENT_ANSWER);
    assert_int_equal(client.state, STATE_IDLE); /* no log-in has helped */
}

static void no_header_passes_for_a_status(void **state)
{
    (void)state;
    http_client_on_event(&client, EVENT_SENT);
    assert_false(READS("HTTP/1.1 200 OK", "HTTP/1.1 100 Continue: x"));
    assert_holds(client.rejection.text, "not ask for a log-in");
    (void)start(NULL);
    http_client_on_event(&client, EVENT_SENT);
    assert_false(READS("HTTP/1.1 401 Unauthorized", "HTTP/1.1 100 Continue: x",
                       "WWW-Authenticate: Digest realm=\"x\", nonce=\"n\", qop=\"auth\""));
    assert_holds(client.rejection.text, "the way AMT does");
    /* with a log-in available, one that only libcurl would take for a 401 */
    static const char *const lines[] = {"HTTP/1.1  401 Unauthorized", "http/1.1 401 Unauthorized"};
    for (size_t i = 0; i < COUNT(lines); i++) {
        (void)start(NULL);
        client.state = STATE_RESUMED;
        assert_false(READS(lines[i], "WWW-Authenticate: Digest realm=\"x\", nonce=\"n\""));
        assert_non_null(client.rejection.text);
    }
}

static void the_realm_holds_over_requests_and_handles(void **state)
{
    (void)state;
    http_client_on_event(&client, EVENT_SENT);
    assert_true(READS("HTTP/1.1 401 Unauthorized", CHALLENGE));
    assert_true(READS("HTTP/1.1 200 OK"));
    http_client_on_event(&client, EVENT_ANSWER);
    http_client_on_event(&client, EVENT_SENT);
    assert_false(READS("HTTP/1.1 401 Unauthorized", OTHER));
    assert_holds(client.rejection.text, "a different realm");
    assert_int_equal(client.rejection.result, HTTP_UNTRUSTED);
    http_client_on_event(&client, EVENT_DROP);
    client.rejection.text = NULL;
    http_client_on_event(&client, EVENT_SENT);
    assert_false(READS("HTTP/1.1 401 Unauthorized", OTHER));
    assert_string_equal(client.answer.realm, REALM);
}

static void a_401_has_one_challenge_of_amts_form(void **state)
{
    (void)state;
    static const char *const seconds[] = {CHALLENGE, OTHER, " realm=\"x\"",
                                          "WWW-Authenticate: Digest realm=\"x\", nonce=\"n\""};
    for (size_t i = 0; i < COUNT(seconds); i++) {
        (void)start(NULL);
        http_client_on_event(&client, EVENT_SENT);
        assert_false(READS("HTTP/1.1 401 Unauthorized", CHALLENGE, seconds[i]));
        assert_non_null(client.rejection.text);
    }
    (void)start(NULL);
    http_client_on_event(&client, EVENT_SENT);
    assert_true(READS("HTTP/1.1 401 Unauthorized", "WWW-Authenticate: Basic realm=\"x\""));
    assert_int_equal(client.state, STATE_ASKING); /* nothing that we reply to */
}

static void kerberos_begins_with_the_first_question(void **state)
{
    (void)state;
    client.peer.auth = HTTP_AUTH_NEGOTIATE;
    http_client_on_event(&client, EVENT_SENT);
    assert_true(READS("HTTP/1.1 200 OK", "WWW-Authenticate: Negotiate oYG2"));
    http_client_on_event(&client, EVENT_ANSWER);
    assert_int_equal(client.state, STATE_READY);
    (void)start(NULL);
    client.peer.auth = HTTP_AUTH_NEGOTIATE;
    http_client_on_event(&client, EVENT_SENT);
    assert_false(READS("HTTP/1.1 200 OK"));
    (void)start(NULL);
    client.peer.auth = HTTP_AUTH_NEGOTIATE;
    http_client_on_event(&client, EVENT_SENT);
    assert_true(READS("HTTP/1.1 401 Unauthorized", "WWW-Authenticate: Negotiate", CHALLENGE));
    assert_int_equal(client.state, STATE_LOGIN);
}

/* A judge that counts, and says no at the realm if it is told to. */
static struct {
    int calls;
    bool no;
    char realm[CHALLENGE_REALM_SIZE];
} bench;

static bool judge(void *context, const struct http_shown *shown, char why[HTTP_WHY_SIZE])
{
    assert_ptr_equal(context, &bench);
    bench.calls++;
    (void)snprintf(bench.realm, sizeof bench.realm, "%s", shown->realm);
    (void)snprintf(why, HTTP_WHY_SIZE, "not known here");
    return !bench.no;
}

static void the_judge_is_asked_before_a_log_in(void **state)
{
    (void)state;
    memset(&bench, 0, sizeof bench);
    client.peer.judge = judge;
    client.peer.judge_context = &bench;
    http_client_on_event(&client, EVENT_SENT);
    assert_true(READS("HTTP/1.1 401 Unauthorized", CHALLENGE));
    assert_int_equal(bench.calls, 1);
    assert_string_equal(bench.realm, REALM);
    assert_int_equal(client.state, STATE_LOGIN);
    bench.no = true;
    (void)start(NULL);
    client.peer.judge = judge;
    client.peer.judge_context = &bench;
    http_client_on_event(&client, EVENT_SENT);
    assert_false(READS("HTTP/1.1 401 Unauthorized", CHALLENGE));
    assert_int_equal(client.state, STATE_ASKING);
    assert_int_equal(client.rejection.result, HTTP_UNTRUSTED);
    assert_string_equal(client.rejection.text, "not known here");
    assert_string_equal(client.shown.realm, REALM);
    assert_string_equal(client.answer.realm, ""); /* that is not a realm to log in to */
}

static void the_judge_sees_challenges_of_amts_form_alone(void **state)
{
    (void)state;
    static const char *const others[] = {"WWW-Authenticate: Basic realm=\"x\"",
                                         "WWW-Authenticate: Digest realm=\"x\", nonce=\"n\"",
                                         " folded"};
    for (size_t i = 0; i < COUNT(others); i++) {
        (void)start(NULL);
        memset(&bench, 0, sizeof bench);
        client.peer.judge = judge;
        client.peer.judge_context = &bench;
        http_client_on_event(&client, EVENT_SENT);
        (void)READS("HTTP/1.1 401 Unauthorized", others[i]);
        assert_int_equal(bench.calls, 0);
        assert_true(client.rejection.text == NULL || client.rejection.result == HTTP_BAD_CHALLENGE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_new_handle_logs_in_at_most_twice, start),
        cmocka_unit_test_setup(a_login_that_served_is_tried_once_more, start),
        cmocka_unit_test_setup(whoever_asks_for_no_login_is_told_nothing, start),
        cmocka_unit_test_setup(no_header_passes_for_a_status, start),
        cmocka_unit_test_setup(the_realm_holds_over_requests_and_handles, start),
        cmocka_unit_test_setup(a_401_has_one_challenge_of_amts_form, start),
        cmocka_unit_test_setup(kerberos_begins_with_the_first_question, start),
        cmocka_unit_test_setup(the_judge_is_asked_before_a_log_in, start),
        cmocka_unit_test_setup(the_judge_sees_challenges_of_amts_form_alone, start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
