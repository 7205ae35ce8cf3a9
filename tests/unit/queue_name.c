#include "tests/unit/unit.h"

#include "support_queue_db/queue_name.h"

static void names_are_made_and_read_back(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"10.0.0.205", "10.0.0.205.xml"},
        {"255.255.255.255", "255.255.255.255.xml"},
        {"fd00::5", "fd00--5.xml"},
        {"::1", "--1.xml"},
        {"2001:db8:1:2:3:4:5:6", "2001-db8-1-2-3-4-5-6.xml"},
        {"fe80::1%eth0", "fe80--1%eth0.xml"},
        {"fe80::1%br-lan", "fe80--1%br-lan.xml"},
        {"fe80::1%eth0.100", "fe80--1%eth0.100.xml"},
        {"::ffff:10.0.0.205", "10.0.0.205.xml"},
        {"::ffff:10.0.0.205%eth0", "10.0.0.205.xml"},
        {"fe80:1111:2222:3333:4444:5555:6666:7777%interface012345",
         "fe80-1111-2222-3333-4444-5555-6666-7777%interface012345.xml"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct addr addr;
        char id[QUEUE_ID_SIZE];
        char again[QUEUE_ID_SIZE];
        char name[QUEUE_NAME_SIZE];
        if (!addr_parse(rows[i][0], &addr))
            fail_row(rows[i][0]);
        queue_id_of_addr(&addr, id);
        queue_name_of_id(id, name);
        assert_string_equal(name, rows[i][1]);
        if (!queue_name_parse(name, again))
            fail_row(rows[i][0]);
        assert_string_equal(again, id);
    }
    struct guid guid;
    char id[QUEUE_ID_SIZE];
    char again[QUEUE_ID_SIZE];
    assert_true(guid_parse("4C4C4544-0050-5910-8043-B2C04F333358", &guid));
    queue_id_of_guid(&guid, id);
    assert_string_equal(id, "4c4c4544-0050-5910-8043-b2c04f333358");
    assert_true(queue_name_parse("4c4c4544-0050-5910-8043-b2c04f333358.xml", again));
    assert_string_equal(again, id);
}

static void other_files_are_none_of_the_queue(void **state)
{
    (void)state;
    static const char *const names[] = {
        "",
        ".xml",
        "x.xml",
        ".",
        "..",
        "lock",
        "tmp",
        "archive",
        "10.0.0.205",
        "10.0.0.205.XML",
        "10.0.0.205.xml~",
        "10.0.0.205.xml.xml",
        ".10.0.0.205.xml",
        " 10.0.0.205.xml",
        "10.0.0.205 .xml",
        "10.0.0.205\n.xml",
        "010.0.0.205.xml",
        "10.0.0.xml",
        "10.0.0.256.xml",
        "10.0.0.205%eth0.xml",
        "::1.xml",
        "-1.xml",
        "---1.xml",
        "--01.xml",
        "0-0-0-0-0-0-0-1.xml",
        "FD00--5.xml",
        "fd00-:5.xml",
        "--ffff-10.0.0.205.xml",
        "--ffff-10.0.0.205%eth0.xml",
        "fe80--1%.xml",
        "fe80--1%eth:0.xml",
        "fe80--1%eth0%eth1.xml",
        "fe80--1%a/b.xml",
        "fe80--1%interface0123456.xml",
        "4C4C4544-0050-5910-8043-b2c04f333358.xml",
        "4c4c454400505910-8043-b2c04f333358.xml",
        "4c4c4544-0050-5910-8043-b2c04f33335.xml",
        "4c4c4544-0050-5910-8043-b2c04f3333588.xml",
        "{4c4c4544-0050-5910-8043-b2c04f333358}.xml",
        "4c4c4544-0050-5910-8043-b2c04f33335g.xml",
        "../10.0.0.205.xml",
        "./10.0.0.205.xml",
        "10.0.0.205.20261123T120000Z.expired.xml",
        "0000000000000000000000000000000000000000000000000000000000000000000000000000.xml",
    };
    for (size_t i = 0; i < COUNT(names); i++) {
        char id[QUEUE_ID_SIZE];
        if (queue_name_parse(names[i], id))
            fail_row(names[i]);
    }
}

static void archived_names_hold_their_time(void **state)
{
    (void)state;
    static const struct {
        const char *id, *why;
        unsigned n;
        const char *name;
    } rows[] = {
        {"10.0.0.205", "expired", 0, "10.0.0.205.20261123T114000Z.expired.xml"},
        {"10.0.0.205", "closed", 7, "10.0.0.205.20261123T114000Z.closed.7.xml"},
        {"fe80--1%eth0.100", "deleted", 0, "fe80--1%eth0.100.20261123T114000Z.deleted.xml"},
        {"4c4c4544-0050-5910-8043-b2c04f333358", "damaged", 4294967295u,
         "4c4c4544-0050-5910-8043-b2c04f333358.20261123T114000Z.damaged.4294967295.xml"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char name[QUEUE_ARCHIVE_NAME_SIZE];
        time_t when = 0;
        queue_archive_name(rows[i].id, 1795434000, rows[i].why, rows[i].n, name);
        assert_string_equal(name, rows[i].name);
        assert_true(queue_archive_name_parse(name, &when));
        assert_int_equal(when, 1795434000);
    }
}

static void the_longest_archived_name_is_whole(void **state)
{
    (void)state;
    char id[QUEUE_ID_SIZE];
    char name[QUEUE_ARCHIVE_NAME_SIZE];
    memset(id, 'a', sizeof id - 1);
    id[sizeof id - 1] = '\0';
    queue_archive_name(id, 1795434000, "twelveletter", 4294967295u, name);
    assert_ptr_equal(strstr(name, ".20261123T114000Z.twelveletter.4294967295.xml"),
                     name + sizeof id - 1);
}

static void names_without_a_time_have_none(void **state)
{
    (void)state;
    static const char *const names[] = {
        "",
        "10.0.0.205.xml",
        "notes.txt",
        "10.0.0.205.20261123T120000.expired.xml",
        "10.0.0.205.20261123T120000Z",
        "10.0.0.205.20261323T120000Z.expired.xml",
        "10.0.0.205.20261123T250000Z.expired.xml",
    };
    for (size_t i = 0; i < COUNT(names); i++) {
        time_t when = 7;
        if (queue_archive_name_parse(names[i], &when))
            fail_row(names[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_made_and_read_back),
        cmocka_unit_test(other_files_are_none_of_the_queue),
        cmocka_unit_test(archived_names_hold_their_time),
        cmocka_unit_test(the_longest_archived_name_is_whole),
        cmocka_unit_test(names_without_a_time_have_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
