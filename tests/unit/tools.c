#include "tests/unit/unit.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support_queue_gui/tools.h"

#define UUID "5afe0016-c0de-4a11-8bad-00000000000a"

static void fill(struct entry *entry, const char *address, const char *serial, const char *ticket)
{
    struct err e;
    entry_init(entry);
    entry->has_guid = guid_parse(UUID, &entry->guid);
    assert_true(addr_parse(address, &entry->address));
    assert_int_equal(entry_set_fact(entry, FACT_SERIAL, serial, &e), ERR_OK);
    assert_int_equal(entry_set_fact(entry, FACT_FQDN, "pc.example", &e), ERR_OK);
    assert_int_equal(entry_set_fact(entry, FACT_HOSTNAME, "pc", &e), ERR_OK);
    (void)snprintf(entry->ticket, sizeof entry->ticket, "%s", ticket);
}

static enum err_code prepare(const char *command, const struct entry *entry, struct tool *tool,
                             struct err *e)
{
    static struct conf_tool conf = {.name = "the tool"};
    (void)snprintf(conf.command, sizeof conf.command, "%s", command);
    return tool_prepare(&conf, entry, tool, e);
}

static void flags_stand_before_the_command(void **state)
{
    (void)state;
    static const struct {
        const char *command;
        bool confirm, background;
        const char *first;
    } rows[] = {
        {"a", false, false, "a"},     {"?a", true, false, "a"},     {"@a", false, true, "a"},
        {"?@a", true, true, "a"},     {"@?a", true, true, "a"},     {"? a", true, false, "a"},
        {"'?a'", false, false, "?a"}, {"\\@a", false, false, "@a"}, {"a? @", false, false, "a?"},
        {"%a", false, false, "a"},    {"@%?a", true, true, "a"},    {"'%a'", false, false, "%a"},
        {"a %", false, false, "a"},
    };
    struct entry entry;
    fill(&entry, "192.0.2.1", "S1", "T-1");
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct tool tool;
        struct err e;
        bool named = strcspn(rows[i].command, "%") < strspn(rows[i].command, "?@%");
        assert_int_equal(prepare(rows[i].command, &entry, &tool, &e), ERR_OK);
        if (tool.confirm != rows[i].confirm || tool.background != rows[i].background)
            fail_row(rows[i].command);
        assert_string_equal(tool.argv[0], rows[i].first);
        assert_string_equal(tool.host, named ? "pc.example" : "");
        assert_string_equal(tool.name, "the tool");
        tool_free(&tool);
    }
    entry_free(&entry);
}

static void values_stand_in_words(void **state)
{
    (void)state;
    static const struct {
        const char *address;
        const char *command;
        const char *words[6];
    } rows[] = {
        {"192.0.2.1", "amtterm {address}", {"amtterm", "192.0.2.1"}},
        {"192.0.2.1", "a http://{address}:16992/", {"a", "http://192.0.2.1:16992/"}},
        {"2001:db8::1", "a http://{address}:16992/", {"a", "http://[2001:db8::1]:16992/"}},
        {"2001:db8::1", "a https://{fqdn}/ {address}", {"a", "https://pc.example/", "2001:db8::1"}},
        {"192.0.2.1", "a '{id}' \"{uuid}\"", {"a", UUID, UUID}},
        {"192.0.2.1", "a --s={serial},{ticket}", {"a", "--s=S1,T-1"}},
        {"192.0.2.1", "a {hostname}{hostname} x{serial}y", {"a", "pcpc", "xS1y"}},
        {"192.0.2.1",
         "a {x} {} {Serial} {serial {{serial}}",
         {"a", "{x}", "{}", "{Serial}", "{serial", "{S1}"}},
        {"192.0.2.1", "a {state} } }{", {"a", "{state}", "}", "}{"}},
        {"192.0.2.1", "{serial}", {"S1"}},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct entry entry;
        struct tool tool;
        struct err e;
        size_t n = 0;
        fill(&entry, rows[i].address, "S1", "T-1");
        if (prepare(rows[i].command, &entry, &tool, &e) != ERR_OK)
            fail_row(rows[i].command);
        for (; n < 6 && rows[i].words[n] != NULL; n++) {
            assert_non_null(tool.argv[n]);
            assert_string_equal(tool.argv[n], rows[i].words[n]);
        }
        assert_null(tool.argv[n]);
        tool_free(&tool);
        entry_free(&entry);
    }
}

