#include "tests/unit/unit.h"

#include "support_queue_gui/screen/input.h"

enum { SECOND = 1000 };

/* The keys that bytes resulted in, as text: special keys as "<n>", one of a burst with '+' before
 * it, one right after that with '-', a pasted one with '='. */
struct seen {
    char text[4096];
    size_t used;
};

static void note(struct seen *seen, const struct press *press)
{
    static const char *const hows[] = {"", "-", "+", "="};
    char key[32];
    if (press->key > ' ' && press->key < 0x7f)
        (void)snprintf(key, sizeof key, "%c", (int)press->key);
    else if (press->key >= SPECIAL_DOWN)
        (void)snprintf(key, sizeof key, "<%ld>", press->key - SPECIAL_DOWN);
    else
        (void)snprintf(key, sizeof key, "<u%lx>", (unsigned long)press->key);
    seen->used += (size_t)snprintf(seen->text + seen->used, sizeof seen->text - seen->used, "%s%s",
                                   hows[press->how], key);
}

static void take(struct input *input, struct seen *seen, const char *bytes, size_t len,
                 long long now)
{
    struct press press;
    input_feed(input, bytes, len, now);
    while (input_next(input, &press))
        note(seen, &press);
}

/* In one read, then a second of silence. */
static void assert_read(const char *bytes, size_t len, const char *wanted)
{
    struct input input = {.count = 0};
    struct seen seen = {.used = 0};
    take(&input, &seen, bytes, len, SECOND);
    take(&input, &seen, "", 0, 3 * SECOND);
    if (strcmp(seen.text, wanted) != 0)
        fail_msg("\"%s\" is not \"%s\"", seen.text, wanted);
}

#define assert_keys(bytes, wanted) assert_read((bytes), sizeof(bytes) - 1, (wanted))

static const char *of(enum special_key key)
{
    static char text[4][16];
    static size_t next;
    char *to = text[next++ % 4];
    (void)snprintf(to, sizeof text[0], "<%d>", (int)key - (int)SPECIAL_DOWN);
    return to;
}

static void a_character_is_a_key(void **state)
{
    (void)state;
    assert_keys("", "");
    assert_keys("x", "x");
    assert_keys("\t", "<u9>");
    assert_keys("\x01", "<u1>");
    assert_keys("\0", "");
    assert_keys("\r", of(SPECIAL_ENTER));
    assert_keys("\n", of(SPECIAL_ENTER));
    assert_keys("\x7f", of(SPECIAL_BACKSPACE));
    assert_keys("\b", of(SPECIAL_BACKSPACE));
    assert_keys("\xc3\xbc", "<ufc>");
    assert_keys("\xe4\xb8\xad", "<u4e2d>");
    assert_keys("\xf0\x9f\x98\x80", "<u1f600>");
}

static void what_is_no_utf8_is_no_key(void **state)
{
    (void)state;
    assert_keys("\xff\xfe\xc0", "");
    assert_keys("\xc0\xaf", "");
    assert_keys("\xe0\x80\xaf", "");
    assert_keys("\xed\xa0\x80", "");
    assert_keys("\xf4\x90\x80\x80", "");
    assert_keys("\xc3", "");
    assert_keys("\xc3x", "x");
    assert_keys("\xbfx", "x");
}

static const struct {
    const char *bytes;
    enum special_key key;
} specials[] = {
    {"\033[A", SPECIAL_UP},       {"\033OA", SPECIAL_UP},         {"\033[B", SPECIAL_DOWN},
    {"\033OB", SPECIAL_DOWN},     {"\033[C", SPECIAL_RIGHT},      {"\033[D", SPECIAL_LEFT},
    {"\033[H", SPECIAL_HOME},     {"\033OH", SPECIAL_HOME},       {"\033[1~", SPECIAL_HOME},
    {"\033[7~", SPECIAL_HOME},    {"\033[F", SPECIAL_END},        {"\033OF", SPECIAL_END},
    {"\033[4~", SPECIAL_END},     {"\033[8~", SPECIAL_END},       {"\033[3~", SPECIAL_DELETE},
    {"\033[5~", SPECIAL_PAGE_UP}, {"\033[6~", SPECIAL_PAGE_DOWN}, {"\033OP", SPECIAL_HELP},
    {"\033[11~", SPECIAL_HELP},   {"\033[[A", SPECIAL_HELP},      {"\033OM", SPECIAL_ENTER},
    {"\033OQ", SPECIAL_F2},       {"\033[12~", SPECIAL_F2},       {"\033[[B", SPECIAL_F2},
    {"\033[24~", SPECIAL_F12},
};

