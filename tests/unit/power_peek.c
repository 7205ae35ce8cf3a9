/* The power state of the selected client: what fcfh-manage says, or nothing. */
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/sibling.h"
#include "support_queue_gui/power_peek.h"

static char directory[64];
static char fake[96];

/* In place of the real one. */
void sibling_path(const char *name, const char *installed_dir, char *path, size_t size)
{
    (void)name;
    (void)installed_dir;
    (void)snprintf(path, size, "%s", fake);
}

static void put_fake(const char *script)
{
    FILE *file = fopen(fake, "w");
    assert_non_null(file);
    (void)fprintf(file, "#!/bin/sh\n%s\n", script);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(fake, 0700), 0);
}

static void the_state_is_what_it_says(void **state)
{
    (void)state;
    static const struct {
        const char *script, *words;
    } rows[] = {
        {"echo '{\"power\":\"on\"}'", "on"},
        {"test \"$*\" = '--json -c /x/conf -- ID power' && echo '{\"power\":\"off\"}'", "off"},
        {"test \"$SSH_ASKPASS_REQUIRE\" = never && echo '{\"power\":\"on\"}'", "on"},
        {"read -r x || echo '{\"power\":\"on\"}'", "on"}, /* there is nobody to type */
        {"echo '{\"power\":\"\\u001b[31mred\"}'", "?[31mred"},
        {"exit 76", ""},
        {"echo nonsense", ""},
        {"echo '{\"power\":2}'", ""},
        {"yes x | head -c 100000", ""},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct power_peek peek;
        char words[64];
        put_fake(rows[i].script);
        assert_int_equal(power_peek_start(&peek, "ID", "/x/conf", NULL), ERR_OK);
        power_peek_end(&peek, words, sizeof words);
        assert_string_equal(words, rows[i].words);
        assert_int_equal(peek.pid, 0);
    }
}

static void it_can_be_given_up(void **state)
{
    (void)state;
    struct power_peek peek;
    put_fake("trap '' TERM; while :; do read -r x </dev/zero; done");
    assert_int_equal(power_peek_start(&peek, "ID", NULL, NULL), ERR_OK);
    power_peek_cancel(&peek);
    assert_int_equal(peek.pid, 0);
    power_peek_cancel(&peek);
}

static int make_directory(void **state)
{
    const char *tmp = getenv("TMPDIR");
    (void)state;
    (void)snprintf(directory, sizeof directory, "%s/fcfh-test.XXXXXX",
                   tmp != NULL && strlen(tmp) < 40 ? tmp : "/tmp");
    if (mkdtemp(directory) == NULL)
        return -1;
    (void)snprintf(fake, sizeof fake, "%s/manage", directory);
    return 0;
}

static int remove_directory(void **state)
{
    (void)state;
    return unlink(fake) == 0 && rmdir(directory) == 0 ? 0 : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_state_is_what_it_says),
        cmocka_unit_test(it_can_be_given_up),
    };
    return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
