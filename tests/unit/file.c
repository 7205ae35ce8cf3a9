/* Whole files: bounds, what is not a file, and how a full disk is reported. */
#include "common/file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/unit.h"

/* A new file with this text; the caller closes and removes it. */
static int new_file(char path[32], const char *text)
{
    memcpy(path, "/tmp/fcfh-file-XXXXXX", sizeof "/tmp/fcfh-file-XXXXXX");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_true(file_write_all(fd, text, strlen(text)));
    assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
    return fd;
}

static void the_bound_is_the_most_that_is_read(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t most;
        enum err_code code;
    } rows[] = {{"", 4, ERR_OK}, {"abcd", 4, ERR_OK}, {"abcde", 4, ERR_DATA}, {"x", 0, ERR_DATA}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char path[32];
        char *text = NULL;
        size_t len = 99;
        struct err e;
        int fd = new_file(path, rows[i].text);
        assert_int_equal(file_read_all(fd, "the file", rows[i].most, ERR_USAGE, &text, &len, &e),
                         rows[i].code);
        if (rows[i].code == ERR_OK) {
            assert_int_equal(len, strlen(rows[i].text));
            assert_string_equal(text, rows[i].text); /* and so a NUL is behind it */
            free(text);
        } else {
            assert_holds(e.text, "the file: larger than");
        }
        assert_int_equal(close(fd), 0);
        assert_int_equal(file_load(path, FILE_PUBLIC, rows[i].most, &text, &len, &e),
                         rows[i].code == ERR_OK ? ERR_OK : ERR_CONFIG);
        if (rows[i].code == ERR_OK)
            free(text);
        assert_int_equal(unlink(path), 0);
    }
}

static void a_pipe_is_read_to_its_end(void **state)
{
    (void)state;
    int ends[2];
    char text[8];
    assert_int_equal(pipe(ends), 0);
    assert_true(file_write_all(ends[1], "abc", 3));
    assert_true(file_write_all(ends[1], "def", 3));
    assert_int_equal(close(ends[1]), 0);
    assert_int_equal(file_read(ends[0], text, 4, FILE_ALL), 4);
    assert_memory_equal(text, "abcd", 4);
    assert_int_equal(file_read(ends[0], text, sizeof text, FILE_ALL), 2);
    assert_int_equal(file_read(ends[0], text, sizeof text, FILE_ALL), 0);
    assert_int_equal(close(ends[0]), 0);
    assert_int_equal(file_read(ends[0], text, sizeof text, FILE_ALL), -1);
}

static void what_is_no_private_file_is_not_opened(void **state)
{
    (void)state;
    char path[32];
    struct err e;
    int fd = new_file(path, "x");
    assert_int_equal(fchmod(fd, 0640), 0);
    assert_int_equal(close(fd), 0);
    assert_int_equal(file_open(path, FILE_PRIVATE, &fd, &e), ERR_OK);
    assert_int_equal(close(fd), 0);
    assert_int_equal(chmod(path, 0644), 0);
    assert_int_equal(file_open(path, FILE_PRIVATE, &fd, &e), ERR_CONFIG);
    assert_holds(e.text, "mode 0644");
    assert_int_equal(file_open(path, FILE_PUBLIC, &fd, &e), ERR_OK);
    assert_int_equal(close(fd), 0);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(file_open(path, FILE_PUBLIC, &fd, &e), ERR_CONFIG);
    assert_holds(e.text, "No such file");
    assert_int_equal(file_open("/tmp", FILE_PUBLIC, &fd, &e), ERR_CONFIG);
    assert_holds(e.text, "not a regular file");
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_equal(file_open(path, FILE_PUBLIC, &fd, &e), ERR_CONFIG); /* and does not wait */
    assert_int_equal(unlink(path), 0);
}

static void a_full_disk_is_told(void **state)
{
    (void)state;
    int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_true(file_write_all(fd, "", 0));
    assert_false(file_write_all(fd, "x", 1));
    assert_int_equal(close(fd), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_bound_is_the_most_that_is_read),
        cmocka_unit_test(a_pipe_is_read_to_its_end),
        cmocka_unit_test(what_is_no_private_file_is_not_opened),
        cmocka_unit_test(a_full_disk_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
