#include "tests/unit/unit.h"

#include "common/amt/trust.h"
#include "tests/unit/certificates.h"

/* A register for this test, in place of the one that reads files. */
struct client_register {
    const struct register_client *clients;
    size_t count;
};

static const struct register_client *find(const struct client_register *reg, size_t *at,
                                          bool has(const struct register_client *, const char *),
                                          const char *what)
{
    while (*at < reg->count) {
        const struct register_client *client = &reg->clients[(*at)++];
        if (has(client, what))
            return client;
    }
    return NULL;
}
static bool has_name(const struct register_client *client, const char *name)
{
    for (size_t i = 0; i < client->name_count; i++)
        if (strcmp(client->names[i], name) == 0)
            return true;
    return false;
}
static bool has_realm(const struct register_client *client, const char *realm)
{
    return strcmp(client->realm, realm) == 0;
}
const struct register_client *register_by_key(const struct client_register *reg, const char *key,
                                              size_t *at)
{
    return find(reg, at, register_client_has_key, key);
}
const struct register_client *register_by_realm(const struct client_register *reg,
                                                const char *realm, size_t *at)
{
    return find(reg, at, has_realm, realm);
}
bool register_key_is_unique(const struct client_register *reg, const char *key)
{
    size_t at = 0;
    return find(reg, &at, register_client_has_key, key) != NULL &&
           find(reg, &at, register_client_has_key, key) == NULL;
}
bool register_name_is_unique(const struct client_register *reg, const char *name)
{
    size_t at = 0;
    return find(reg, &at, has_name, name) != NULL && find(reg, &at, has_name, name) == NULL;
}

#define REALM_A "Digest:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define REALM_B "Digest:BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"

/* The clients in it. */
enum { WITH_KEY, SECOND, SHARES_1, SHARES_2, PLAIN, TLS_NO_KEY, NO_REALM, SAME_UUID, CLIENTS };
static const struct register_client clients[CLIENTS] = {
    [WITH_KEY] = {.guid = {{1}},
                  .number = 1,
                  .realm = REALM_A,
                  .has_tls = true,
                  .keys = {"key-16993", "key-16995"},
                  .key_count = 2,
                  .names = {"pc1.corp.example", "twice.example"},
                  .name_count = 2},
    [SECOND] = {.guid = {{2}},
                .number = 1,
                .realm = "Digest:second",
                .has_tls = true,
                .keys = {"key-second"},
                .key_count = 1,
                .names = {"pc2.example", "twice.example"},
                .name_count = 2},
    [SHARES_1] = {.guid = {{3}},
                  .number = 1,
                  .realm = "Digest:shares-1",
                  .has_tls = true,
                  .keys = {"key-of-two"},
                  .key_count = 1,
                  .names = {"pc3.example"},
                  .name_count = 1},
    [SHARES_2] = {.guid = {{4}},
                  .number = 1,
                  .realm = "Digest:shares-2",
                  .has_tls = true,
                  .keys = {"key-of-two"},
                  .key_count = 1},
    [PLAIN] = {.guid = {{5}},
               .number = 1,
               .realm = REALM_A,
               .names = {"pc5.corp.example"},
               .name_count = 1},
    [TLS_NO_KEY] = {.guid = {{6}}, .number = 1, .realm = "Digest:six", .has_tls = true},
    [NO_REALM] = {.guid = {{7}}, .number = 1},
    [SAME_UUID] = {.guid = {{1}},
                   .number = 2,
                   .realm = "Digest:same-uuid",
                   .has_tls = true,
                   .keys = {"key-same-uuid"},
                   .key_count = 1},
};
static const struct client_register reg = {clients, CLIENTS};

enum chain { BAD, SYSTEM, OURS }; /* by whom the certificate is signed */

