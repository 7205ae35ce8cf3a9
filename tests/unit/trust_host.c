#include "tests/unit/unit.h"

#include "amt_cfg/trust_host.h"

/* A register and certificates for this test, in place of the real ones. */
struct client_register {
    const struct register_client *clients;
    size_t count;
};

const struct register_client *register_at(const struct client_register *reg, size_t i)
{
    return i < reg->count ? &reg->clients[i] : NULL;
}
size_t register_count(const struct client_register *reg)
{
    return reg->count;
}
const struct register_client *register_by_key(const struct client_register *reg, const char *key,
                                              size_t *at)
{
    while (*at < reg->count) {
        const struct register_client *client = &reg->clients[(*at)++];
        if (client->key_count > 0 && strcmp(client->keys[0], key) == 0)
            return client;
    }
    return NULL;
}
const struct register_client *register_by_realm(const struct client_register *reg,
                                                const char *realm, size_t *at)
{
    while (*at < reg->count) {
        const struct register_client *client = &reg->clients[(*at)++];
        if (strcmp(client->realm, realm) == 0)
            return client;
    }
    return NULL;
}
const struct register_client *register_by_name(const struct client_register *reg, const char *name,
                                               size_t *at)
{
    while (*at < reg->count) {
        const struct register_client *client = &reg->clients[(*at)++];
        if (client->name_count > 0 && strcmp(client->names[0], name) == 0)
            return client;
    }
    return NULL;
}
bool register_key_is_unique(const struct client_register *reg, const char *key)
{
    size_t at = 0;
    return register_by_key(reg, key, &at) != NULL && register_by_key(reg, key, &at) == NULL;
}
bool register_name_is_unique(const struct client_register *reg, const char *name)
{
    size_t at = 0;
    return register_by_name(reg, name, &at) != NULL && register_by_name(reg, name, &at) == NULL;
}
bool http_shown_is_for(const struct http_shown *shown, const char *name)
{
    return strcmp(shown->names, name) == 0;
}
bool http_shown_may_be_for(const struct http_shown *shown, const char *host)
{
    return http_shown_is_for(shown, host);
}

#define KEY_A   "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
#define KEY_B   "sha256//BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB="
#define KEY_C   "sha256//CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC="
#define REALM_A "Digest:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define REALM_B "Digest:BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"
#define REALM_C "Digest:CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC"

/* a has TLS, b does not, c1 and c2 have one key. */
static const struct register_client records[] = {
    {.guid = {{1}},
     .realm = REALM_A,
     .has_tls = true,
     .keys = {KEY_A},
     .key_count = 1,
     .names = {"a.example"},
     .name_count = 1,
     .learned_from = "192.0.2.1"},
    {.guid = {{2}},
     .realm = REALM_B,
     .names = {"b.example"},
     .name_count = 1,
     .learned_from = "192.0.2.2"},
    {.guid = {{3}},
     .has_tls = true,
     .keys = {KEY_C},
     .key_count = 1,
     .names = {"c1.example"},
     .name_count = 1,
     .learned_from = "192.0.2.3"},
    {.guid = {{4}},
     .has_tls = true,
     .keys = {KEY_C},
     .key_count = 1,
     .names = {"c2.example"},
     .name_count = 1,
     .learned_from = "192.0.2.4"},
};
static const struct client_register clients = {records, sizeof records / sizeof records[0]};

#define PROVED  TRUST_HOST_PROVED
#define TAKEN   TRUST_HOST_ACCEPTED
#define UNKNOWN TRUST_HOST_UNKNOWN
#define REFUSED TRUST_HOST_REFUSED

