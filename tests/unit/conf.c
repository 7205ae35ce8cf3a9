#include "tests/unit/unit.h"

#include <stdlib.h>
#include <unistd.h>

#include "common/conf_file.h"

static enum err_code parse(struct conf *conf, const char *text, struct err *e)
{
    conf_init(conf);
    memset(e, 0, sizeof *e);
    return conf_parse(conf, "x.conf", text, strlen(text), e);
}

static void an_empty_file_leaves_the_defaults(void **state)
{
    (void)state;
    struct conf conf;
    struct err e;
    assert_int_equal(parse(&conf, "", &e), ERR_OK);
    assert_string_equal(conf.queue.directory, FCFH_LOCALSTATEDIR "/lib/fcfh/queue");
    assert_int_equal(conf.queue.timeout, 4 * 3600);
    assert_int_equal(conf.queue.archive_days, 30);
    assert_string_equal(conf.collector.community, "vpro");
    assert_int_equal(conf.collector.call_count, 0);
    assert_string_equal(conf.amt.user, "FCFH");
    assert_string_equal(conf.amt.password_file, FCFH_SYSCONFDIR "/fcfh/password");
    assert_int_equal(conf.amt.tls, CONF_TLS_AUTO);
    assert_int_equal(conf.amt.port, 0);
    assert_true(conf.amt.verify);
    assert_int_equal(conf.amt.network_count, 7);
    assert_int_equal(conf.amt.timeout, 10);
    assert_int_equal(conf.amt.parallel, 64);
    assert_int_equal(conf.tool_count, 0);
}

static void every_key_is_taken(void **state)
{
    (void)state;
    struct conf conf;
    struct err e;
    const char *text = "[queue]\n"
                       "directory = /srv/queue\n"
                       "timeout = 90m\n"
                       "archive-days = 0\n"
                       "[collector]\n"
                       "community = secret word\n"
                       "address = 192.0.2.10, 192.0.2.11\n"
                       "event-url = https://collector.example.net:16995/\n"
                       "calls = C1:AA3x, c0:aaX1, iAMT0099\n"
                       "[amt]\n"
                       "user = helpdesk\n"
                       "password-file =\n"
                       "password-command = pass show 'amt fleet'\n"
                       "tls = on\n"
                       "port = 16995\n"
                       "ca-file = /etc/ssl/amt.pem\n"
                       "verify = off\n"
                       "networks = 192.0.2.0/24, 2001:db8::/32,198.51.100.7\n"
                       "timeout = 3\n"
                       "parallel = 400\n"
                       "[listener]\n"
                       "address = 0.0.0.0\n"
                       "port = 16995\n"
                       "certificate = /etc/fcfh/cert.pem\n"
                       "key = /etc/fcfh/key.pem\n"
                       "user = events\n"
                       "password-file = /etc/fcfh/events\n"
                       "[tools]\n"
                       "Web UI = xdg-open http://{address}:16992/\n"
                       "Serial console = amtterm {address}\n";
    assert_int_equal(parse(&conf, text, &e), ERR_OK);
    assert_string_equal(conf.queue.directory, "/srv/queue");
    assert_int_equal(conf.queue.timeout, 5400);
    assert_int_equal(conf.queue.archive_days, 0);
    assert_string_equal(conf.collector.community, "secret word");
    assert_string_equal(conf.collector.address, "192.0.2.10, 192.0.2.11");
    assert_string_equal(conf.collector.event_url, "https://collector.example.net:16995/");
    assert_int_equal(conf.collector.call_count, 3);
    assert_string_equal(conf.collector.calls[0].event, "");
    assert_string_equal(conf.collector.calls[2].event, "iAMT0099");
    assert_int_equal(conf.collector.calls[1].sensor_type, 0xc0);
    assert_string_equal(conf.collector.calls[0].data, "AA3x");
    assert_string_equal(conf.collector.calls[1].data, "AAx1");
    assert_string_equal(conf.amt.user, "helpdesk");
    assert_string_equal(conf.amt.password_file, "");
    assert_string_equal(conf.amt.password_command, "pass show 'amt fleet'");
    assert_int_equal(conf.amt.tls, CONF_TLS_ON);
    assert_int_equal(conf.amt.port, 16995);
    assert_string_equal(conf.amt.ca_file, "/etc/ssl/amt.pem");
    assert_false(conf.amt.verify);
    assert_int_equal(conf.amt.network_count, 3);
    assert_int_equal(conf.amt.networks[2].bits, 32);
    assert_int_equal(conf.amt.timeout, 3);
    assert_int_equal(conf.amt.parallel, 400);
    assert_string_equal(conf.listener.address, "0.0.0.0");
    assert_int_equal(conf.listener.port, 16995);
    assert_string_equal(conf.listener.certificate, "/etc/fcfh/cert.pem");
    assert_string_equal(conf.listener.key, "/etc/fcfh/key.pem");
    assert_string_equal(conf.listener.user, "events");
    assert_string_equal(conf.listener.password_file, "/etc/fcfh/events");
    assert_int_equal(conf.tool_count, 2);
    assert_string_equal(conf.tools[0].name, "Web UI");
    assert_string_equal(conf.tools[0].command, "xdg-open http://{address}:16992/");
    assert_string_equal(conf.tools[1].name, "Serial console");
}