static void every_case(void **state)
{
    (void)state;
    static const struct row {
        const char *what;
        int client;
        const char *key;   /* NULL: without TLS */
        const char *realm; /* "": not yet */
        enum chain chain;
        const char *names; /* of the certificate; NULL: another */
        bool verify;
        enum trust trust;
    } rows[] = {
        {"a known key", WITH_KEY, "key-16993", "", BAD, NULL, true, TRUST_KEY},
        {"its second key", WITH_KEY, "key-16995", REALM_A, BAD, NULL, true, TRUST_KEY},
        {"a known key, verify off", WITH_KEY, "key-16993", REALM_A, BAD, NULL, false, TRUST_KEY},
        {"a known key in another realm", WITH_KEY, "key-16993", REALM_B, BAD, NULL, true,
         TRUST_OTHER_REALM},
        {"a key of two records", SHARES_1, "key-of-two", "Digest:shares-1", BAD, NULL, true,
         TRUST_REALM},
        {"a key of two records, another realm", SHARES_1, "key-of-two", REALM_B, BAD, NULL, true,
         TRUST_OTHER_REALM},
        {"a key of two records, a good certificate", SHARES_1, "key-of-two", "", OURS,
         "DNS:pc3.example", true, TRUST_REALM},
        {"another key", WITH_KEY, "new", "", BAD, NULL, true, TRUST_OTHER_KEY},
        {"another key, verify off", WITH_KEY, "new", REALM_A, BAD, NULL, false, TRUST_OTHER_KEY},
        {"another key, our certificate for its name", WITH_KEY, "new", "", OURS,
         "DNS:pc1.corp.example", true, TRUST_CERTIFICATE},
        {"the same with verify off", WITH_KEY, "new", REALM_A, OURS, "DNS:pc1.corp.example", false,
         TRUST_CERTIFICATE},
        {"the same in another realm", WITH_KEY, "new", REALM_B, OURS, "DNS:pc1.corp.example", true,
         TRUST_OTHER_REALM},
        {"for another's name", WITH_KEY, "new", "", OURS, "DNS:pc2.example", true, TRUST_OTHER_KEY},
        {"with a wildcard", WITH_KEY, "new", "", OURS, "DNS:*.corp.example", true, TRUST_OTHER_KEY},
        {"for a name of two records", WITH_KEY, "new", "", OURS, "DNS:twice.example", true,
         TRUST_OTHER_KEY},
        {"signed by one of the system's", WITH_KEY, "new", "", SYSTEM, "DNS:pc1.corp.example", true,
         TRUST_OTHER_KEY},
        {"not signed by ours", WITH_KEY, "new", "", BAD, "DNS:pc1.corp.example", true,
         TRUST_OTHER_KEY},
        {"the key of another, our certificate", WITH_KEY, "key-second", "", OURS,
         "DNS:pc1.corp.example", true, TRUST_OTHER_KEY},
        {"the key of the other machine of its UUID", WITH_KEY, "key-same-uuid", "", BAD, NULL, true,
         TRUST_OTHER_KEY},
        {"plain where there was TLS", WITH_KEY, NULL, REALM_A, BAD, NULL, true, TRUST_NO_TLS},
        {"the same with verify off", TLS_NO_KEY, NULL, "", BAD, NULL, false, TRUST_NO_TLS},
        {"plain, as known", PLAIN, NULL, REALM_A, BAD, NULL, true, TRUST_REALM},
        {"plain, no realm yet", PLAIN, NULL, "", BAD, NULL, true, TRUST_REALM},
        {"plain, another realm", PLAIN, NULL, REALM_B, BAD, NULL, true, TRUST_OTHER_REALM},
        {"plain, no realm is known", NO_REALM, NULL, REALM_B, BAD, NULL, true, TRUST_REALM},
        {"no key known, a bad certificate", TLS_NO_KEY, "new", "", BAD, NULL, true,
         TRUST_CERTIFICATE_BAD},
        {"the same with verify off", TLS_NO_KEY, "new", "Digest:six", BAD, NULL, false,
         TRUST_REALM},
        {"the same in another realm", TLS_NO_KEY, "new", REALM_B, BAD, NULL, false,
         TRUST_OTHER_REALM},
        {"no key and no name known, our certificate", TLS_NO_KEY, "new", "Digest:six", OURS,
         "DNS:pc6.example", true, TRUST_REALM},
        {"TLS is new, our certificate for its name", PLAIN, "new", "", OURS, "DNS:pc5.corp.example",
         true, TRUST_CERTIFICATE},
        {"TLS is new, for another name", PLAIN, "new", "", OURS, "DNS:pc1.corp.example", true,
         TRUST_CERTIFICATE_BAD},
        {"TLS is new, with a wildcard", PLAIN, "new", "", OURS, "DNS:*.corp.example", true,
         TRUST_REALM},
        {"TLS is new, one of the system's", PLAIN, "new", REALM_A, SYSTEM, "DNS:pc5.corp.example",
         true, TRUST_REALM},
        {"TLS is new, with another's key", PLAIN, "key-second", REALM_A, OURS,
         "DNS:pc5.corp.example", false, TRUST_OTHER_KEY},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct row *row = &rows[i];
        struct http_shown shown = {.tls = row->key != NULL,
                                   .chain_good = row->chain != BAD,
                                   .own_ca = row->chain != SYSTEM};
        X509 *certificate =
            make_certificate("x", row->names != NULL ? row->names : "DNS:stranger.example");
        if (shown.tls)
            shown.certificate = certificate;
        (void)snprintf(shown.key, sizeof shown.key, "%s", row->key != NULL ? row->key : "");
        (void)snprintf(shown.realm, sizeof shown.realm, "%s", row->realm);
        enum trust trust = trust_judge(&reg, &clients[row->client], &shown, row->verify);
        if (trust != row->trust)
            fail_msg("%s: %d, wanted %d", row->what, trust, row->trust);
        X509_free(certificate);
    }
}