static void keys_of_every_terminal_are_known(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(specials); i++)
        assert_read(specials[i].bytes, strlen(specials[i].bytes), of(specials[i].key));
    assert_keys("\033Oq", "1");
    assert_keys("\033Op", "0");
    assert_keys("\033Oy", "9");
    assert_keys("\033Om", "-");
}

static void escape_alone_is_a_key_after_a_moment(void **state)
{
    (void)state;
    struct input input = {.count = 0};
    struct seen seen = {.used = 0};
    take(&input, &seen, "\033", 1, SECOND);
    assert_string_equal(seen.text, "");
    assert_int_equal(input_wait_ms(&input, SECOND), INPUT_ESCAPE_MS);
    take(&input, &seen, "", 0, SECOND + INPUT_ESCAPE_MS - 1);
    assert_string_equal(seen.text, "");
    take(&input, &seen, "", 0, SECOND + INPUT_ESCAPE_MS);
    assert_string_equal(seen.text, of(SPECIAL_ESCAPE));
    assert_int_equal(input_wait_ms(&input, SECOND + INPUT_ESCAPE_MS), -1);
    take(&input, &seen, "x", 1, SECOND + 100);
    assert_int_equal(seen.text[seen.used - 1], 'x');
    assert_int_equal(seen.text[seen.used - 2], '>'); /* alone */
}

/* Sequences that are no keys here: what terminals answer when they are asked something, the mouse,
 * focus, keys of other terminals. */
#define ROW(bytes)                                                                                 \
    {                                                                                              \
        bytes, sizeof(bytes) - 1                                                                   \
    }
static const struct {
    const char *bytes;
    size_t len;
} foreign[] = {
    ROW("\033[>84;0;0c"),                    /* DA2 */
    ROW("\033[?64;1;2;6;9;15;18;21;22c"),    /* DA1 */
    ROW("\033[24;80R"),                      /* where the cursor is */
    ROW("\033[0n"),                          /* status */
    ROW("\033[?2004;1$y"),                   /* DECRPM */
    ROW("\033[8;24;80t"),                    /* its size */
    ROW("\033]11;rgb:0000/0000/0000\007"),   /* its background, */
    ROW("\033]11;rgb:1c1c/xcxc/ycyc\033\\"), /* ended another way */
    ROW("\033P1+r436f=323536\033\\"),        /* XTGETTCAP */
    ROW("\033P>|XTerm(366)\033\\"),          /* XTVERSION */
    ROW("\033_Gi=31;OK\033\\"),              /* kitty's graphics */
    ROW("\033^cxy\033\\"),                   /* PM */
    ROW("\033Xcxy\033\\"),                   /* SOS */
    ROW("\033[I"),                           /* focus */
    ROW("\033[O"),                           /* lost */
    ROW("\033[<0;12;3M"),                    /* the mouse, SGR */
    ROW("\033[<0;12;3m"),                    /* let go */
    ROW("\033[M cx"),                        /* X10 */
    ROW("\033[32;12;3M"),                    /* urxvt */
    ROW("\033[1;5A"),                        /* Ctrl-Up */
    ROW("\033[3;5~"),                        /* Ctrl-Del */
    ROW("\033O5A"),                          /* Ctrl-Up of others */
    ROW("\033[15;5~"),                       /* Ctrl-F5 */
    ROW("\033[25~"),                         /* F13 */
    ROW("\033[Z"),                           /* Shift-Tab */
    ROW("\033[120;5u"),                      /* kitty: Ctrl-x */
    ROW("\033[27;5;120~"),                   /* xterm: Ctrl-x */
    ROW("\033x"),                            /* Alt-x */
    ROW("\033\xc3\xbc"),                     /* Alt with a letter of two bytes */
    ROW("\033\033[A"),                       /* Alt-Up of rxvt */
    ROW("\xc2\x9b>84;0;0c"),                 /* CSI as a character of two bytes, */
    ROW("\x9b>84;0;0c"),                     /* and of one */
    ROW("\x90>|x\x9b\033\\"),
};