/* Options, as letters: i --insecure, y --yes, a --accept-key, p --plain; the key of --key. */
static const struct row {
    const char *host, *options, *key;
    const char *shown_key;  /* "": no TLS */
    const char *signed_for; /* somebody in ca-file signed it for this; NULL: it signed itself */
    const char *realm;      /* "": it has not asked for a log-in yet */
    enum trust_host_verdict verdict;
    const char *reason; /* some of it */
} rows[] = {
    /* The register's key, wherever it is and whatever else is said. */
    {"a.example", "", "", KEY_A, NULL, "", PROVED, ""},
    {"a.example", "", "", KEY_A, NULL, REALM_A, PROVED, ""},
    {"192.0.2.9", "", "", KEY_A, NULL, "", PROVED, ""},
    {"192.0.2.9", "iya", "", KEY_A, NULL, REALM_A, PROVED, ""},
    {"a.example", "", KEY_A, KEY_A, NULL, "", PROVED, ""},
    {"a.example", "", KEY_B, KEY_A, NULL, "", REFUSED, "the one given with --key"},
    /* Another key than the register's, under its name. */
    {"a.example", "", "", KEY_B, NULL, "", REFUSED, "--accept-key --key " KEY_B},
    {"a.example", "i", "", KEY_B, NULL, "", REFUSED, "--accept-key"},
    {"a.example", "y", "", KEY_B, NULL, "", REFUSED, "--accept-key"},
    {"a.example", "", KEY_B, KEY_B, NULL, "", REFUSED, "--accept-key"},
    {"A.Example.", "y", "", KEY_B, NULL, "", REFUSED, "--accept-key"},
    {"a.example", "a", "", KEY_B, NULL, "", UNKNOWN, "--key " KEY_B},
    {"a.example", "a", KEY_B, KEY_B, NULL, "", PROVED, ""},
    {"a.example", "ay", "", KEY_B, NULL, "", TAKEN, ""},
    {"a.example", "", "", KEY_B, "a.example", "", PROVED, ""},
    {"a.example", "", "", KEY_B, "other.example", "", REFUSED, "--accept-key"},
    /* At its address: it may be another machine by now, if that is proved. */
    {"192.0.2.1", "", "", KEY_B, NULL, "", REFUSED, "--accept-key"},
    {"192.0.2.1", "i", "", KEY_B, NULL, "", REFUSED, "--accept-key"},
    {"192.0.2.1", "", KEY_B, KEY_B, NULL, "", PROVED, ""},
    {"192.0.2.1", "", "", KEY_B, "192.0.2.1", "", PROVED, ""},
    /* Another realm. */
    {"a.example", "", "", KEY_A, NULL, REALM_B, REFUSED, "another realm"},
    {"a.example", "iy", "", KEY_A, NULL, REALM_B, REFUSED, "another realm"},
    {"a.example", "a", "", KEY_A, NULL, REALM_B, PROVED, ""},
    /* A machine that nobody knows. */
    {"new.example", "", "", KEY_B, NULL, "", UNKNOWN, "self-signed"},
    {"new.example", "", "", KEY_B, "new.example", "", PROVED, ""},
    {"new.example", "", "", KEY_B, "other.example", "", UNKNOWN, "for another name"},
    {"192.0.2.9", "", "", KEY_B, "192.0.2.9", "", PROVED, ""},
    {"192.0.2.9", "", "", KEY_B, "new.example", "", UNKNOWN, "for another name"},
    {"new.example", "", KEY_B, KEY_B, NULL, "", PROVED, ""},
    {"new.example", "y", "", KEY_B, NULL, "", TAKEN, ""},
    {"new.example", "i", "", KEY_B, NULL, "", TAKEN, ""},
    {"new.example", "i", KEY_A, KEY_B, NULL, "", REFUSED, "the one given with --key"},
    {"new.example", "y", "", KEY_B, NULL, REALM_B, TAKEN, ""}, /* two may have one realm */
    /* A key that two have proves neither. */
    {"c1.example", "", "", KEY_C, NULL, "", UNKNOWN, "--key " KEY_C},
    {"c1.example", "", KEY_C, KEY_C, NULL, "", PROVED, ""},
    /* Without TLS. */
    {"new.example", "p", "", "", NULL, REALM_C, TAKEN, ""},
    {"b.example", "p", "", "", NULL, REALM_B, TAKEN, ""},
    {"b", "p", "", "", NULL, REALM_B, TAKEN, ""},
    {"192.0.2.2", "p", "", "", NULL, REALM_B, TAKEN, ""},
    {"b.example", "p", "", "", NULL, REALM_C, REFUSED, "another realm"},
    {"b.example", "pa", "", "", NULL, REALM_C, TAKEN, ""},
    {"192.0.2.2", "p", "", "", NULL, REALM_C, TAKEN, ""}, /* another machine by now */
    {"192.0.2.9", "p", "", "", NULL, REALM_B, REFUSED, "was at 192.0.2.2"},
    {"192.0.2.9", "pa", "", "", NULL, REALM_B, TAKEN, ""},
    {"a.example", "p", "", "", NULL, REALM_A, REFUSED, "--accept-key --plain"},
    {"a.example", "p", "", "", NULL, REALM_C, REFUSED, "--accept-key --plain"},
    {"192.0.2.1", "p", "", "", NULL, REALM_C, REFUSED, "--accept-key --plain"},
    {"192.0.2.9", "p", "", "", NULL, REALM_A, REFUSED, "--accept-key --plain"},
    {"a.example", "pa", "", "", NULL, REALM_A, TAKEN, ""},
    /* With TLS, which nobody knew about. */
    {"b.example", "", "", KEY_B, NULL, "", UNKNOWN, "--key"},
    {"b.example", "", KEY_B, KEY_B, NULL, REALM_B, PROVED, ""},
    {"b.example", "", KEY_B, KEY_B, NULL, REALM_C, REFUSED, "another realm"},
};

