/* What a person writes for fcfh-manage: manage.conf, a command and its words; and which records of
 * the event log are shown to him. */
#include "tests/unit/unit.h"

#include <stdlib.h>

#include "support_queue_gui/manage/log_pick.h"
#include "support_queue_gui/manage/manage_askpass.h"
#include "support_queue_gui/manage/manage_commands.h"
#include "support_queue_gui/manage/manage_personal.h"

static void personal_settings_are_read(void **state)
{
    (void)state;
    struct manage_personal p;
    struct err e;
    assert_int_equal(manage_personal_parse("# mine\n\nuser = alice\n"
                                           "password-command = pass show 'amt/al ice'\n"
                                           "; and\nca-file=/etc/ca.pem\n",
                                           "f", &p, &e),
                     ERR_OK);
    assert_string_equal(p.user, "alice");
    assert_string_equal(p.password_command, "pass show 'amt/al ice'");
    assert_string_equal(p.ca_file, "/etc/ca.pem");
    assert_int_equal(manage_personal_parse("", "f", &p, &e), ERR_OK);
    assert_string_equal(p.user, "");
}

static void what_is_wrong_with_them_has_a_line(void **state)
{
    (void)state;
    char long_line[300] = "\n\nuser = ";
    memset(long_line + strlen(long_line), 'x', 250);
    const struct {
        const char *text, *words;
    } rows[] = {
        {"user = a\nusr = b\n", "f:2: unknown key 'usr'"},
        {"user = a\nuser = b\n", "f:2: 'user' is given twice"},
        {"[amt]\nuser = a\n", "f:2: there are no sections"},
        {"password = secret\n", "f:1: unknown key 'password'"},
        {"ca-file = ca.pem\n", "f:1: 'ca-file' must be an absolute path"},
        {"user = a\nnonsense\n", "f:2: not a line of the form"},
        {long_line, "f:3: the line is longer"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct manage_personal p;
        struct err e;
        assert_int_equal(manage_personal_parse(rows[i].text, "f", &p, &e), ERR_CONFIG);
        assert_holds(e.text, rows[i].words);
    }
}

/* words: separated by blanks. */
static enum err_code parse(const char *words, const struct manage_options *options,
                           struct manage_command *command, struct err *e)
{
    static char text[128];
    static char *list[8];
    size_t count = 0;
    (void)snprintf(text, sizeof text, "%s", words);
    for (char *word = strtok(text, " "); word != NULL; word = strtok(NULL, " "))
        list[count++] = word;
    list[count] = NULL;
    return manage_command_parse(list, options, command, e);
}

static void commands_take_their_words(void **state)
{
    (void)state;
    static const struct {
        const char *words;
        enum err_code code;
        bool asks;
        bool json, all;
    } rows[] = {
        {"power", ERR_OK, false, true, false},
        {"power status", ERR_OK, false, false, false},
        {"power on", ERR_OK, false, false, false},
        {"power off", ERR_OK, true, false, false},
        {"power reset", ERR_OK, true, false, false},
        {"power cycle", ERR_OK, true, false, false},
        {"power explode", ERR_USAGE, false, false, false},
        {"power on off", ERR_USAGE, false, false, false},
        {"boot", ERR_USAGE, false, false, false},
        {"boot bios", ERR_OK, true, false, false},
        {"boot pxe", ERR_OK, true, false, false},
        {"boot disk", ERR_OK, true, false, false},
        {"boot cd", ERR_OK, true, false, false},
        {"boot normal", ERR_OK, true, false, false},
        {"boot bios", ERR_USAGE, false, true, false},
        {"consent", ERR_OK, false, false, false},
        {"consent 012345", ERR_OK, false, false, false},
        {"consent cancel", ERR_OK, false, false, false},
        {"consent 12345", ERR_USAGE, false, false, false},
        {"log", ERR_OK, false, true, true},
        {"log all", ERR_USAGE, false, false, false},
        {"info", ERR_OK, false, true, false},
        {"info", ERR_USAGE, false, false, true},
        {"dance", ERR_USAGE, false, false, false},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct manage_options options = {.json = rows[i].json, .all = rows[i].all};
        struct manage_command command;
        struct err e;
        if (parse(rows[i].words, &options, &command, &e) != rows[i].code)
            fail_row(rows[i].words);
        if (rows[i].code == ERR_OK)
            assert_int_equal(command.intent.asks, rows[i].asks);
        else
            assert_int_not_equal(e.text[0], '\0');
    }
}

static void an_askpass_is_used_as_ssh_does(void **state)
{
    (void)state;
    static const struct {
        const char *program, *display, *require;
        bool terminal, wanted;
    } rows[] = {
        {NULL, ":0", NULL, false, false},       {"/bin/x", NULL, NULL, false, false},
        {"/bin/x", ":0", NULL, false, true},    {"/bin/x", ":0", NULL, true, false},
        {"/bin/x", ":0", "prefer", true, true}, {"/bin/x", NULL, "prefer", true, false},
        {"/bin/x", NULL, "force", true, true},  {"/bin/x", ":0", "never", false, false},
    };
    (void)unsetenv("WAYLAND_DISPLAY");
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct {
            const char *name, *value;
        } variables[] = {{"SSH_ASKPASS", rows[i].program},
                         {"DISPLAY", rows[i].display},
                         {"SSH_ASKPASS_REQUIRE", rows[i].require}};
        for (size_t k = 0; k < COUNT(variables); k++)
            assert_int_equal(variables[k].value != NULL
                                 ? setenv(variables[k].name, variables[k].value, 1)
                                 : unsetenv(variables[k].name),
                             0);
        if (askpass_is_wanted(rows[i].terminal) != rows[i].wanted)
            fail_msg("row %zu", i);
    }
}

static struct log_record record(uint32_t when, bool call)
{
    struct log_record r = {.when = when};
    r.event.sensor_type = call ? PET_CALL_SENSOR_TYPE : 0x0f;
    r.event.data[0] = 0xaa;
    r.event.data[1] = call ? 0x30 : 0x40;
    return r;
}

static void the_log_begins_before_the_last_call(void **state)
{
    (void)state;
    static struct conf conf;
    struct log_record records[] = {record(9000, false), record(0, false),    record(8000, true),
                                   record(7500, false), record(7300, false), record(5000, true)};
    conf_init(&conf);
    log_sort(records, COUNT(records));
    assert_int_equal(records[0].when, 5000);
    assert_int_equal(records[5].when, 9000);
    assert_int_equal(log_last_call(records, COUNT(records), &conf), 8000);
    assert_int_equal(log_first(records, COUNT(records), 8000 - LOG_BEFORE_S), 2);
    assert_int_equal(log_first(records, COUNT(records), 0), 0);
    assert_int_equal(log_first(records, COUNT(records), 9999), COUNT(records));
    /* One that is in order stays as it is. */
    log_sort(records, COUNT(records));
    assert_int_equal(records[0].when, 5000);
    assert_int_equal(log_last_call(records, 0, &conf), 0);
    assert_int_equal(log_last_call(records + 5, 1, &conf), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(personal_settings_are_read),
        cmocka_unit_test(what_is_wrong_with_them_has_a_line),
        cmocka_unit_test(commands_take_their_words),
        cmocka_unit_test(an_askpass_is_used_as_ssh_does),
        cmocka_unit_test(the_log_begins_before_the_last_call),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
