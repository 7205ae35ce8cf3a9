#include "tests/unit/unit.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/credential.h"
#include "common/secret.h"

static char folder[] = "/tmp/fcfh-pw-XXXXXX";
static char path[sizeof folder + 16];

static int make_folder(void **state)
{
    (void)state;
    if (mkdtemp(folder) == NULL)
        return -1;
    (void)snprintf(path, sizeof path, "%s/password", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    return rmdir(folder);
}

static void put(const char *bytes, size_t len, mode_t mode)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, len), len);
    assert_int_equal(fchmod(fd, mode), 0);
    assert_int_equal(close(fd), 0);
}

static enum err_code from_file(const char *text, mode_t mode, struct secret *secret, struct err *e)
{
    memset(secret, 'x', sizeof *secret);
    memset(e, 0, sizeof *e);
    put(text, strlen(text), mode);
    enum err_code code = secret_from_file(path, secret, e);
    assert_int_equal(unlink(path), 0);
    return code;
}

static void the_first_line_is_the_password(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"P@ssw0rd", "P@ssw0rd"},
        {"P@ssw0rd\n", "P@ssw0rd"},
        {"P@ssw0rd\r\n", "P@ssw0rd"},
        {"P@ssw0rd\nmore\n", "P@ssw0rd"},
        {" with blanks \n", " with blanks "},
        {"\"';$`\\\n", "\"';$`\\"},
        {"J\xc3\xbcrgen\n", "J\xc3\xbcrgen"},
        {"\xef\xbb\xbfP@ssw0rd\r\n", "P@ssw0rd"}, /* of Windows */
        {"\xef\xbbP@ssw0rd", "\xef\xbbP@ssw0rd"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct secret secret;
        struct err e;
        assert_int_equal(from_file(rows[i][0], 0600, &secret, &e), ERR_OK);
        assert_string_equal(secret.text, rows[i][1]);
    }
}

static void a_file_that_others_may_touch_is_refused(void **state)
{
    (void)state;
    static const struct {
        mode_t mode;
        bool good;
    } rows[] = {{0400, true},  {0600, true},  {0640, true},  {0440, true},  {0660, true},
                {0604, false}, {0644, false}, {0602, false}, {0601, false}, {0666, false}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct secret secret;
        struct err e;
        enum err_code code = from_file("P@ssw0rd\n", rows[i].mode, &secret, &e);
        assert_int_equal(code, rows[i].good ? ERR_OK : ERR_CONFIG);
        if (rows[i].good)
            continue;
        assert_holds(e.text, path);
        assert_holds(e.text, "others may read or write it");
        assert_holds(e.text, "chmod o-rwx");
        assert_null(memmem(&secret, sizeof secret, "P@ss", 4));
    }
}

static void what_is_no_password_is_refused_and_never_told(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"", "no password"},         {"\xef\xbb\xbf", "no password"}, {"\n", "no password"},
        {"\r\nx", "no password"},    {"se\tcret", "control"},         {"se\033cret", "control"},
        {"secret\177\n", "control"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct secret secret;
        struct err e;
        assert_int_equal(from_file(rows[i][0], 0600, &secret, &e), ERR_CONFIG);
        assert_int_equal(e.code, ERR_CONFIG);
        assert_holds(e.text, rows[i][1]);
        assert_null(strstr(e.text, "cret"));
        assert_null(memmem(&secret, sizeof secret, "cret", 4));
    }
}

/* AMT would refuse half of a password, and count that. */
static void a_password_is_whole_or_refused(void **state)
{
    (void)state;
    for (size_t len = SECRET_SIZE - 4; len < SECRET_SIZE + 100; len++) {
        char text[SECRET_SIZE + 128];
        struct secret secret;
        struct err e;
        memset(text, 'p', len);
        (void)snprintf(text + len, sizeof text - len, "\n");
        enum err_code code = from_file(text, 0600, &secret, &e);
        assert_int_equal(code, len <= SECRET_SIZE - 2 ? ERR_OK : ERR_CONFIG);
        if (code == ERR_OK)
            assert_int_equal(strlen(secret.text), len);
        else
            assert_holds(e.text, "the password is longer than 127 characters");
    }
}

static void only_a_regular_file_is_read(void **state)
{
    (void)state;
    struct secret secret;
    struct err e;
    assert_int_equal(secret_from_file(path, &secret, &e), ERR_CONFIG);
    assert_holds(e.text, "No such file");
    assert_int_equal(secret_from_file(folder, &secret, &e), ERR_CONFIG);
    assert_holds(e.text, "not a regular file");
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_equal(secret_from_file(path, &secret, &e), ERR_CONFIG); /* and does not wait */
    assert_int_equal(unlink(path), 0);
    assert_holds(e.text, "not a regular file");
}

static void a_command_prints_the_password(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"printf P@ssw0rd", "P@ssw0rd"},
        {"echo 'two  words'", "two  words"},
        {"echo $HOME `id` ; exit 1", "$HOME `id` ; exit 1"}, /* no shell */
        {"sh -c 'echo P@ssw0rd; echo user: FCFH'", "P@ssw0rd"},
        {"sh -c 'cat; echo no input'", "no input"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct secret secret;
        struct err e;
        if (secret_from_command(rows[i][0], &secret, &e) != ERR_OK)
            fail_msg("%s: %s", rows[i][0], e.text);
        assert_string_equal(secret.text, rows[i][1]);
    }
}