static void relays_are_addresses(void **state)
{
    (void)state;
    struct conf conf;
    struct err e;
    conf_init(&conf);
    assert_int_equal(conf.collector.relay_count, 0);
    assert_int_equal(conf_set(&conf, "collector", "relays", "10.0.0.1, 2001:db8::5", &e), ERR_OK);
    assert_int_equal(conf.collector.relay_count, 2);
    assert_true(conf.collector.relays[1].v6);
    static const char *const bad[] = {"nms", "10.0.0.0/8", "10.0.0.1,", "10.0.0.1, 10.0.0.1"};
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_int_equal(conf_set(&conf, "collector", "relays", bad[i], &e), ERR_CONFIG);
    assert_int_equal(conf.collector.relay_count, 2);
    assert_int_equal(conf_set(&conf, "collector", "relays", "", &e), ERR_OK);
    assert_int_equal(conf.collector.relay_count, 0);
}

static void words_of_the_choices_are_taken(void **state)
{
    (void)state;
    struct conf conf;
    struct err e;
    assert_int_equal(parse(&conf, "[amt]\ntls = off\nverify = ca\nport =\n", &e), ERR_OK);
    assert_int_equal(conf.amt.tls, CONF_TLS_OFF);
    assert_true(conf.amt.verify);
    assert_int_equal(conf.amt.port, 0);
    assert_int_equal(parse(&conf, "[amt]\ntls = auto\nnetworks =\n", &e), ERR_OK);
    assert_int_equal(conf.amt.tls, CONF_TLS_AUTO);
    assert_int_equal(conf.amt.network_count, 0);
}

