#include "tests/unit/unit.h"

#include <stdlib.h>
#include <unistd.h>

#include <openssl/pem.h>

#include "common/amt/tls_store.h"
#include "tests/unit/certificates.h"

static char path[128];

/* In place of the file that was there before. */
static void write_file(bool certificates)
{
    char fresh[sizeof path + 4];
    (void)snprintf(fresh, sizeof fresh, "%s.new", path);
    FILE *out = fopen(fresh, "w");
    assert_non_null(out);
    X509 *certificate = make_certificate("somebody who signs", NULL);
    if (certificates)
        assert_int_equal(PEM_write_X509(out, certificate), 1);
    else
        assert_true(fputs("nonsense\n", out) >= 0);
    X509_free(certificate);
    assert_int_equal(fclose(out), 0);
    assert_int_equal(rename(fresh, path), 0);
}

static int start(void **state)
{
    (void)state;
    const char *folder = getenv("TMPDIR");
    (void)snprintf(path, sizeof path, "%.80s/fcfh-store.XXXXXX", folder != NULL ? folder : "/tmp");
    int fd = mkstemp(path);
    return fd < 0 || close(fd) != 0;
}

static int end(void **state)
{
    (void)state;
    return unlink(path);
}

static void a_file_is_read_once(void **state)
{
    (void)state;
    void *first, *second, *third;
    struct err e;
    write_file(true);
    assert_int_equal(tls_store_get(path, &first, &e), ERR_OK);
    assert_int_equal(tls_store_get(path, &second, &e), ERR_OK);
    assert_ptr_equal(first, second);
    write_file(true);
    assert_int_equal(tls_store_get(path, &third, &e), ERR_OK);
    assert_ptr_not_equal(first, third); /* first is held, so its address is not used again */
    tls_store_free(first);
    tls_store_free(second);
    tls_store_free(third);
    tls_store_free(NULL);
}

static void the_systems_is_another(void **state)
{
    (void)state;
    void *ours, *systems, *again;
    struct err e;
    write_file(true);
    assert_int_equal(tls_store_get(path, &ours, &e), ERR_OK);
    assert_int_equal(tls_store_get("", &systems, &e), ERR_OK);
    assert_ptr_not_equal(ours, systems);
    assert_int_equal(tls_store_get("", &again, &e), ERR_OK);
    assert_ptr_equal(systems, again);
    tls_store_free(ours);
    tls_store_free(systems);
    tls_store_free(again);
}

static void what_is_no_list_is_named(void **state)
{
    (void)state;
    void *store;
    struct err e;
    write_file(false);
    assert_int_equal(tls_store_get(path, &store, &e), ERR_CONFIG);
    assert_null(store);
    assert_holds(e.text, path);
    assert_int_equal(tls_store_get("/nowhere/ca.pem", &store, &e), ERR_CONFIG);
    assert_null(store);
    assert_holds(e.text, "/nowhere/ca.pem: No such file");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_file_is_read_once, start, end),
        cmocka_unit_test_setup_teardown(the_systems_is_another, start, end),
        cmocka_unit_test_setup_teardown(what_is_no_list_is_named, start, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