/* Many can write to an entry: its {web} leads to the address that the gate was asked about. */
static void a_web_page_is_at_the_address(void **state)
{
    (void)state;
    static const struct {
        const char *address, *web;
        bool good;
    } rows[] = {
        {"192.0.2.1", "http://192.0.2.1:16992", true},
        {"192.0.2.1", "https://192.0.2.1:443", true},
        {"2001:db8::1", "https://[2001:db8::1]:16993", true},
        {"2001:db8::1", "https://[2001:db8:0::1]:16993", true},
        {"192.0.2.1", "https://192.0.2.2:16993", false},
        {"192.0.2.1", "https://pc.example:16993", false},
        {"192.0.2.1", "https://192.0.2.1", false},
        {"192.0.2.1", "https://192.0.2.1:", false},
        {"192.0.2.1", "https://192.0.2.1:1@evil.example", false},
        {"192.0.2.1", "https://192.0.2.1:1/../x", false},
        {"192.0.2.1", "https://192.0.2.1.evil.example:1", false},
        {"192.0.2.1", "https://evil.example/192.0.2.1:1", false},
        {"192.0.2.1", "javascript:alert(1)", false},
        {"192.0.2.1", "file:///192.0.2.1:1", false},
        {"192.0.2.1", "https:", false},
        {"192.0.2.1", "https://[192.0.2.1:1", false},
        {"2001:db8::1", "https://[2001:db8::1:1", false},
        {"2001:db8::1", "https://[2001:db8::1]x:1", false},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct entry entry;
        struct tool tool;
        struct err e;
        fill(&entry, rows[i].address, "S1", "T-1");
        assert_int_equal(entry_set_fact(&entry, FACT_WEB, rows[i].web, &e), ERR_OK);
        if ((prepare("a {web}/x", &entry, &tool, &e) == ERR_OK) != rows[i].good)
            fail_row(rows[i].web);
        if (rows[i].good) {
            assert_memory_equal(tool.argv[1], rows[i].web, strlen(rows[i].web));
            assert_string_equal(tool.argv[1] + strlen(rows[i].web), "/x");
        } else {
            assert_holds(e.text, "{web} is not at");
        }
        tool_free(&tool);
        entry_free(&entry);
    }
}

static void a_hostile_value_stays_one_word(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"'; rm -rf /", NULL},
        {"$(id)", NULL},
        {"`id`", NULL},
        {"a b\tc", "a b c"},
        {"a\"b'c\\d", NULL},
        {"*", NULL},
        {"a;b|c&d", NULL},
        {"$HOME", NULL},
        {"%s%n", NULL},
        {"{ticket}", NULL},
        {"{", NULL},
        {"~", NULL},
        {"x --help", NULL},
        {"a\nb", "a b"},
        {"#", NULL},
        {"\xe4\xb8\xad", NULL},
        {"!1 -- -x", NULL},
        {"a\xe2\x80\xae"
         "b",
         "a?b"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct entry entry;
        struct tool tool;
        struct err e;
        const char *wanted = rows[i][1] != NULL ? rows[i][1] : rows[i][0];
        fill(&entry, "192.0.2.1", rows[i][0], "T-1");
        if (prepare("a {serial} b", &entry, &tool, &e) != ERR_OK)
            fail_row(rows[i][0]);
        assert_string_equal(tool.argv[1], wanted);
        assert_string_equal(tool.argv[2], "b");
        assert_null(tool.argv[3]);
        tool_free(&tool);
        entry_free(&entry);
    }
}