static void what_is_no_key_is_swallowed_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(foreign); i++)
        assert_read(foreign[i].bytes, foreign[i].len, "");
}

/* However reads split it, and whatever follows it. */
static void wherever_it_is_cut(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(foreign); i++) {
        for (size_t cut = 1; cut < foreign[i].len; cut++) {
            for (long long pause = 5; pause <= 500; pause *= 10) {
                struct input input = {.count = 0};
                struct seen seen = {.used = 0};
                take(&input, &seen, foreign[i].bytes, cut, SECOND);
                take(&input, &seen, "", 0, SECOND + pause);
                take(&input, &seen, foreign[i].bytes + cut, foreign[i].len - cut, SECOND + pause);
                take(&input, &seen, "", 0, 4 * SECOND);
                take(&input, &seen, "c", 1, 5 * SECOND);
                /* An ESC that nothing follows for this long is Esc: that does no harm. But what
                 * follows Alt's ESC too late would be another key. */
                const char *got = seen.text;
                if (strncmp(got, of(SPECIAL_ESCAPE), strlen(of(SPECIAL_ESCAPE))) == 0)
                    got += strlen(of(SPECIAL_ESCAPE));
                bool alt =
                    foreign[i].bytes[0] == '\033' && strchr("x\xc3\033", foreign[i].bytes[1]);
                if (!(alt && pause > 5) && strcmp(got, "c") != 0)
                    fail_msg("row %zu, cut at %zu, %lld ms: %s", i, cut, pause, seen.text);
            }
        }
    }
}

static void keys_are_cut_too(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(specials); i++) {
        for (size_t cut = 1; cut < strlen(specials[i].bytes); cut++) {
            struct input input = {.count = 0};
            struct seen seen = {.used = 0};
            take(&input, &seen, specials[i].bytes, cut, SECOND);
            take(&input, &seen, specials[i].bytes + cut, strlen(specials[i].bytes) - cut,
                 SECOND + 5);
            assert_string_equal(seen.text, of(specials[i].key));
        }
    }
    struct input input = {.count = 0};
    struct seen seen = {.used = 0};
    take(&input, &seen, "\xe4", 1, SECOND);
    take(&input, &seen, "\xb8\xad", 2, SECOND + 5);
    assert_string_equal(seen.text, "<u4e2d>");
}

static void what_has_no_end_is_given_up(void **state)
{
    (void)state;
    static const char *const begun[] = {"\033[", "\033[>8", "\033O",       "\033]11;x",
                                        "\033P", "\033[M",  "\033[200~xyz"};
    for (size_t i = 0; i < COUNT(begun); i++) {
        struct input input = {.count = 0};
        struct seen seen = {.used = 0};
        take(&input, &seen, begun[i], strlen(begun[i]), SECOND);
        seen = (struct seen){.used = 0};
        take(&input, &seen, "j", 1, SECOND + INPUT_LOST_MS + 1);
        assert_string_equal(seen.text, "j");
    }
}

static void many_at_once_are_a_burst(void **state)
{
    (void)state;
    assert_keys("Exynos", "+E+x+y+n+o+s");
    assert_keys("jj", "+j+j");
    char wanted[64];
    (void)snprintf(wanted, sizeof wanted, "+%s+x", of(SPECIAL_UP));
    assert_keys("\033[Ax", wanted);
    /* A reply beside one key leaves it alone. */
    assert_keys("\033[Ij", "j");
    assert_keys("j\033[O", "j");
}

static void what_follows_a_burst_at_once_is_part_of_it(void **state)
{
    (void)state;
    struct input input = {.count = 0};
    struct seen seen = {.used = 0};
    take(&input, &seen, "inc000", 6, SECOND);
    take(&input, &seen, "c", 1, SECOND + 10);
    take(&input, &seen, "x", 1, SECOND + 25);
    take(&input, &seen, "c", 1, SECOND + 200);
    assert_string_equal(seen.text, "+i+n+c+0+0+0-c-xc");
}