static void no_login_where_something_speaks_against_it(void **state)
{
    (void)state;
    assert_true(trust_allows_login(TRUST_KEY));
    assert_true(trust_allows_login(TRUST_CERTIFICATE));
    assert_true(trust_allows_login(TRUST_REALM));
    assert_false(trust_allows_login(TRUST_OTHER_KEY));
    assert_false(trust_allows_login(TRUST_OTHER_REALM));
    assert_false(trust_allows_login(TRUST_NO_TLS));
    assert_false(trust_allows_login(TRUST_CERTIFICATE_BAD));
}

static void a_record_is_found_by_key_or_by_realm(void **state)
{
    (void)state;
    static const struct {
        const char *key, *realm;
        int client; /* CLIENTS: none */
    } rows[] = {
        {"key-16993", "", WITH_KEY},
        {"key-16995", "Digest:second", WITH_KEY}, /* the key says more */
        {"key-of-two", "", CLIENTS},
        {"key-of-two", "Digest:shares-2", SHARES_2},
        {"new", "", CLIENTS},
        {"new", "Digest:six", TLS_NO_KEY},
        {"", "Digest:six", TLS_NO_KEY},
        {"", REALM_A, CLIENTS}, /* two have it */
        {"", REALM_B, CLIENTS},
        {"", "", CLIENTS}, /* not the one without a realm */
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct http_shown shown = {.tls = rows[i].key[0] != '\0'};
        (void)snprintf(shown.key, sizeof shown.key, "%s", rows[i].key);
        (void)snprintf(shown.realm, sizeof shown.realm, "%s", rows[i].realm);
        assert_ptr_equal(trust_find(&reg, &shown),
                         rows[i].client == CLIENTS ? NULL : &clients[rows[i].client]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case),
        cmocka_unit_test(no_login_where_something_speaks_against_it),
        cmocka_unit_test(a_record_is_found_by_key_or_by_realm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
