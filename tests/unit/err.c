/* What an error is about, and what is wrong. */
#include "common/err.h"

#include <errno.h>

#include "tests/unit/unit.h"

static void an_error_can_be_about_something(void **state)
{
    (void)state;
    struct err e;
    assert_int_equal(err_about(&e, ERR_DATA, "a file", "no %s", "good"), ERR_DATA);
    assert_int_equal(e.code, ERR_DATA);
    assert_string_equal(e.text, "a file: no good");
    assert_string_equal(err_reason(&e), "no good");
    assert_true(err_is_about(&e, "a file"));
    assert_false(err_is_about(&e, "a"));
    assert_false(err_is_about(&e, ""));
    /* The next error has no subject, whatever it looks like. */
    assert_int_equal(err_set(&e, ERR_USAGE, "a file: no good"), ERR_USAGE);
    assert_false(err_is_about(&e, "a file"));
    assert_string_equal(err_reason(&e), "a file: no good");
    assert_int_equal(err_about(NULL, ERR_DATA, "x", "y"), ERR_DATA);
    assert_int_equal(err_recode(&e, ERR_CONFIG), ERR_CONFIG);
    assert_int_equal(e.code, ERR_CONFIG);
}

static void what_may_pass(void **state)
{
    (void)state;
    assert_true(err_may_pass(ERR_TEMPFAIL));
    assert_true(err_may_pass(ERR_INTERNAL));
    assert_false(err_may_pass(ERR_OK));
    assert_false(err_may_pass(ERR_DATA));
    assert_false(err_may_pass(ERR_NOPERM));
}

static void a_long_object_leaves_room_for_the_reason(void **state)
{
    (void)state;
    char object[2 * ERR_TEXT_MAX];
    struct err e;
    memset(object, 'x', sizeof object);
    object[sizeof object - 1] = '\0';
    (void)err_about(&e, ERR_DATA, object, "the reason");
    assert_string_equal(err_reason(&e), "the reason");
    (void)err_about(&e, ERR_DATA, "x", "%s", object);
    assert_int_equal(strlen(e.text), ERR_TEXT_MAX - 1);
}

static void a_reason_can_be_added_to(void **state)
{
    (void)state;
    struct err e;
    (void)err_set(&e, ERR_DATA, "off: refused");
    (void)err_about(&e, ERR_DATA, "a name that is long enough", "%s; try again", err_reason(&e));
    assert_string_equal(e.text, "a name that is long enough: off: refused; try again");
    (void)err_about(&e, ERR_DATA, "pc", "%s", err_reason(&e));
    assert_string_equal(e.text, "pc: off: refused; try again");
}

static void errno_chooses_the_code(void **state)
{
    (void)state;
    struct err e;
    errno = ENOSPC;
    assert_int_equal(err_errno(&e, ERR_DATA, "a file"), ERR_TEMPFAIL);
    assert_string_equal(e.text, "a file: No space left on device");
    errno = ENOTCONN; /* a cluster file system, cut off from the other machines */
    assert_int_equal(err_errno(&e, ERR_CONFIG, "a file"), ERR_TEMPFAIL);
    errno = ESTALE;
    assert_int_equal(err_errno(&e, ERR_CONFIG, "a file"), ERR_TEMPFAIL);
    errno = EROFS; /* as after a fault of the disk, until that is repaired */
    assert_int_equal(err_errno(&e, ERR_CONFIG, "a file"), ERR_TEMPFAIL);
    errno = EACCES;
    assert_int_equal(err_errno(&e, ERR_CONFIG, "a file"), ERR_NOPERM);
    errno = ENOENT;
    assert_int_equal(err_errno(NULL, ERR_DATA, "a file"), ERR_DATA);
    assert_int_equal(errno, ENOENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_error_can_be_about_something),
        cmocka_unit_test(what_may_pass),
        cmocka_unit_test(a_long_object_leaves_room_for_the_reason),
        cmocka_unit_test(a_reason_can_be_added_to),
        cmocka_unit_test(errno_chooses_the_code),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
