#include "tests/unit/unit.h"

#include "common/amt/http_shown.h"
#include "support_queue_db/entry_name.h"
#include "tests/unit/certificates.h"

#define NOW 1795434000

static struct entry entry;

static int tear_down(void **state)
{
    (void)state;
    entry_free(&entry);
    return 0;
}

static void set(enum entry_fact fact, const char *text)
{
    struct err e;
    assert_int_equal(entry_set_fact(&entry, fact, text, &e), ERR_OK);
}

static void tell(const char *from, const char *name)
{
    struct err e;
    assert_int_equal(entry_set_inventory(&entry, from, "fqdn", name, NOW, &e), ERR_OK);
}

static void choose(size_t row, const char *name, const char *from)
{
    struct err e;
    assert_int_equal(entry_choose_name(&entry, &e), ERR_OK);
    if (strcmp(entry_fact(&entry, FACT_FQDN), name) != 0 ||
        strcmp(entry_fact(&entry, FACT_FQDN_FROM), from) != 0)
        fail_msg("row %zu: '%s' from '%s'", row, entry_fact(&entry, FACT_FQDN),
                 entry_fact(&entry, FACT_FQDN_FROM));
}

static void the_first_that_the_certificate_accepts(void **state)
{
    (void)state;
    static const struct {
        enum entry_state state;
        const char *dns, *hand, *hook, *amt, *hosts; /* "": not known */
        const char *name, *from;
    } rows[] = {
        /* Without a certificate the order decides. */
        {ENTRY_VERIFIED, "d.x.y", "p.x.y", "h.x.y", "a.x.y", "", "d.x.y", "lookup-dns"},
        {ENTRY_VERIFIED, "", "p.x.y", "h.x.y", "a.x.y", "", "p.x.y", "hand:anna"},
        {ENTRY_VERIFIED, "", "", "h.x.y", "a.x.y", "", "h.x.y", "ldap"},
        {ENTRY_VERIFIED, "", "", "", "a.x.y", "", "a.x.y", "amt"},
        {ENTRY_VERIFIED, "", "", "", "", "", "", ""},
        {ENTRY_WAITING, "d.x.y", "", "h.x.y", "", "", "d.x.y", "lookup-dns"},
        /* A name in a proved client's certificate takes precedence. */
        {ENTRY_VERIFIED, "d.x.y", "", "h.x.y", "a.x.y", "a.x.y", "a.x.y", "amt"},
        {ENTRY_VERIFIED, "d.x.y", "", "h.x.y", "a.x.y", "a.x.y H.X.Y", "h.x.y", "ldap"},
        {ENTRY_VERIFIED, "d.x.y", "", "h.x.y", "a.x.y", "*.x.y", "d.x.y", "lookup-dns"},
        {ENTRY_VERIFIED, "d.x.y", "p.x.y", "h.x.y", "a.x.y", "p.x.y", "p.x.y", "hand:anna"},
        {ENTRY_VERIFIED, "d.x.y", "", "h.x.y", "a.x.y", "c.x.y", "c.x.y", "certificate"},
        {ENTRY_VERIFIED, "", "", "", "", "c.x.y e.x.y", "c.x.y", "certificate"},
        {ENTRY_VERIFIED, "", "", "", "", "pc1 *.x.y c.x.y", "c.x.y", "certificate"},
        {ENTRY_VERIFIED, "", "", "", "", "pc1 *.x.y", "", ""},
        /* Anybody may write one: it is no reason to hide what is known from elsewhere. */
        {ENTRY_ANSWERED, "d.x.y", "", "", "a.x.y", "a.x.y", "d.x.y", "lookup-dns"},
        {ENTRY_ANSWERED, "d.x.y", "", "", "", "c.x.y", "d.x.y", "lookup-dns"},
        {ENTRY_ANSWERED, "", "", "", "a.x.y", "c.x.y", "a.x.y", "amt"},
        {ENTRY_ANSWERED, "", "", "", "", "c.x.y", "c.x.y", "certificate"},
        /* What is not a full name does not count. */
        {ENTRY_VERIFIED, "pc1", "", "h.x.y", "", "", "h.x.y", "ldap"},
        {ENTRY_VERIFIED, "d.x.y.", "", "h.x.y", "", "", "h.x.y", "ldap"},
        {ENTRY_VERIFIED, "d .x.y", "", "h.x.y", "", "", "h.x.y", "ldap"},
        {ENTRY_VERIFIED, "-d.x.y", "", "h.x.y", "", "", "h.x.y", "ldap"},
        {ENTRY_VERIFIED, "d_1.x.y", "", "h.x.y", "", "", "h.x.y", "ldap"},
        {ENTRY_VERIFIED, "192.0.2.7", "", "h.x.y", "", "", "h.x.y", "ldap"},
        {ENTRY_VERIFIED, "1.2.3", "", "h.x.y", "", "", "h.x.y", "ldap"},
        {ENTRY_VERIFIED, "d..y", "", "h.x.y", "", "", "h.x.y", "ldap"},
        {ENTRY_VERIFIED, "d\u00e4.x.y", "", "h.x.y", "", "", "h.x.y", "ldap"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        entry_free(&entry);
        entry.state = rows[i].state;
        tell("ldap", rows[i].hook);
        tell("lookup-dns", rows[i].dns);
        tell("hand:anna", rows[i].hand);
        set(FACT_AMT_FQDN, rows[i].amt);
        set(FACT_CERTIFICATE_HOSTS, rows[i].hosts);
        choose(i, rows[i].name, rows[i].from);
    }
}

/* An administrator orders hooks by their names. */
static void a_hook_is_known_by_its_name(void **state)
{
    (void)state;
    tell("10-ldap", "b.x.y");
    tell("20-ldap", "a.x.y");
    choose(0, "b.x.y", "10-ldap");
    tell("30-lookup-dns", "d.x.y");
    choose(1, "d.x.y", "30-lookup-dns");
    tell("30-lookup-dns", "");
    choose(2, "b.x.y", "10-ldap");
    tell("05-no-lookup-dnsx", "n.x.y");
    choose(3, "n.x.y", "05-no-lookup-dnsx");
    tell("05-no-lookup-dnsx", "");
    tell("10-ldap", "");
    tell("20-ldap", "");
    choose(4, "", "");
}

static void amt_shares_the_systems_name_or_not(void **state)
{
    (void)state;
    set(FACT_OS_FQDN, "os.x.y");
    choose(0, "os.x.y", "amt");
    set(FACT_OWN_NAME, "true");
    choose(1, "os.x.y", "amt"); /* it did a moment ago */
    set(FACT_FQDN, "");
    set(FACT_FQDN_FROM, "");
    choose(2, "", "");
    set(FACT_AMT_FQDN, "a.x.y");
    choose(3, "a.x.y", "amt");
}

static void another_program_may_write_a_name(void **state)
{
    (void)state;
    assert_false(entry_name_is_foreign(&entry));
    set(FACT_FQDN, "d.x.y");
    assert_false(entry_name_is_foreign(&entry)); /* from a version that said no more */
    set(FACT_FQDN_FROM, "dhcp");
    assert_true(entry_name_is_foreign(&entry));
    tell("dhcp", "d.x.y");
    assert_false(entry_name_is_foreign(&entry));
    set(FACT_FQDN_FROM, "certificate");
    assert_false(entry_name_is_foreign(&entry));
}

/* The names that are kept from a certificate match what the certificate does. */
static void hosts_accept_what_x509_check_host_accepts(void **state)
{
    (void)state;
    static const struct {
        const char *cn, *names;
    } certificates[] = {
        {"pc1.corp.example", NULL},
        {"*.corp.example", NULL},
        {"pc1.corp.example", "DNS:pc2.corp.example,DNS:pc1.corp.example"},
        {"pc1.corp.example", "DNS:pc2.corp.example"},
        {"pc1.corp.example", "IP:192.0.2.7"},
        {"pc1.corp.example", "email:a@corp.example"},
        {"x", "DNS:*.corp.example"},
        {"x", "DNS:*.example"},
        {"x", "DNS:pc1,DNS:PC1.Corp.Example"},
        {"x", "DNS:*,DNS:*."},
        {"Intel AMT", NULL},
        {NULL, NULL},
    };
    static const char *const asked[] = {"pc1.corp.example",
                                        "PC1.CORP.EXAMPLE",
                                        "pc2.corp.example",
                                        "a.pc1.corp.example",
                                        "corp.example",
                                        "pc1",
                                        "pc1.corp.example.evil.example",
                                        "xcorp.example",
                                        "host.example",
                                        "192.0.2.7"};
    for (size_t i = 0; i < COUNT(certificates); i++) {
        X509 *certificate = make_certificate(certificates[i].cn, certificates[i].names);
        struct http_shown shown = {.tls = true};
        assert_true(http_shown_read(&shown, certificate));
        for (size_t j = 0; j < COUNT(asked); j++) {
            bool wanted = X509_check_host(certificate, asked[j], 0, 0, NULL) == 1;
            if (entry_hosts_accept(shown.hosts, asked[j]) != wanted)
                fail_msg("certificate %zu, '%s': %s", i, shown.hosts, asked[j]);
        }
        X509_free(certificate);
    }
    assert_false(entry_hosts_accept("", ""));
    assert_false(entry_hosts_accept("*.corp.example", ".corp.example"));
}

/* The subject is the client's name, if it counts; and a flood of names remains bounded. */
static void the_subject_stands_first(void **state)
{
    (void)state;
    struct http_shown shown = {.tls = true};
    X509 *certificate = make_certificate("b.x.y", "DNS:a.x.y,DNS:b.x.y,DNS:a b");
    assert_true(http_shown_read(&shown, certificate));
    assert_string_equal(shown.hosts, "b.x.y a.x.y");
    X509_free(certificate);
    certificate = make_certificate("c.x.y", "DNS:a.x.y,DNS:b.x.y");
    assert_true(http_shown_read(&shown, certificate));
    assert_string_equal(shown.hosts, "a.x.y b.x.y");
    X509_free(certificate);
    char many[8000] = "DNS:pc.example";
    for (int i = 0; i < 200; i++)
        (void)snprintf(many + strlen(many), sizeof many - strlen(many), ",DNS:name-%d.example", i);
    certificate = make_certificate("pc", many);
    assert_true(http_shown_read(&shown, certificate));
    assert_true(strlen(shown.hosts) < sizeof shown.hosts);
    assert_holds(shown.hosts, "pc.example name-0.example name-1.example");
    X509_free(certificate);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(the_first_that_the_certificate_accepts, tear_down),
        cmocka_unit_test_teardown(a_hook_is_known_by_its_name, tear_down),
        cmocka_unit_test_teardown(amt_shares_the_systems_name_or_not, tear_down),
        cmocka_unit_test_teardown(another_program_may_write_a_name, tear_down),
        cmocka_unit_test(hosts_accept_what_x509_check_host_accepts),
        cmocka_unit_test(the_subject_stands_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