static void a_wrong_line_is_told_with_file_and_line(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *at;
        const char *what;
    } rows[] = {
        {"[queue]\ncolour = red\n", "x.conf:2: ", "unknown key 'colour' in [queue]"},
        {"\n\n[nonsense]\nkey = 1\n", "x.conf:3: ", "unknown section [nonsense]"},
        {"[empty]\n[amt]\nuser = a\n", "x.conf:1: ", "unknown section [empty]"},
        {"[Queue]\n", "x.conf:1: ", "unknown section [Queue]"},
        {"user = x\n", "x.conf:1: ", "'user' comes before the first [section]"},
        {"[amt]\nuser\n", "x.conf:2: ", "neither [section] nor key = value"},
        {"[amt\nuser = a\n", "x.conf:1: ", ""},
        {"[amt]\nuser = a\nuser = b\n", "x.conf:3: ", "'user' is given twice in [amt]"},
        {"[amt]\nuser = a\n[queue]\n[amt]\nuser = b\n", "x.conf:5: ", "given twice"},
        {"[tools]\nA = x\nA = y\n", "x.conf:3: ", "'A' is given twice in [tools]"},
        {"[amt]\nuser = a\001b\n", "x.conf:2: ", "control characters"},
        {"[queue]\ndirectory = queue\n", "x.conf:2: ", "'queue' is not an absolute path"},
        {"[queue]\ndirectory =\n", "x.conf:2: ", "directory: an absolute path is needed"},
        {"[queue]\ntimeout = soon\n", "x.conf:2: ", "timeout: 'soon' is not a duration"},
        {"[queue]\ntimeout = 0\n", "x.conf:2: ", "not a duration"},
        {"[queue]\ntimeout = 4000d\n", "x.conf:2: ", "not a duration"},
        {"[queue]\ntimeout = -5m\n", "x.conf:2: ", "not a duration"},
        {"[queue]\narchive-days = 36501\n", "x.conf:2: ", "not a number of days"},
        {"[queue]\narchive-days = 1d\n", "x.conf:2: ", "not a number of days"},
        {"[collector]\ncalls = C1\n", "x.conf:2: ", "'C1' is neither a sensor type"},
        {"[collector]\ncalls = C1:\n", "x.conf:2: ", "'C1:' is neither a sensor type"},
        {"[collector]\ncalls = G1:AA\n", "x.conf:2: ", "neither a sensor type"},
        {"[collector]\ncalls = C1:AA,, C0:AA\n", "x.conf:2: ", "neither a sensor type"},
        {"[collector]\ncalls = C1:0011223344556677x\n", "x.conf:2: ", "neither a sensor type"},
        {"[amt]\ntls = yes\n", "x.conf:2: ", "tls: 'yes' is not one of auto, on, off"},
        {"[amt]\nverify = on\n", "x.conf:2: ", "verify: 'on' is not one of ca, off"},
        {"[amt]\nport = 0\n", "x.conf:2: ", "not a port"},
        {"[amt]\nport = 65536\n", "x.conf:2: ", "not a port"},
        {"[amt]\nport = +1\n", "x.conf:2: ", "not a port"},
        {"[amt]\nnetworks = 10.0.0.0/33\n", "x.conf:2: ", "'10.0.0.0/33' is not a network"},
        {"[amt]\nnetworks = ::1, host\n", "x.conf:2: ", "'host' is not a network"},
        {"[amt]\nparallel = 0\n", "x.conf:2: ", "from 1 to 400"},
        {"[amt]\nparallel = 401\n", "x.conf:2: ", "from 1 to 400"},
        {"[amt]\nparallel = 99999999999999999999\n", "x.conf:2: ", "from 1 to 400"},
        {"[tools]\n = x\n", "x.conf:2: ", "a tool needs a name"},
        {"[listener]\nkey = key.pem\n", "x.conf:2: ", "not an absolute path"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct conf conf;
        struct err e;
        if (parse(&conf, rows[i].text, &e) != ERR_CONFIG || e.code != ERR_CONFIG)
            fail_row(rows[i].text);
        assert_ptr_equal(strstr(e.text, rows[i].at), e.text);
        assert_holds(e.text, rows[i].what);
    }
}

/* A mistake in one line must not change what another program reads from the rest of the file. */
static void a_wrong_line_changes_nothing_and_stops_nothing(void **state)
{
    (void)state;
    struct conf conf;
    struct conf defaults;
    struct err e;
    conf_init(&defaults);
    const char *text = "[queue]\narchive-days = 40000\ntimeout = never\n"
                       "[collector]\ncalls = C1:AA3x, what\n"
                       "[amt]\nparallel = 0\nport = 70000\ntls = maybe\n"
                       "networks = 203.0.113.0/24, 2001:db8::/32, what\n"
                       "user = good\n";
    assert_int_equal(parse(&conf, text, &e), ERR_CONFIG);
    assert_holds(e.text, "x.conf:2: ");
    assert_string_equal(conf.amt.user, "good");
    assert_int_equal(conf.queue.archive_days, 30);
    assert_int_equal(conf.queue.timeout, defaults.queue.timeout);
    assert_int_equal(conf.collector.call_count, 0);
    assert_int_equal(conf.amt.parallel, 64);
    assert_int_equal(conf.amt.port, 0);
    assert_int_equal(conf.amt.network_count, defaults.amt.network_count);
    assert_memory_equal(conf.amt.networks, defaults.amt.networks,
                        defaults.amt.network_count * sizeof defaults.amt.networks[0]);
}