static void the_first_of_a_burst_is_marked(void **state)
{
    (void)state;
    struct input input = {.count = 0};
    struct press press;
    size_t begins = 0;
    input_feed(&input, "abc", 3, SECOND);
    while (input_next(&input, &press))
        begins += press.begins;
    input_feed(&input, "d", 1, SECOND + 5);
    while (input_next(&input, &press))
        begins += press.begins;
    assert_int_equal(begins, 1);
    input_feed(&input, "\033[200~xyz\033[201~", 15, 3 * SECOND);
    while (input_next(&input, &press))
        begins += press.begins;
    assert_int_equal(begins, 2);
}

static void pasted_text_is_told_as_such(void **state)
{
    (void)state;
    assert_keys("\033[200~cxy\033[201~", "=c=x=y");
    assert_keys("\033[200~\033[201~", "");
    assert_keys("\033[200~a\r\nb\tc\033[201~", "=a=<u20>=<u20>=b=<u20>=c");
    assert_keys("\033[200~\xc3\xbc\xe4\xb8\xad\033[201~", "=<ufc>=<u4e2d>");
    assert_keys("\033[200~\x01\x7f\0a\033[201~", "=a");
    /* What only looks like the end of a paste. */
    assert_keys("\033[200~a\033[20b\033[2\033[201~", "=a=[=2=0=b=[=2");
    assert_keys("\033[200~a\033\033[201~", "=a");
}

static void a_paste_is_cut_too(void **state)
{
    (void)state;
    static const char bytes[] = "\033[200~cxy\033[201~";
    for (size_t cut = 3; cut < sizeof bytes - 1; cut++) {
        struct input input = {.count = 0};
        struct seen seen = {.used = 0};
        take(&input, &seen, bytes, cut, SECOND);
        take(&input, &seen, "", 0, SECOND + 200);
        take(&input, &seen, bytes + cut, sizeof bytes - 1 - cut, SECOND + 300);
        take(&input, &seen, "c", 1, 5 * SECOND);
        assert_string_equal(seen.text, "=c=x=yc");
    }
}

static void what_is_dropped_is_gone(void **state)
{
    (void)state;
    struct input input = {.count = 0};
    struct press press;
    input_feed(&input, "abc", 3, SECOND);
    assert_true(input_next(&input, &press));
    input_drop(&input);
    assert_false(input_next(&input, &press));
}

/* The mouse as SGR reports it. Without a place it is none. */
static const struct {
    const char *bytes;
    int key; /* 0: swallowed */
    int line, column;
} mouse[] = {
    {"\033[<0;12;3M", SPECIAL_CLICK, 2, 11},
    {"\033[<0;1;1M", SPECIAL_CLICK, 0, 0},
    {"\033[<64;80;24M", SPECIAL_WHEEL_UP, 23, 79},
    {"\033[<65;80;24M", SPECIAL_WHEEL_DOWN, 23, 79},
    {"\033[<65;9999;9999M", SPECIAL_WHEEL_DOWN, 9998, 9998},
    {"\xc2\x9b<0;12;3M", SPECIAL_CLICK, 2, 11},
    {"\033[<0;12;3m", 0, 0, 0},     /* let go */
    {"\033[<1;12;3M", 0, 0, 0},     /* the button in the middle, */
    {"\033[<2;12;3M", 0, 0, 0},     /* and on the right */
    {"\033[<32;12;3M", 0, 0, 0},    /* moved */
    {"\033[<4;12;3M", 0, 0, 0},     /* with Shift */
    {"\033[<80;12;3M", 0, 0, 0},    /* the wheel with Ctrl, */
    {"\033[<66;12;3M", 0, 0, 0},    /* and to the left */
    {"\033\033[<0;12;3M", 0, 0, 0}, /* with Alt as rxvt has it */
    {"\033[<0;0;3M", 0, 0, 0},      /* there is no such place */
    {"\033[<0;12;0M", 0, 0, 0},
    {"\033[<0;10000;3M", 0, 0, 0},
    {"\033[<0;-1;3M", 0, 0, 0},
    {"\033[<0;12M", 0, 0, 0},
    {"\033[<0;12;3;4M", 0, 0, 0},
    {"\033[<;;M", 0, 0, 0},
    {"\033[<M", 0, 0, 0},
    {"\033[<0;99999999999999999999;3M", 0, 0, 0},
    {"\033[<64;12;3~", 0, 0, 0},
    {"\033[M cx", 0, 0, 0},
};