static void what_makes_no_sense_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *command, *serial, *ticket;
        enum err_code code;
        const char *why;
    } rows[] = {
        {"a {serial}", "-rf", "T", ERR_DATA, "{serial} starts with '-'"},
        {"a {serial}", "--help", "T", ERR_DATA, "{serial} starts with '-'"},
        {"{serial}", "-x", "T", ERR_DATA, "{serial} starts with '-'"},
        {"a {ticket}", "S", "-x", ERR_DATA, "{ticket} starts with '-'"},
        {"a {serial}", "", "T", ERR_DATA, "{serial} of this client is not known"},
        {"a x{ticket}y", "S", "", ERR_DATA, "{ticket} of this client is not known"},
        {"a {serial}.png", "../../home/joe/x", "T", ERR_DATA, "{serial} holds '/'"},
        {"a /tmp/{ticket}", "S", "../etc/x", ERR_DATA, "{ticket} holds '/'"},
        {"a {serial}.png", "/etc/x", "T", ERR_DATA, "{serial} holds '/'"},
        {"", "S", "T", ERR_CONFIG, "no command"},
        {"?@", "S", "T", ERR_CONFIG, "no command"},
        {"a 'b", "S", "T", ERR_CONFIG, "left open"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct entry entry;
        struct tool tool;
        struct err e;
        fill(&entry, "192.0.2.1", rows[i].serial, rows[i].ticket);
        if (prepare(rows[i].command, &entry, &tool, &e) != rows[i].code)
            fail_row(rows[i].command);
        assert_int_equal(e.code, rows[i].code);
        assert_holds(e.text, rows[i].why);
        entry_free(&entry);
    }
    struct entry entry; /* a dash is only an option at the start of a word */
    struct tool tool;
    struct err e;
    fill(&entry, "192.0.2.1", "-1", "2026/17"); /* and a slash leads elsewhere only inside one */
    assert_int_equal(prepare("a n{serial} {ticket}", &entry, &tool, &e), ERR_OK);
    assert_string_equal(tool.argv[1], "n-1");
    assert_string_equal(tool.argv[2], "2026/17");
    tool_free(&tool);
    entry_free(&entry);
}

static void a_word_has_its_limit(void **state)
{
    (void)state;
    struct entry entry;
    struct tool tool;
    struct err e;
    char serial[300];
    memset(serial, 's', sizeof serial - 1);
    serial[sizeof serial - 1] = '\0';
    fill(&entry, "192.0.2.1", serial, "T");
    assert_int_equal(
        prepare("a {serial}{serial}{serial}{serial}{serial}{serial}{serial}", &entry, &tool, &e),
        ERR_OK);
    assert_int_equal(strlen(tool.argv[1]), 7 * 256);
    tool_free(&tool);
    assert_int_equal(prepare("a {serial}{serial}{serial}{serial}{serial}{serial}{serial}{serial}",
                             &entry, &tool, &e),
                     ERR_DATA);
    assert_holds(e.text, "too long");
    entry_free(&entry);
}

static void a_tool_is_found_by_its_name(void **state)
{
    (void)state;
    static struct conf conf;
    static const char *const names[] = {"Web UI", "Web", "Serial console", "serial check", "KVM"};
    static const struct {
        const char *typed, *found, *why;
    } rows[] = {
        {"Web UI", "Web UI", NULL},
        {"web", "Web", NULL},
        {"web u", "Web UI", NULL},
        {"k", "KVM", NULL},
        {"serial co", "Serial console", NULL},
        {"SERIAL CHECK", "serial check", NULL},
        {"serial", NULL, "more than one"},
        {"we", NULL, "more than one"},
        {"", NULL, "no tool"},
        {"x", NULL, "no tool"},
        {"KVM ", NULL, "no tool"},
        {"%s", NULL, "no tool"},
    };
    conf_init(&conf);
    conf.tool_count = COUNT(names);
    for (size_t i = 0; i < COUNT(names); i++)
        (void)snprintf(conf.tools[i].name, sizeof conf.tools[i].name, "%s", names[i]);
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct conf_tool *found = NULL;
        struct err e;
        enum err_code code = tool_find(&conf, rows[i].typed, &found, &e);
        if (code != (rows[i].found != NULL ? ERR_OK : ERR_USAGE))
            fail_row(rows[i].typed);
        if (code == ERR_OK)
            assert_string_equal(found->name, rows[i].found);
        else
            assert_holds(e.text, rows[i].why);
    }
}

static void a_tool_is_the_same_by_its_words(void **state)
{
    (void)state;
    static const char *const commands[] = {"a {serial}", "a {serial} x", "a", "a S-1"};
    struct entry entry;
    fill(&entry, "192.0.2.1", "S1", "T-1");
    for (size_t i = 0; i < COUNT(commands); i++) {
        for (size_t j = 0; j < COUNT(commands); j++) {
            struct tool a;
            struct tool b;
            struct err e;
            assert_int_equal(prepare(commands[i], &entry, &a, &e), ERR_OK);
            assert_int_equal(prepare(commands[j], &entry, &b, &e), ERR_OK);
            assert_int_equal(tool_equal(&a, &b), i == j);
            tool_free(&a);
            tool_free(&b);
        }
    }
    entry_free(&entry);
}

