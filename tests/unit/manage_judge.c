/* Which machines fcfh-manage logs in to: by a key of the register, a certificate of ca-file, or
 * what a person agreed to. */
#include "tests/unit/unit.h"

#include "support_queue_gui/manage/manage_judge.h"

#define KEY_A   "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
#define KEY_B   "sha256//BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA="
#define KEY_C   "sha256//CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCA="
#define REALM_A "Digest:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define REALM_B "Digest:BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"

/* A register and certificates for this test, in place of the real ones. */
struct client_register {
    struct register_client clients[3];
    size_t count;
};
static struct client_register reg;
static const char *certified_for; /* a name, or NULL */

const struct register_client *register_by_guid(const struct client_register *r,
                                               const struct guid *guid, size_t *at)
{
    while (*at < r->count)
        if (guid_equal(&r->clients[(*at)++].guid, guid))
            return &r->clients[*at - 1];
    return NULL;
}
const struct register_client *register_by_key(const struct client_register *r, const char *key,
                                              size_t *at)
{
    while (*at < r->count)
        if (register_client_has_key(&r->clients[(*at)++], key))
            return &r->clients[*at - 1];
    return NULL;
}
const struct register_client *register_by_realm(const struct client_register *r, const char *realm,
                                                size_t *at)
{
    while (*at < r->count)
        if (strcmp(r->clients[(*at)++].realm, realm) == 0)
            return &r->clients[*at - 1];
    return NULL;
}
bool register_key_is_unique(const struct client_register *r, const char *key)
{
    size_t at = 0;
    return register_by_key(r, key, &at) != NULL && register_by_key(r, key, &at) == NULL;
}
bool register_name_is_unique(const struct client_register *r, const char *name)
{
    size_t found = 0;
    for (size_t i = 0; i < r->count; i++)
        found += r->clients[i].name_count > 0 && strcmp(r->clients[i].names[0], name) == 0;
    return found == 1;
}
bool http_shown_is_for(const struct http_shown *shown, const char *name)
{
    (void)shown;
    return certified_for != NULL && strcmp(certified_for, name) == 0;
}
bool http_shown_may_be_for(const struct http_shown *shown, const char *name)
{
    return http_shown_is_for(shown, name);
}

static struct manage_judge judge;
static char why[HTTP_WHY_SIZE];

static struct register_client *add(unsigned char guid, const char *key, const char *realm,
                                   const char *name)
{
    struct register_client *client = &reg.clients[reg.count++];
    *client = (struct register_client){.number = 1, .has_tls = key != NULL};
    client->guid.raw[0] = guid;
    (void)snprintf(client->realm, sizeof client->realm, "%s", realm);
    if (key != NULL)
        (void)snprintf(client->keys[client->key_count++], TLS_KEY_SIZE, "%s", key);
    if (name != NULL)
        (void)snprintf(client->names[client->name_count++], TEXT_VALUE_SIZE, "%s", name);
    return client;
}

static int start(void **state)
{
    (void)state;
    memset(&reg, 0, sizeof reg);
    certified_for = NULL;
    judge = (struct manage_judge){.clients = &reg, .host = ""};
    return 0;
}

static void of_the_queue(unsigned char guid)
{
    judge.has_guid = true;
    memset(&judge.guid, 0, sizeof judge.guid);
    judge.guid.raw[0] = guid;
}

/* key NULL: without TLS. */
static enum manage_verdict show(const char *key, const char *realm)
{
    struct http_shown shown = {
        .tls = key != NULL, .own_ca = true, .chain_good = certified_for != NULL};
    (void)snprintf(shown.key, sizeof shown.key, "%s", key != NULL ? key : "");
    (void)snprintf(shown.realm, sizeof shown.realm, "%s", realm);
    bool good = manage_judge_shown(&judge, &shown, why);
    assert_int_equal(good, judge.verdict == MANAGE_PROVED || judge.verdict == MANAGE_AGREED);
    assert_int_equal(good, why[0] == '\0');
    return judge.verdict;
}

static void a_key_of_the_register_proves_a_client_of_the_queue(void **state)
{
    (void)state;
    add(1, KEY_A, REALM_A, "a.example");
    add(2, KEY_B, REALM_B, "b.example");
    of_the_queue(1);
    assert_int_equal(show(KEY_A, ""), MANAGE_PROVED);
    assert_int_equal(show(KEY_A, REALM_A), MANAGE_PROVED);
    assert_int_equal(show(KEY_A, REALM_B), MANAGE_REFUSED);
    assert_int_equal(show(KEY_B, REALM_B), MANAGE_REFUSED);
    assert_int_equal(show(KEY_C, REALM_A), MANAGE_REFUSED);
    assert_int_equal(show(NULL, REALM_A), MANAGE_REFUSED);
}

static void no_yes_helps_against_the_register(void **state)
{
    (void)state;
    add(1, KEY_A, REALM_A, "a.example");
    of_the_queue(1);
    assert_int_equal(show(KEY_C, ""), MANAGE_REFUSED);
    manage_judge_agree(&judge);
    assert_int_equal(show(KEY_C, ""), MANAGE_REFUSED);
    judge.agreed_plain = true;
    assert_int_equal(show(NULL, REALM_A), MANAGE_REFUSED);
}