/* A password manager may print notes after the password, in many pieces. */
static void what_a_command_prints_behind_it_does_no_harm(void **state)
{
    (void)state;
    struct secret secret;
    struct err e;
    const char *command = "sh -c 'echo P@ssw0rd; i=0; while [ $i -lt 20000 ]; do echo notes notes;"
                          " i=$((i+1)); done'";
    if (secret_from_command(command, &secret, &e) != ERR_OK)
        fail_msg("%s", e.text);
    assert_string_equal(secret.text, "P@ssw0rd");
}

static void a_command_that_fails_gives_none(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"/nonexistent/tool", "cannot be run"},
        {"false", "it failed"},
        {"sh -c 'echo secret; exit 3'", "it failed"},
        {"sh -c 'echo secret; kill -9 $$'", "it failed"},
        {"true", "no password"},
        {"printf 'se\\tcret'", "control"},
        {"echo 'open", "left open"},
        {"", "no command"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct secret secret;
        struct err e;
        memset(&secret, 0, sizeof secret);
        if (secret_from_command(rows[i][0], &secret, &e) != ERR_CONFIG)
            fail_row(rows[i][0]);
        assert_holds(e.text, rows[i][1]);
        assert_null(memmem(&secret, sizeof secret, "cret", 4));
    }
}

static void wiping_leaves_nothing(void **state)
{
    (void)state;
    struct secret secret;
    struct secret zero;
    memset(&secret, 's', sizeof secret);
    memset(&zero, 0, sizeof zero);
    secret_wipe(&secret);
    assert_memory_equal(&secret, &zero, sizeof zero);
}

/* Which of a credential, a command and a file exist, and which of them is used. */
static void what_was_handed_over_goes_first(void **state)
{
    (void)state;
    static const struct {
        const char *credential; /* its contents; NULL: there is none */
        const char *command;
        const char *got; /* NULL: ERR_CONFIG */
    } rows[] = {
        {"given\n", "echo printed", "given"},
        {"given", NULL, "given"},
        {NULL, NULL, "file"},
        {NULL, "echo printed", "printed"},
        {NULL, "", "file"},
        {"", NULL, "file"},
        {"", "echo printed", "printed"},
        {"\n", "echo printed", "printed"},
        {"\n\n", "echo printed", NULL},
    };
    char given[sizeof folder + 16];
    (void)snprintf(given, sizeof given, "%s/amt-password", folder);
    assert_int_equal(setenv("CREDENTIALS_DIRECTORY", folder, 1), 0);
    for (size_t i = 0; i < COUNT(rows); i++) {
        if (rows[i].credential != NULL) {
            put(rows[i].credential, strlen(rows[i].credential), 0440);
            assert_int_equal(rename(path, given), 0);
        }
        put("file\n", 5, 0600);
        const struct secret_source from = {"amt-password", rows[i].command, path};
        struct secret secret;
        struct err e;
        enum err_code code = secret_read(&from, &secret, &e);
        if (code != (rows[i].got != NULL ? ERR_OK : ERR_CONFIG))
            fail_msg("row %zu: %d %s", i, code, e.text);
        if (code == ERR_OK)
            assert_string_equal(secret.text, rows[i].got);
        assert_int_equal(unlink(path), 0);
        assert_int_equal(unlink(given), rows[i].credential != NULL ? 0 : -1);
    }
    assert_int_equal(unsetenv("CREDENTIALS_DIRECTORY"), 0);
}

static void a_credential_that_others_may_read_is_refused(void **state)
{
    (void)state;
    struct secret secret;
    struct err e;
    const struct secret_source from = {"password", "echo printed", NULL};
    assert_int_equal(setenv("CREDENTIALS_DIRECTORY", folder, 1), 0);
    put("given\n", 6, 0444);
    assert_int_equal(secret_read(&from, &secret, &e), ERR_CONFIG);
    assert_non_null(strstr(e.text, "others may read"));
    assert_int_equal(unlink(path), 0);
    assert_int_equal(unsetenv("CREDENTIALS_DIRECTORY"), 0);
}

static void a_directory_of_credentials_is_absolute(void **state)
{
    (void)state;
    static const char *const names[] = {"", ".", "tmp", "/nowhere-of-this-name"};
    char given[CREDENTIAL_PATH_SIZE];
    assert_false(credential_path("password", given));
    for (size_t i = 0; i < COUNT(names); i++) {
        assert_int_equal(setenv("CREDENTIALS_DIRECTORY", names[i], 1), 0);
        assert_false(credential_path("password", given));
    }
    assert_int_equal(unsetenv("CREDENTIALS_DIRECTORY"), 0);
}

static void who_may_read_it_is_known_before(void **state)
{
    (void)state;
    struct secret_source from = {"amt-password", NULL, path};
    assert_true(secret_is_readable(&from)); /* there is nothing that could be protected */
    put("P@ssw0rd\n", 9, 0);
    assert_true(secret_is_readable(&from) == (geteuid() == 0));
    from.command = "echo P@ssw0rd";
    assert_true(secret_is_readable(&from));
    assert_int_equal(unlink(path), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_line_is_the_password),
        cmocka_unit_test(a_file_that_others_may_touch_is_refused),
        cmocka_unit_test(what_is_no_password_is_refused_and_never_told),
        cmocka_unit_test(a_password_is_whole_or_refused),
        cmocka_unit_test(only_a_regular_file_is_read),
        cmocka_unit_test(a_command_prints_the_password),
        cmocka_unit_test(what_a_command_prints_behind_it_does_no_harm),
        cmocka_unit_test(a_command_that_fails_gives_none),
        cmocka_unit_test(what_was_handed_over_goes_first),
        cmocka_unit_test(a_credential_that_others_may_read_is_refused),
        cmocka_unit_test(a_directory_of_credentials_is_absolute),
        cmocka_unit_test(who_may_read_it_is_known_before),
        cmocka_unit_test(wiping_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