static void a_question_says_what_runs_where_and_why_it_is_asked(void **state)
{
    (void)state;
    const struct tool tool = {.name = "Console"};
    struct addr address;
    char text[400];
    assert_true(addr_parse("192.0.2.1", &address));
    tool_format_question(&tool, &address, "", false, text, sizeof text);
    assert_string_equal(text, "Run Console at 192.0.2.1? y/N");
    tool_format_question(&tool, &address, "the reason", false, text, sizeof text);
    assert_string_equal(text, "Not sure that this is the caller: the reason. Run Console at "
                              "192.0.2.1? y/N");
    tool_format_question(&tool, &address, "", true, text, sizeof text);
    assert_string_equal(text, "This has changed in the meantime. Run Console at 192.0.2.1? y/N");
}

/* Runs words as a tool with its output to a pipe; returns what it wrote. */
static enum err_code run(char **words, char *output, size_t size, struct err *e)
{
    const struct tool tool = {.name = "the tool", .argv = words};
    int ends[2];
    pid_t pid = -1;
    size_t used = 0;
    ssize_t got;
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    enum err_code code = tool_start(&tool, ends[1], &pid, e);
    (void)close(ends[1]);
    while (code == ERR_OK && (got = read(ends[0], output + used, size - 1 - used)) > 0)
        used += (size_t)got;
    output[used] = '\0';
    (void)close(ends[0]);
    return code == ERR_OK ? tool_wait(&tool, pid, e) : code;
}

static void what_cannot_be_run_is_told_with_its_reason(void **state)
{
    (void)state;
    static const struct {
        char *program;
        enum err_code code;
        const char *why;
    } rows[] = {
        {"fcfh-no-such-program", ERR_UNAVAILABLE, "No such file"},
        {"/dev/null", ERR_NOPERM, "Permission denied"},
        {"/", ERR_NOPERM, "Permission denied"},
        {"/etc/passwd/x", ERR_UNAVAILABLE, "Not a directory"},
        {"", ERR_UNAVAILABLE, "No such file"},
    };
    /* All of it may be searched, so that a missing program is reported as missing. */
    (void)setenv("PATH", "/usr/bin:/bin", 1);
    for (size_t i = 0; i < COUNT(rows); i++) {
        char *words[] = {rows[i].program, NULL};
        char output[64];
        struct err e;
        if (run(words, output, sizeof output, &e) != rows[i].code)
            fail_row(rows[i].program);
        assert_holds(e.text, rows[i].why);
        assert_holds(e.text, "the tool");
        assert_string_equal(output, "");
        assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* no zombie */
    }
}

static void how_it_ends_is_told(void **state)
{
    (void)state;
    char *good[] = {"sh", "-c", "echo said; echo told >&2; cat", NULL}; /* nothing to read */
    char *bad[] = {"sh", "-c", "exit 7", NULL};
    char *killed[] = {"sh", "-c", "kill -9 $$", NULL};
    char *ended[] = {"sh", "-c", "kill -TERM $$; kill -INT $$; kill -PIPE $$; exit 9", NULL};
    char output[64];
    struct err e;
    assert_int_equal(run(good, output, sizeof output, &e), ERR_OK);
    assert_string_equal(output, "said\ntold\n");
    assert_int_equal(run(bad, output, sizeof output, &e), ERR_SOME);
    assert_holds(e.text, "the tool: ended with status 7");
    assert_int_equal(run(killed, output, sizeof output, &e), ERR_SOME);
    assert_holds(e.text, "the tool: killed by signal 9");
    /* Signals that the screen catches or ignores affect a tool as they affect any program. */
    (void)signal(SIGTERM, SIG_IGN);
    assert_int_equal(run(ended, output, sizeof output, &e), ERR_SOME);
    (void)signal(SIGTERM, SIG_DFL);
    assert_holds(e.text, "killed by signal 15");
}