static void of_two_machines_of_one_uuid_either_may_be_meant(void **state)
{
    (void)state;
    add(1, KEY_A, REALM_A, NULL);
    add(1, KEY_B, REALM_B, NULL)->number = 2;
    of_the_queue(1);
    assert_int_equal(show(KEY_B, REALM_B), MANAGE_PROVED);
    assert_int_equal(show(KEY_A, REALM_A), MANAGE_PROVED);
    assert_int_equal(show(KEY_A, REALM_B), MANAGE_REFUSED);
}

static void who_is_not_known_is_asked_about_and_kept_to(void **state)
{
    (void)state;
    add(2, KEY_B, REALM_B, NULL);
    of_the_queue(1);
    assert_int_equal(show(KEY_A, ""), MANAGE_UNKNOWN);
    manage_judge_agree(&judge);
    assert_int_equal(show(KEY_A, REALM_A), MANAGE_AGREED);
    assert_int_equal(show(KEY_C, REALM_A), MANAGE_REFUSED); /* another port, or connection */
    assert_int_equal(show(KEY_B, REALM_B), MANAGE_REFUSED); /* another client's */
    assert_int_equal(show(NULL, REALM_A), MANAGE_UNKNOWN);  /* that was no yes to having no TLS */
}

static void without_tls_it_takes_a_yes(void **state)
{
    (void)state;
    struct register_client *client = add(1, NULL, REALM_A, "a.example");
    judge.client = client;
    judge.sure = true;
    assert_int_equal(show(NULL, REALM_A), MANAGE_UNKNOWN);
    manage_judge_agree(&judge);
    assert_int_equal(show(NULL, REALM_A), MANAGE_AGREED);
    assert_int_equal(show(NULL, REALM_B), MANAGE_REFUSED);
}

static void a_certificate_of_ca_file_is_for_the_host_that_was_named(void **state)
{
    (void)state;
    judge.host = "pc.example";
    certified_for = "pc.example";
    assert_int_equal(show(KEY_A, ""), MANAGE_PROVED);
    certified_for = "other.example";
    assert_int_equal(show(KEY_A, ""), MANAGE_UNKNOWN);
    /* For a client in the register, its name. */
    judge.client = add(1, KEY_B, REALM_B, "b.example");
    judge.sure = true;
    certified_for = "b.example";
    assert_int_equal(show(KEY_C, REALM_B), MANAGE_PROVED);
    certified_for = "pc.example";
    assert_int_equal(show(KEY_C, REALM_B), MANAGE_REFUSED);
}

static void at_an_address_may_be_another_client_now(void **state)
{
    (void)state;
    judge.client = add(1, KEY_A, REALM_A, NULL);
    add(2, KEY_B, REALM_B, NULL);
    judge.sure = false;
    assert_int_equal(show(KEY_B, REALM_B), MANAGE_PROVED);
    assert_ptr_equal(judge.found, &reg.clients[1]);
    assert_int_equal(show(KEY_C, ""), MANAGE_REFUSED);
    judge.sure = true; /* by name it must be this one */
    assert_int_equal(show(KEY_B, REALM_B), MANAGE_REFUSED);
}

static void a_key_that_two_have_proves_neither(void **state)
{
    (void)state;
    add(1, KEY_A, REALM_A, NULL);
    add(2, KEY_A, REALM_B, NULL);
    of_the_queue(1);
    assert_int_equal(show(KEY_A, REALM_A), MANAGE_UNKNOWN);
    manage_judge_agree(&judge);
    assert_int_equal(show(KEY_A, REALM_A), MANAGE_AGREED);
}

static void another_port_asks_for_the_same_realm(void **state)
{
    (void)state;
    assert_int_equal(show(KEY_A, ""), MANAGE_UNKNOWN);
    manage_judge_agree(&judge);
    assert_int_equal(show(KEY_A, REALM_A), MANAGE_AGREED);
    (void)snprintf(judge.pinned, sizeof judge.pinned, REALM_A);
    assert_int_equal(show(KEY_A, REALM_B), MANAGE_REFUSED);
    assert_int_equal(show(KEY_A, REALM_A), MANAGE_AGREED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_key_of_the_register_proves_a_client_of_the_queue, start),
        cmocka_unit_test_setup(no_yes_helps_against_the_register, start),
        cmocka_unit_test_setup(of_two_machines_of_one_uuid_either_may_be_meant, start),
        cmocka_unit_test_setup(who_is_not_known_is_asked_about_and_kept_to, start),
        cmocka_unit_test_setup(without_tls_it_takes_a_yes, start),
        cmocka_unit_test_setup(a_certificate_of_ca_file_is_for_the_host_that_was_named, start),
        cmocka_unit_test_setup(at_an_address_may_be_another_client_now, start),
        cmocka_unit_test_setup(a_key_that_two_have_proves_neither, start),
        cmocka_unit_test_setup(another_port_asks_for_the_same_realm, start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