/* However reads split it. */
static void the_mouse_is_told_with_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(mouse); i++) {
        size_t len = strlen(mouse[i].bytes);
        for (size_t cut = 1; cut <= len; cut++) {
            struct input input = {.mouse = true};
            struct press press = {.key = 0};
            input_feed(&input, mouse[i].bytes, cut, SECOND);
            bool early = input_next(&input, &press);
            input_feed(&input, mouse[i].bytes + cut, len - cut, SECOND + 20);
            bool told = early || input_next(&input, &press);
            if (told != (mouse[i].key != 0) || press.key != mouse[i].key ||
                press.line != mouse[i].line || press.column != mouse[i].column ||
                press.how != PRESS_ALONE || input_next(&input, &press))
                fail_msg("row %zu, cut at %zu", i, cut);
        }
    }
}

static void the_end_of_a_mouse_report_is_never_a_key(void **state)
{
    (void)state;
    static const char report[] = "\033[<0;12;3m";
    for (size_t cut = 3; cut < sizeof report - 1; cut++) {
        struct input input = {.mouse = cut % 2 == 0};
        struct seen seen = {.used = 0};
        take(&input, &seen, report, cut, SECOND);
        take(&input, &seen, report + cut, sizeof report - 1 - cut, 60 * SECOND);
        assert_string_equal(seen.text, "");
    }
}

static void the_mouse_and_keys_at_once_are_a_burst(void **state)
{
    (void)state;
    struct input input = {.mouse = true};
    struct press press;
    size_t count = 0;
    static const char bytes[] = "y\033[<0;12;3M\033[<0;12;3my\033[<64;12;3M";
    input_feed(&input, bytes, sizeof bytes - 1, SECOND);
    for (; input_next(&input, &press); count++)
        assert_int_equal(press.how, PRESS_BURST);
    assert_int_equal(count, 4);
}

/* When pasted it is text, like everything that is pasted. */
static void the_mouse_in_a_paste_is_none(void **state)
{
    (void)state;
    struct input input = {.mouse = true};
    struct seen seen = {.used = 0};
    take(&input, &seen, "\033[200~\033[<0;1;1M\033[201~", 21, SECOND);
    assert_string_equal(seen.text, "=[=<=0=;=1=;=1=M");
}

static void a_full_read_has_room(void **state)
{
    (void)state;
    static struct input input;
    static char bytes[2 * INPUT_READ_MAX];
    struct press press;
    size_t count = 0;
    memset(bytes, 'j', sizeof bytes);
    input_feed(&input, bytes, sizeof bytes, SECOND);
    while (input_next(&input, &press))
        count++;
    assert_int_equal(count, INPUT_READ_MAX);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_character_is_a_key),
        cmocka_unit_test(what_is_no_utf8_is_no_key),
        cmocka_unit_test(keys_of_every_terminal_are_known),
        cmocka_unit_test(escape_alone_is_a_key_after_a_moment),
        cmocka_unit_test(what_is_no_key_is_swallowed_whole),
        cmocka_unit_test(wherever_it_is_cut),
        cmocka_unit_test(keys_are_cut_too),
        cmocka_unit_test(what_has_no_end_is_given_up),
        cmocka_unit_test(many_at_once_are_a_burst),
        cmocka_unit_test(what_follows_a_burst_at_once_is_part_of_it),
        cmocka_unit_test(the_first_of_a_burst_is_marked),
        cmocka_unit_test(pasted_text_is_told_as_such),
        cmocka_unit_test(a_paste_is_cut_too),
        cmocka_unit_test(what_is_dropped_is_gone),
        cmocka_unit_test(the_mouse_is_told_with_its_place),
        cmocka_unit_test(the_end_of_a_mouse_report_is_never_a_key),
        cmocka_unit_test(the_mouse_and_keys_at_once_are_a_burst),
        cmocka_unit_test(the_mouse_in_a_paste_is_none),
        cmocka_unit_test(a_full_read_has_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