static void the_environment_is_clean(void **state)
{
    (void)state;
    static const char *const kept[] = {"PATH=", "TERM=fcfh-term\n", "HOME=/fcfh-home\n",
                                       "DISPLAY=:99\n"};
    static const char *const dropped[] = {"LD_PRELOAD", "FCFH_CONF", "FCFH_CANARY", "AMT_PASSWORD",
                                          "IFS",        "BASH_ENV",  "TERMINFO"};
    char *words[] = {"env", NULL};
    char output[16384];
    struct err e;
    for (size_t i = 0; i < COUNT(dropped); i++)
        assert_int_equal(setenv(dropped[i], "", 1), 0);
    assert_int_equal(setenv("FCFH_CANARY", "Canary-7f3a9", 1), 0);
    assert_int_equal(setenv("TERM", "fcfh-term", 1), 0);
    assert_int_equal(setenv("HOME", "/fcfh-home", 1), 0);
    assert_int_equal(setenv("DISPLAY", ":99", 1), 0);
    assert_int_equal(setenv("PATHS", "x", 1), 0); /* as another variable begins */
    assert_int_equal(run(words, output, sizeof output, &e), ERR_OK);
    for (size_t i = 0; i < COUNT(kept); i++)
        assert_holds(output, kept[i]);
    for (size_t i = 0; i < COUNT(dropped); i++) {
        if (strstr(output, dropped[i]) != NULL)
            fail_row(dropped[i]);
        assert_int_equal(unsetenv(dropped[i]), 0);
    }
    assert_null(strstr(output, "Canary"));
    assert_null(strstr(output, "PATHS"));
}

static void a_value_cannot_lead_a_url_elsewhere(void **state)
{
    (void)state;
    static const char *const hostile[] = {"evil.example/", "a@evil.example", "x#",  "x?y",
                                          "x y",           "b%41",           "x\\y"};
    struct conf_tool conf = {.name = "Web UI", .command = "open https://{fqdn}:16993/"};
    struct entry entry;
    struct tool tool;
    struct err e;
    entry_init(&entry);
    for (size_t i = 0; i < COUNT(hostile); i++) {
        assert_int_equal(entry_set_fact(&entry, FACT_FQDN, hostile[i], &e), ERR_OK);
        assert_int_equal(tool_prepare(&conf, &entry, &tool, &e), ERR_DATA);
    }
    assert_int_equal(entry_set_fact(&entry, FACT_FQDN, "pc-7.corp.example", &e), ERR_OK);
    assert_int_equal(tool_prepare(&conf, &entry, &tool, &e), ERR_OK);
    assert_string_equal(tool.argv[1], "https://pc-7.corp.example:16993/");
    tool_free(&tool);
    entry_free(&entry);
}

static void it_has_three_files_open_and_no_more(void **state)
{
    (void)state;
    char *words[] = {"sh", "-c", "ls -l /proc/$$/fd", NULL};
    char output[4096];
    struct err e;
    int ours = open("/etc/passwd", O_RDONLY | O_CLOEXEC);
    assert_int_equal(run(words, output, sizeof output, &e), ERR_OK);
    (void)close(ours);
    assert_holds(output, " 0 -> /dev/null");
    assert_null(strstr(output, "passwd"));
    for (int fd = 3; fd < 64; fd++) {
        char arrow[24];
        (void)snprintf(arrow, sizeof arrow, " %d -> ", fd);
        if (strstr(output, arrow) != NULL && fcntl(fd, F_GETFD) < 0)
            fail_msg("file %d is open in the tool:\n%s", fd, output);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(flags_stand_before_the_command),
        cmocka_unit_test(values_stand_in_words),
        cmocka_unit_test(a_web_page_is_at_the_address),
        cmocka_unit_test(a_hostile_value_stays_one_word),
        cmocka_unit_test(what_makes_no_sense_is_refused),
        cmocka_unit_test(a_word_has_its_limit),
        cmocka_unit_test(a_tool_is_found_by_its_name),
        cmocka_unit_test(a_tool_is_the_same_by_its_words),
        cmocka_unit_test(a_question_says_what_runs_where_and_why_it_is_asked),
        cmocka_unit_test(what_cannot_be_run_is_told_with_its_reason),
        cmocka_unit_test(how_it_ends_is_told),
        cmocka_unit_test(the_environment_is_clean),
        cmocka_unit_test(a_value_cannot_lead_a_url_elsewhere),
        cmocka_unit_test(it_has_three_files_open_and_no_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
