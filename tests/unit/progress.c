#include "tests/unit/unit.h"

#include <fcntl.h>
#include <pty.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "amt_cfg/report/progress.h"

static struct run_counts counts;

static void add(enum machine_result result, const char *kind, int many)
{
    struct machine_report report = {.host = "pc1", .result = result};
    (void)snprintf(report.kind, sizeof report.kind, "%s", kind);
    for (int i = 0; i < many; i++)
        run_counts_add(&counts, &report);
}

/* 1234 of 10000 in two minutes. */
static int busy_run(void **state)
{
    (void)state;
    memset(&counts, 0, sizeof counts);
    counts.total = 10000;
    add(MACHINE_CHANGED, "", 1000);
    add(MACHINE_UNCHANGED, "", 222);
    add(MACHINE_FAILED, "password refused", 10);
    add(MACHINE_FAILED, "unreachable", 2);
    return 0;
}

static void a_line_holds_what_fits(void **state)
{
    (void)state;
    static const struct {
        int width;
        const char *want;
    } rows[] = {
        {200, "[#.........]  1234/10000  changed 1000  unchanged 222  failed 12 (password refused "
              "10, unreachable 2)  after 2 min  14 min left"},
        {116, "[#.........]  1234/10000  changed 1000  unchanged 222  failed 12 (password refused "
              "10)  after 2 min  14 min left"},
        {79, "1234/10000  changed 1000  failed 12 (password refused 10)  14 min left"},
        {40, "1234/10000  failed 12  14 min left"},
        {20, "1234/10000"},
        {21, "1234/10000  failed 12"},
        {5, ""},
        {0, ""},
        {-1, ""},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char line[512];
        progress_line(&counts, 120000, rows[i].width, line, sizeof line);
        assert_string_equal(line, rows[i].want);
    }
}

static void no_line_is_wider_than_it_may_be(void **state)
{
    (void)state;
    for (int width = -1; width < 300; width++)
        for (size_t size = 1; size < 300; size += 7) {
            char line[300];
            memset(line, '#', sizeof line);
            progress_line(&counts, 90000, width, line, size);
            size_t len = strlen(line);
            assert_true(len < size && (width < 0 ? len == 0 : len <= (size_t)width));
        }
}

static void the_ends_of_a_run(void **state)
{
    (void)state;
    char line[256];
    memset(&counts, 0, sizeof counts);
    counts.total = 3;
    progress_line(&counts, 0, 80, line, sizeof line);
    assert_string_equal(line, "[..........]  0/3  changed 0  unchanged 0  failed 0");
    add(MACHINE_CHANGED, "", 1);
    progress_line(&counts, 999, 80, line, sizeof line);
    assert_string_equal(line, "[###.......]  1/3  changed 1  unchanged 0  failed 0");
    progress_line(&counts, 1000, 100, line, sizeof line);
    assert_string_equal(line,
                        "[###.......]  1/3  changed 1  unchanged 0  failed 0  after 1 s  3 s left");
    add(MACHINE_MISSING, "", 2);
    progress_line(&counts, 7200000, 100, line, sizeof line);
    assert_string_equal(
        line, "[##########]  3/3  changed 1  unchanged 0  missing 2  failed 0  after 2 h");
    counts.total = 0;
    progress_line(&counts, 0, 80, line, sizeof line);
    assert_holds(line, "3/0");
    memset(&counts, 0, sizeof counts);
    counts.total = SIZE_MAX;
    add(MACHINE_FAILED, "\033[2J", 1);
    progress_line(&counts, 1LL << 60, 200, line, sizeof line);
    assert_null(strchr(line, '\033'));
}

/* What the terminal shows after this output: only \r, blanks and text. */
static void play(const char *text, size_t len, char *screen, size_t size)
{
    size_t at = 0;
    memset(screen, ' ', size);
    for (size_t i = 0; i < len; i++) {
        if (text[i] == '\r') {
            at = 0;
            continue;
        }
        assert_true(text[i] >= ' ' && text[i] <= '~' && at < size);
        screen[at++] = text[i];
    }
}

