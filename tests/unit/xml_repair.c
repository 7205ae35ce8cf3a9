#include "tests/unit/unit.h"

#include <stdlib.h>
#include <time.h>

#include "common/xml_repair.h"

#define X "\xef\xbf\xbd"

static void expect(const char *in, size_t len, const char *wanted)
{
    struct xml_repaired repaired;
    struct err e;
    assert_int_equal(xml_repair(in, len, &repaired, &e), ERR_OK);
    if (repaired.len != strlen(wanted) || memcmp(repaired.text, wanted, repaired.len) != 0)
        fail_msg("'%s' became '%.*s', not '%s'", in, (int)repaired.len, repaired.text, wanted);
    bool same = repaired.len <= len && memcmp(in + len - repaired.len, wanted, repaired.len) == 0;
    if (same != (repaired.made == NULL))
        fail_msg("'%s': copied without need, or changed in its place", in);
    free(repaired.made);
}

static void what_a_text_cannot_hold_is_replaced(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"<a>\xff\xff</a>", "<a>" X X "</a>"},
        {"<a>ACM-\x90\x31</a>", "<a>ACM-" X "1</a>"},
        {"<a>\xc3\x28</a>", "<a>" X "(</a>"},              /* a first byte without its second */
        {"<a>\xc0\x80</a>", "<a>" X X "</a>"},             /* an overlong form */
        {"<a>\xed\xa0\x80</a>", "<a>" X X X "</a>"},       /* half of a surrogate pair */
        {"<a>\xf4\x90\x80\x80</a>", "<a>" X X X X "</a>"}, /* beyond Unicode */
        {"<a>\xef\xbf\xbe\xef\xbf\xbf</a>", "<a>" X X "</a>"},
        {"<a>\xe2\x82</a>", "<a>" X X "</a>"},
        {"<a>\xe2\x82", "<a>" X X},
        {"<a>\x01\x1b[2J\x08</a>", "<a>" X X "[2J" X "</a>"},
        {"<a>&#1;&#x1;&#x1F;&#31;</a>", "<a>" X X X X "</a>"},
        {"<a>&#0;&#xFFFF;&#xd800;&#1114112;</a>", "<a>" X X X X "</a>"},
        {"<a>&#99999999999999999999999999;</a>", "<a>" X "</a>"},
        {"<a>&#x000000000000000000000001;b</a>", "<a>" X "b</a>"},
        {"<a>1</a>\xff<b>\x02</b>", "<a>1</a>" X "<b>" X "</b>"},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        expect(rows[i][0], strlen(rows[i][0]), rows[i][1]);
    expect("<a>\0b\0</a>", 10, "<a>" X "b" X "</a>");
}

static void what_stands_before_it_goes(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {" \t\r\n<?xml version='1.0'?><a/>", "<?xml version='1.0'?><a/>"},
        {"\xef\xbb\xbf<a/>", "<a/>"},
        {"\xef\xbb\xbf\r\n\xef\xbb\xbf <a/>", "<a/>"},
        {" \r\n\xef\xbb\xbf<a>\x01</a>", "<a>" X "</a>"},
        {" \n ", " \n "},
        {"", ""},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        expect(rows[i][0], strlen(rows[i][0]), rows[i][1]);
}

static void what_is_right_stays(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><a>\t\r\n\x7f\xc2\x80 "
        "\xc3\xbc\xf0\x9f\x92\xbb</a>",
        "<a>&#9;&#10;&#xD;&#x20;&#65;&#x10FFFF;&#xFFFD;&amp;&lt;</a>",
        "<a>" X "</a>",
        "<a b='&#65;'/>",
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        expect(rows[i], strlen(rows[i]), rows[i]);
}

/* Neither better nor worse: the parser has to say what is wrong with it. */
static void markup_is_left_alone(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "<a\xff/>",     "<a b='\x01'/>", "<\x01x/>",    "<a>&#;</a>",     "<a>&#x;</a>",  "<a>&#12",
        "<a>&#1x;</a>", "<a>&#X1;</a>",  "<a>&x;&</a>", "<![CDATA[\x01]", "<a>&#1 ;</a>",
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        expect(rows[i], strlen(rows[i]), rows[i]);
}

static bool is_read(const char *text, size_t len)
{
    xml_doc *doc;
    struct err e;
    if (xml_parse_repaired(text, len, &doc, &e) != ERR_OK)
        return false;
    xml_free(doc);
    return true;
}