static void layout_does_not_matter(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "[amt]\nuser = helpdesk\nparallel = 7\n",
        "\xef\xbb\xbf[amt]\nuser = helpdesk\nparallel = 7\n", /* a byte order mark */
        "[amt]\r\nuser = helpdesk\r\nparallel = 7\r\n",
        "  [amt]\n  user = helpdesk\n\tparallel = 7\n", /* inih would join the lines */
        "[amt]\nuser = helpdesk\n\rparallel = 7\n",     /* these too */
        "# about\n; about\n\n[amt] ; us\nuser=helpdesk ; who\nparallel   =   7   ; many\n",
        "[amt]\nuser: helpdesk\nparallel: 7\n",
        "[amt]\nparallel = 7\nuser = helpdesk", /* no newline at the end */
        "[amt]\nuser = helpdesk\n[amt]\nparallel = 7\n",
    };
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct conf conf;
        struct err e;
        if (parse(&conf, texts[i], &e) != ERR_OK)
            fail_row(texts[i]);
        assert_string_equal(conf.amt.user, "helpdesk");
        assert_int_equal(conf.amt.parallel, 7);
    }
}

static void a_semicolon_within_a_word_is_no_comment(void **state)
{
    (void)state;
    struct conf conf;
    struct err e;
    assert_int_equal(parse(&conf, "[tools]\nA = x;y#z\n", &e), ERR_OK);
    assert_string_equal(conf.tools[0].command, "x;y#z");
}

static void make_line(char *text, size_t size, size_t chars)
{
    const char *start = "community = ";
    (void)snprintf(text, size, "[collector]\n%s", start);
    size_t head = strlen(text);
    memset(text + head, 'c', chars - strlen(start));
    memcpy(text + head + chars - strlen(start), "\n", 2);
}

static void a_long_line_is_whole_or_refused(void **state)
{
    (void)state;
    char text[512];
    struct conf conf;
    struct err e;
    make_line(text, sizeof text, 199);
    assert_int_equal(parse(&conf, text, &e), ERR_OK);
    assert_int_equal(strlen(conf.collector.community), 199 - strlen("community = "));
    for (size_t chars = 200; chars < 420; chars += 73) {
        make_line(text, sizeof text, chars);
        assert_int_equal(parse(&conf, text, &e), ERR_CONFIG);
        assert_holds(e.text, "x.conf:2: the line is longer than");
        assert_string_equal(conf.collector.community, "vpro");
    }
}

static void a_list_has_its_bound(void **state)
{
    (void)state;
    static const struct {
        const char *start, *item, *rest;
        unsigned most;
    } rows[] = {
        {"[amt]\nnetworks = ", "::", ",", CONF_NETWORKS_MAX},
        {"[collector]\ncalls = ", "C1:A", ",", CONF_CALLS_MAX},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        for (unsigned extra = 0; extra < 2; extra++) {
            char text[1024];
            struct conf conf;
            struct err e;
            size_t used = (size_t)snprintf(text, sizeof text, "%s", rows[i].start);
            for (unsigned n = 0; n < rows[i].most + extra; n++)
                used += (size_t)snprintf(text + used, sizeof text - used, "%s%s", rows[i].item,
                                         rows[i].rest);
            assert_int_equal(parse(&conf, text, &e), extra ? ERR_CONFIG : ERR_OK);
        }
    }
}

static void tools_have_their_bound(void **state)
{
    (void)state;
    char text[2048] = "[tools]\n";
    size_t used = strlen(text);
    struct conf conf;
    struct err e;
    for (unsigned n = 0; n < CONF_TOOLS_MAX; n++)
        used += (size_t)snprintf(text + used, sizeof text - used, "t%u = run %u\n", n, n);
    assert_int_equal(parse(&conf, text, &e), ERR_OK);
    assert_int_equal(conf.tool_count, CONF_TOOLS_MAX);
    (void)snprintf(text + used, sizeof text - used, "more = run\n");
    assert_int_equal(parse(&conf, text, &e), ERR_CONFIG);
    assert_holds(e.text, "x.conf:34: more than 32 tools");
}