struct terminal {
    int master;
    FILE *slave;
};

static void open_terminal(struct terminal *t, unsigned short columns)
{
    struct winsize size = {.ws_row = 24, .ws_col = columns};
    int slave;
    assert_int_equal(openpty(&t->master, &slave, NULL, NULL, &size), 0);
    assert_int_equal(fcntl(t->master, F_SETFL, O_NONBLOCK), 0);
    t->slave = fdopen(slave, "w");
    assert_non_null(t->slave);
}

static size_t read_terminal(const struct terminal *t, char *text, size_t size)
{
    ssize_t len = read(t->master, text, size);
    return len > 0 ? (size_t)len : 0;
}

static void close_terminal(struct terminal *t)
{
    assert_int_equal(fclose(t->slave), 0);
    assert_int_equal(close(t->master), 0);
}

static void it_is_drawn_over_and_taken_away(void **state)
{
    (void)state;
    struct terminal t;
    struct progress progress;
    char text[1024];
    char screen[80];
    assert_int_equal(setenv("TERM", "vt100", 1), 0);
    open_terminal(&t, 60);
    progress_init(&progress, t.slave);
    assert_true(progress.on);
    progress_draw(&progress, &counts);
    size_t len = read_terminal(&t, text, sizeof text);
    play(text, len, screen, sizeof screen);
    assert_memory_equal(screen, "1234/10000  ", 12);
    assert_true(progress.drawn < 60);
    progress_draw(&progress, &counts); /* within a tenth of a second */
    assert_int_equal(read_terminal(&t, text, sizeof text), 0);
    progress.drawn_ms -= 100;
    struct winsize narrow = {.ws_row = 24, .ws_col = 20};
    assert_int_equal(ioctl(t.master, TIOCSWINSZ, &narrow), 0);
    progress_draw(&progress, &counts);
    len = read_terminal(&t, text, sizeof text);
    play(text, len, screen, 19);
    assert_memory_equal(screen, "1234/10000         ", 19);
    progress_clear(&progress);
    len = read_terminal(&t, text, sizeof text);
    assert_int_equal(progress.drawn, 0);
    assert_memory_equal(text, "\r          \r", 12);
    progress_clear(&progress);
    assert_int_equal(read_terminal(&t, text, sizeof text), 0);
    close_terminal(&t);
}

static void without_a_terminal_it_is_silent(void **state)
{
    (void)state;
    static const char *const types[] = {"dumb", "", NULL};
    for (size_t i = 0; i <= COUNT(types); i++) {
        struct terminal t;
        struct progress progress;
        char text[64];
        FILE *file = tmpfile();
        assert_non_null(file);
        open_terminal(&t, 80);
        if (i < COUNT(types) && types[i] != NULL)
            assert_int_equal(setenv("TERM", types[i], 1), 0);
        else if (i < COUNT(types))
            assert_int_equal(unsetenv("TERM"), 0);
        else
            assert_int_equal(setenv("TERM", "vt100", 1), 0);
        progress_init(&progress, i < COUNT(types) ? t.slave : file);
        assert_false(progress.on);
        progress_draw(&progress, &counts);
        progress_clear(&progress);
        assert_int_equal(read_terminal(&t, text, sizeof text), 0);
        assert_int_equal(ftell(file), 0);
        assert_int_equal(fclose(file), 0);
        close_terminal(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_line_holds_what_fits, busy_run),
        cmocka_unit_test_setup(no_line_is_wider_than_it_may_be, busy_run),
        cmocka_unit_test(the_ends_of_a_run),
        cmocka_unit_test_setup(it_is_drawn_over_and_taken_away, busy_run),
        cmocka_unit_test_setup(without_a_terminal_it_is_silent, busy_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