static void what_is_repaired_can_be_read(void **state)
{
    (void)state;
    static const char text[] = "\xef\xbb\xbf <?xml version='1.0' encoding='UTF-8'?>\n"
                               "<r><a>\xff&#1;b\x1b</a><c>after</c></r>";
    xml_doc *doc;
    struct err e;
    char value[32];
    assert_int_equal(xml_parse(text, sizeof text - 1, &doc, &e), ERR_DATA);
    assert_int_equal(xml_parse_repaired(text, sizeof text - 1, &doc, &e), ERR_OK);
    xml_text(xml_child(xml_root(doc), NULL, "a"), value, sizeof value);
    assert_string_equal(value, X X "b" X);
    xml_text(xml_child(xml_root(doc), NULL, "c"), value, sizeof value);
    assert_string_equal(value, "after");
    xml_free(doc);
}

static void what_was_refused_is_refused(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "",
        " ",
        "\xff",
        "x<a/>",
        "\xff<a/>",
        "<a/>\x01",
        "<a>\x01",
        "<a>\x01</b>",
        "<a\x01/>",
        "<a>\x01<b c='\x02'/></a>",
        "<a>\x01&b;</a>",
        "<a>\x01&</a>",
        "<!DOCTYPE a><a>\x01</a>",
        "\xef\xbb\xbf <!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
        "\x01<!DOCTYPE a><a/>",
        "<?xml version='1.0'?>\x01<!DOCTYPE a><a/>",
        "<!-- > --><!DOCTYPE a><a>\xff</a>",
        "<!DOCTYPE a [<!ENTITY x '>'><!ENTITY y '\x01'>]><a>&y;</a>",
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        if (is_read(rows[i], strlen(rows[i])))
            fail_row(rows[i]);
    char *deep = malloc(7 * 10000 + 2);
    assert_non_null(deep);
    size_t used = 0;
    for (int i = 0; i < 10000; i++)
        used += (size_t)sprintf(deep + used, "<a>");
    deep[used++] = '\x01';
    for (int i = 0; i < 10000; i++)
        used += (size_t)sprintf(deep + used, "</a>");
    assert_false(is_read(deep, used));
    free(deep);
}

/* A megabyte of anything, in far less time than parsing it takes. */
static void it_costs_little(void **state)
{
    (void)state;
    enum { SIZE = 1024 * 1024 };
    static const char *const units[] = {"x", "\xff", "&#1;",    "&#1",
                                        "&", "<",    "<a>\x01", "\xe2\x82"};
    char *text = malloc(SIZE);
    assert_non_null(text);
    for (size_t i = 0; i < COUNT(units); i++) {
        struct xml_repaired repaired;
        struct timespec start;
        struct timespec end;
        struct err e;
        for (size_t n = 0; n < SIZE; n++)
            text[n] = units[i][n % strlen(units[i])];
        (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &start);
        assert_int_equal(xml_repair(text, SIZE, &repaired, &e), ERR_OK);
        (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
        assert_true(repaired.len <= 3 * (size_t)SIZE);
        free(repaired.made);
        if ((double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9 > 0.5)
            fail_row(units[i]);
    }
    free(text);
}

/* What a machine can make slow to read is refused by its number, before it costs anything. */
static void what_would_take_long_is_refused(void **state)
{
    (void)state;
    enum { SIZE = 1024 * 1024 };
    static const char *const units[] = {
        "<a/>",    "<a>x</a>", "<p:a/>",
        "<?a b?>", "<!---->",  "<![CDATA[]]>",
        "&lt;",    "&#65;",    "<a b='' c='' d=\"\"/>",
    };
    char *text = malloc(SIZE);
    assert_non_null(text);
    for (size_t i = 0; i < COUNT(units); i++) {
        for (int is_long = 0; is_long < 2; is_long++) {
            size_t used = (size_t)sprintf(text, "<r xmlns:p='u'>");
            for (int n = 0; n < (is_long ? 20000 : 3000); n++)
                used += (size_t)sprintf(text + used, "%s", units[i]);
            used += (size_t)sprintf(text + used, "</r>");
            if (is_read(text, used) == (is_long != 0))
                fail_row(units[i]);
        }
    }
    size_t used = (size_t)sprintf(text, "<r>");
    memset(text + used, '=', SIZE - 100);
    (void)sprintf(text + SIZE - 100, "</r>");
    assert_true(is_read(text, strlen(text)));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_text_cannot_hold_is_replaced),
        cmocka_unit_test(what_stands_before_it_goes),
        cmocka_unit_test(what_is_right_stays),
        cmocka_unit_test(markup_is_left_alone),
        cmocka_unit_test(what_is_repaired_can_be_read),
        cmocka_unit_test(what_was_refused_is_refused),
        cmocka_unit_test(it_costs_little),
        cmocka_unit_test(what_would_take_long_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