static void a_key_given_twice_counts_with_its_first_value(void **state)
{
    (void)state;
    struct conf conf;
    struct err e;
    assert_int_equal(parse(&conf, "[amt]\nuser = first\nuser = second\n", &e), ERR_CONFIG);
    assert_string_equal(conf.amt.user, "first");
}

static void bytes_of_any_kind_are_survived(void **state)
{
    (void)state;
    struct conf conf;
    struct err e;
    conf_init(&conf);
    static const char nul[] = "[amt]\nuser = a\0b\n";
    assert_int_equal(conf_parse(&conf, "x.conf", nul, sizeof nul - 1, &e), ERR_CONFIG);
    assert_holds(e.text, "x.conf:2: the line contains control characters");
    assert_int_equal(parse(&conf, "[amt]\nuser = J\xc3\xbcrgen\n", &e), ERR_OK);
    assert_string_equal(conf.amt.user, "J\xc3\xbcrgen");
}

static void the_path_is_chosen_in_order(void **state)
{
    (void)state;
    bool chosen = true;
    assert_int_equal(unsetenv("FCFH_CONF"), 0);
    assert_string_equal(conf_path(NULL, &chosen), CONF_DEFAULT_FILE);
    assert_false(chosen);
    assert_int_equal(setenv("FCFH_CONF", "/e.conf", 1), 0);
    assert_string_equal(conf_path(NULL, &chosen), "/e.conf");
    assert_true(chosen);
    assert_string_equal(conf_path("/o.conf", &chosen), "/o.conf");
    assert_int_equal(setenv("FCFH_CONF", "", 1), 0);
    assert_string_equal(conf_path(NULL, &chosen), CONF_DEFAULT_FILE);
    assert_false(chosen);
}

static void a_file_is_read_or_the_reason_told(void **state)
{
    (void)state;
    struct conf conf;
    struct err e;
    char path[] = "/tmp/fcfh-conf-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    static const char text[] = "[amt]\nuser = filed\n[bad]\n";
    assert_int_equal(write(fd, text, sizeof text - 1), sizeof text - 1);
    conf_init(&conf);
    enum err_code code = conf_read(&conf, path, true, &e);
    assert_int_equal(close(fd), 0);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(code, ERR_CONFIG);
    assert_holds(e.text, path);
    assert_holds(e.text, ":3: unknown section [bad]");
    assert_string_equal(conf.amt.user, "filed");
    assert_int_equal(conf_read(&conf, path, false, &e), ERR_OK);
    assert_int_equal(conf_read(&conf, path, true, &e), ERR_CONFIG);
    assert_holds(e.text, "No such file");
    assert_int_equal(conf_read(&conf, "/", true, &e), ERR_CONFIG);
    assert_holds(e.text, "not a regular file");
    assert_int_equal(conf_read(&conf, "/dev/zero", true, &e), ERR_CONFIG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_file_leaves_the_defaults),
        cmocka_unit_test(every_key_is_taken),
        cmocka_unit_test(words_of_the_choices_are_taken),
        cmocka_unit_test(relays_are_addresses),
        cmocka_unit_test(a_wrong_line_is_told_with_file_and_line),
        cmocka_unit_test(a_wrong_line_changes_nothing_and_stops_nothing),
        cmocka_unit_test(layout_does_not_matter),
        cmocka_unit_test(a_semicolon_within_a_word_is_no_comment),
        cmocka_unit_test(a_long_line_is_whole_or_refused),
        cmocka_unit_test(a_list_has_its_bound),
        cmocka_unit_test(tools_have_their_bound),
        cmocka_unit_test(a_key_given_twice_counts_with_its_first_value),
        cmocka_unit_test(bytes_of_any_kind_are_survived),
        cmocka_unit_test(the_path_is_chosen_in_order),
        cmocka_unit_test(a_file_is_read_or_the_reason_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
