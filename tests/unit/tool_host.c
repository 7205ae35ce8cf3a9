#include "tests/unit/unit.h"

#include <stdlib.h>

#include "support_queue_gui/tool_host.h"

#define NAME "pc1.corp.example"

static void the_name_stands_first_and_once(void **state)
{
    (void)state;
    static const struct {
        const char *address, *hosts, *text; /* NULL: it is this computer's */
    } rows[] = {
        {"192.0.2.1", "", "192.0.2.1 " NAME "\n"},
        {"2001:db8::1", "::1 localhost\n", "2001:db8::1 " NAME "\n::1 localhost\n"},
        {"192.0.2.1", "a\nb", "192.0.2.1 " NAME "\na\nb"},
        {"192.0.2.1", "192.0.2.9 " NAME "\nx\n", "192.0.2.1 " NAME "\nx\n"},
        {"192.0.2.1", "x\n192.0.2.9\ta  PC1.Corp.Example # y\nz\n", "192.0.2.1 " NAME "\nx\nz\n"},
        {"192.0.2.1", " 192.0.2.9 " NAME "\r\n", "192.0.2.1 " NAME "\n"},
        {"192.0.2.1", "192.0.2.9 a#" NAME "\n", "192.0.2.1 " NAME "\n192.0.2.9 a#" NAME "\n"},
        {"192.0.2.1", "#192.0.2.9 " NAME "\n", "192.0.2.1 " NAME "\n#192.0.2.9 " NAME "\n"},
        {"192.0.2.1", "192.0.2.9 x" NAME " " NAME "x\n",
         "192.0.2.1 " NAME "\n192.0.2.9 x" NAME " " NAME "x\n"},
        {"192.0.2.1", NAME " b\n", "192.0.2.1 " NAME "\n" NAME " b\n"},
        {"192.0.2.1", "\n \n#\n", "192.0.2.1 " NAME "\n\n \n#\n"},
        {"192.0.2.1", "127.0.1.1 x " NAME "\n", NULL},
        {"192.0.2.1", "x\n::1 " NAME, NULL},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct addr address;
        struct err e;
        char *text = NULL;
        assert_true(addr_parse(rows[i].address, &address));
        enum err_code code = tool_host_format_hosts(NAME, &address, rows[i].hosts, &text, &e);
        if (code != (rows[i].text != NULL ? ERR_OK : ERR_DATA))
            fail_row(rows[i].hosts);
        if (code == ERR_OK) {
            assert_string_equal(text, rows[i].text);
            free(text);
        }
    }
}

static void the_file_is_asked_first(void **state)
{
    (void)state;
    static const struct {
        const char *order, *text; /* NULL: it is so */
    } rows[] = {
        {"hosts: files dns\n", NULL},
        {"passwd: files\nhosts:\tfiles [NOTFOUND=return] dns\n", NULL},
        {"hosts:files", NULL},
        {"", NULL},
        {"passwd: files\n#hosts: dns\n", NULL},
        {"hosts: resolve [!UNAVAIL=return] files dns\nx: y\n",
         "hosts: files  resolve [!UNAVAIL=return] files dns\nx: y\n"},
        {"a: b\n\n hosts:dns", "a: b\n\n hosts: files dns"},
        {"hosts: filesystem\n", "hosts: files  filesystem\n"},
        {"hosts:\n", "hosts: files \n"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct err e;
        char *text;
        assert_int_equal(tool_host_format_nsswitch(rows[i].order, &text, &e), ERR_OK);
        if ((text != NULL) != (rows[i].text != NULL))
            fail_row(rows[i].order);
        if (text != NULL)
            assert_string_equal(text, rows[i].text);
        free(text);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_name_stands_first_and_once),
        cmocka_unit_test(the_file_is_asked_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