static void show(const struct row *row, struct http_shown *shown)
{
    *shown = (struct http_shown){.tls = row->shown_key[0] != '\0',
                                 .chain_good = row->signed_for != NULL,
                                 .own_ca = row->signed_for != NULL,
                                 .chain_trouble = "self-signed certificate"};
    (void)snprintf(shown->key, sizeof shown->key, "%s", row->shown_key);
    (void)snprintf(shown->realm, sizeof shown->realm, "%s", row->realm);
    if (row->signed_for != NULL)
        (void)snprintf(shown->names, sizeof shown->names, "%s", row->signed_for);
}

static void plan_of(const struct row *row, struct conf *conf, struct plan *plan)
{
    conf_init(conf);
    conf->amt.verify = strchr(row->options, 'i') == NULL;
    *plan = (struct plan){.conf = conf,
                          .clients = &clients,
                          .accept_unknown = strchr(row->options, 'y') != NULL,
                          .accept_key = strchr(row->options, 'a') != NULL};
    (void)snprintf(plan->key, sizeof plan->key, "%s", row->key);
}

static void each_machine_is_judged(void **state)
{
    (void)state;
    static struct conf conf; /* large */
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct row *row = &rows[i];
        struct plan plan;
        struct http_shown shown;
        struct trust_host trust = {.plan = &plan, .host = row->host};
        char why[HTTP_WHY_SIZE];
        plan_of(row, &conf, &plan);
        show(row, &shown);
        bool goes_on = trust_host_judge(&trust, &shown, why);
        if (trust.verdict != row->verdict || strstr(trust.reason, row->reason) == NULL)
            fail_msg("row %zu, %s: verdict %d, '%s'", i, row->host, (int)trust.verdict,
                     trust.reason);
        assert_int_equal(goes_on, row->verdict == PROVED || row->verdict == TAKEN);
        assert_int_equal(trust.reason[0] == '\0', goes_on);
        assert_true(strlen(trust.reason) < sizeof trust.reason - 1); /* no key was cut off */
    }
}

static void one_conversation_is_with_one_machine(void **state)
{
    (void)state;
    static struct conf conf;
    static const struct row first = {"new.example", "y", "", KEY_B, NULL, "", TAKEN, ""};
    static const struct row next = {"new.example", "y", "", KEY_A, NULL, "", TAKEN, ""};
    static const struct row plain = {"new.example", "y", "", "", NULL, REALM_C, TAKEN, ""};
    const struct row *const others[] = {&next, &plain};
    for (size_t i = 0; i < 2; i++) {
        struct plan plan;
        struct http_shown shown;
        struct trust_host trust = {.plan = &plan, .host = first.host};
        char why[HTTP_WHY_SIZE];
        plan_of(&first, &conf, &plan);
        show(&first, &shown);
        assert_true(trust_host_judge(&trust, &shown, why));
        assert_true(trust_host_judge(&trust, &shown, why));
        show(others[i], &shown);
        assert_false(trust_host_judge(&trust, &shown, why));
        assert_holds(trust.reason, "than a moment ago");
    }
}

static void who_only_looks_sends_nothing(void **state)
{
    (void)state;
    static struct conf conf;
    struct plan plan;
    struct http_shown shown;
    struct trust_host trust = {.plan = &plan, .host = rows[0].host, .probe_only = true};
    char why[HTTP_WHY_SIZE];
    plan_of(&rows[0], &conf, &plan);
    show(&rows[0], &shown);
    assert_false(trust_host_judge(&trust, &shown, why));
    assert_int_equal(trust.verdict, PROVED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_machine_is_judged),
        cmocka_unit_test(one_conversation_is_with_one_machine),
        cmocka_unit_test(who_only_looks_sends_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
