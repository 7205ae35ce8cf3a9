#include "tests/unit/unit.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "common/xml.h"

static xml_doc *parsed(const char *text)
{
    xml_doc *doc = NULL;
    struct err e;
    if (xml_parse(text, strlen(text), &doc, &e) != ERR_OK)
        fail_msg("%s: %.200s", e.text, text);
    return doc;
}

static void expect_refused(const char *what, const char *text, size_t len)
{
    xml_doc *doc = NULL;
    struct err e;
    if (xml_parse(text, len, &doc, &e) != ERR_DATA || e.code != ERR_DATA || e.text[0] == '\0')
        fail_row(what);
    assert_null(doc);
}

static void what_is_not_one_element_is_refused(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "",
        " ",
        "text",
        "<a>",
        "<a></b>",
        "<a/><b/>",
        "<a/>text",
        "<a b=1/>",
        "<a b='1' b='2'/>",
        "<a>&unknown;</a>",
        "<a>\001</a>",
        "<a>&#1;</a>",
        "<a>\xff</a>",
        "<x:a/>x",
        "<!-- only -->",
        "<?xml version=\"1.0\"?>",
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        expect_refused(rows[i], rows[i], strlen(rows[i]));
    expect_refused("a NUL byte", "<a>\0</a>", 8);
    expect_refused("UTF-16", "\xff\xfe<\0a\0/\0>\0", 10);
}

static void a_document_type_is_refused(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "<!DOCTYPE a><a/>",
        "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>",
        "<!DOCTYPE a PUBLIC \"x\" \"http://127.0.0.1:9/x.dtd\"><a/>",
        "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><a>&x;</a>",
        "<!DOCTYPE a [<!ENTITY % p SYSTEM \"file:///etc/hostname\"> %p;]><a/>",
        "<?xml version=\"1.0\"?><!-- c --><!DOCTYPE a [<!ATTLIST a b CDATA \"c\">]><a/>",
        "<!DOCTYPE a [<!ENTITY x0 \"xxxxxxxxxx\"><!ENTITY x1 \"&x0;&x0;&x0;&x0;&x0;&x0;&x0;&x0;\">"
        "<!ENTITY x2 \"&x1;&x1;&x1;&x1;&x1;&x1;&x1;\"><!ENTITY x3 \"&x2;&x2;&x2;&x2;&x2;&x2;\">"
        "<!ENTITY x4 \"&x3;&x3;&x3;&x3;&x3;&x3;&x3;\"><!ENTITY x5 \"&x4;&x4;&x4;&x4;&x4;&x4;\">"
        "<!ENTITY x6 \"&x5;&x5;&x5;&x5;&x5;&x5;&x5;\"><!ENTITY x7 \"&x6;&x6;&x6;&x6;&x6;&x6;\">"
        "]><a>&x7;&x7;</a>",
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        expect_refused(rows[i], rows[i], strlen(rows[i]));
}

/* stderr is a file in memory meanwhile. */
static void expect_silence(const char *what, const char *text)
{
    xml_doc *doc = NULL;
    struct stat st;
    struct err e;
    int kept = dup(STDERR_FILENO);
    int fd = memfd_create("stderr", MFD_CLOEXEC);
    assert_true(kept >= 0 && fd >= 0 && dup2(fd, STDERR_FILENO) >= 0);
    (void)xml_parse(text, strlen(text), &doc, &e);
    xml_free(doc);
    assert_true(dup2(kept, STDERR_FILENO) >= 0 && fstat(fd, &st) == 0);
    (void)close(kept);
    (void)close(fd);
    if (st.st_size != 0)
        fail_row(what);
}

static void libxml2_prints_nothing(void **state)
{
    (void)state;
    static const struct {
        const char *what, *text;
    } rows[] = {
        {"an ID twice", "<a><b xml:id='i'/><b xml:id='i'/></a>"},
        {"an ID that is no name", "<a xml:id='1 2'/>"},
        {"a language that is none", "<a xml:lang='_'/>"},
        {"white space of another kind", "<a xml:space='x'/>"},
        {"a namespace that is no URI", "<a xmlns='::'/>"},
        {"a relative namespace", "<a xmlns='x y'/>"},
        {"a prefix that was not declared", "<x:a/>"},
        {"a reserved prefix", "<a xmlns:xml='x'/>"},
        {"an encoding that is unknown", "<?xml version='1.0' encoding='x-y'?><a/>"},
        {"another encoding", "<?xml version='1.0' encoding='UTF-16'?><a/>"},
        {"another version", "<?xml version='9.9'?><a/>"},
        {"no end", "<a><b>"},
        {"bad bytes", "<a>\xff\xfe</a>"},
        {"an entity", "<a>&b;</a>"},
        {"a DTD", "<!DOCTYPE a [<!ATTLIST a b ID #IMPLIED>]><a b='1'/>"},
        {"a parameter entity", "<!DOCTYPE a [%x;]><a/>"},
        {"an instruction named xml", "<a><?xml x?></a>"},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        expect_silence(rows[i].what, rows[i].text);
}

/* An ID is an attribute like any other. */
static void ids_are_not_looked_at(void **state)
{
    (void)state;
    char out[16];
    xml_doc *doc = parsed("<a><b xml:id='i'>1</b><b xml:id='i'>2</b></a>");
    const xml_node *b = xml_next(xml_child(xml_root(doc), NULL, "b"), NULL, "b");
    xml_text(b, out, sizeof out);
    assert_string_equal(out, "2");
    xml_free(doc);
}

static double seconds_since(const struct timespec *start)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)(now.tv_sec - start->tv_sec) + (double)(now.tv_nsec - start->tv_nsec) / 1e9;
}

/* libxml2 itself takes seconds for these; half a second is far more than it takes to refuse
 * them. */
static void a_tag_of_100000_attributes_is_refused_at_once(void **state)
{
    (void)state;
    static const char *const starts[] = {
        "<a",
        "<a q=\">\"",
        "<a q='>'",
        "<!-- > <b x=' --><a y=\">'>\"",
        "<?p > <b x='?><a y=\">'>\"",
        "<a><![CDATA[ > <b x=']]><a y=\">'>\"",
    };
    char *text = malloc(4 << 20);
    assert_non_null(text);
    for (size_t i = 0; i < COUNT(starts); i++) {
        struct timespec start;
        size_t used = (size_t)sprintf(text, "%s", starts[i]);
        for (int n = 0; n < 100000; n++)
            used += (size_t)sprintf(text + used, " a%d=''", n);
        used += (size_t)sprintf(text + used, "/>");
        (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &start);
        expect_refused(starts[i], text, used);
        if (seconds_since(&start) > 0.5)
            fail_row(starts[i]);
    }
    free(text);
}

/* A '=' that no value follows belongs to no attribute, and no file may be lost for what is in
 * it. */
static void so_many_attributes_may_be_in_a_tag(void **state)
{
    (void)state;
    char *text = malloc(1 << 16);
    assert_non_null(text);
    for (int most = 256; most <= 257; most++) {
        size_t used = (size_t)sprintf(text, "<a>%0999d <b", 0);
        for (int n = 0; n < most; n++)
            used += (size_t)sprintf(text + used, " a%d = ''", n);
        used += (size_t)sprintf(text + used, ">");
        memset(text + used, '=', 999);
        used += 999;
        used += (size_t)sprintf(text + used, "</b></a>");
        if (most == 256)
            xml_free(parsed(text));
        else
            expect_refused("one too many", text, used);
    }
    free(text);
}

/* The same for namespaces: in a megabyte of them and of prefixes to look up among them. */
static void many_namespaces_are_refused_at_once(void **state)
{
    (void)state;
    char *text = malloc(2 << 20);
    assert_non_null(text);
    size_t used = 0;
    struct timespec start;
    for (int level = 0; level < 200; level++) {
        used += (size_t)sprintf(text + used, "<a");
        for (int n = 0; n < 175; n++)
            used += (size_t)sprintf(text + used, " xmlns:b%x='u'", level * 175 + n);
        used += (size_t)sprintf(text + used, ">");
    }
    for (int n = 0; n < 70000; n++)
        used += (size_t)sprintf(text + used, "<b0:c/>");
    for (int level = 0; level < 200; level++)
        used += (size_t)sprintf(text + used, "</a>");
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &start);
    expect_refused("namespaces", text, used);
    assert_true(seconds_since(&start) < 0.5);
    free(text);
}

static void text_between_tags_may_be_long(void **state)
{
    (void)state;
    static const char *const around[][2] = {
        {"<a>", "</a>"}, {"<a><!-- don't ", " --></a>"}, {"<a><![CDATA[<'", "]]></a>"}};
    char *text = malloc(1 << 20);
    assert_non_null(text);
    for (size_t i = 0; i < COUNT(around); i++) {
        size_t used = (size_t)sprintf(text, "%s", around[i][0]);
        memset(text + used, 'x', 900000);
        used += 900000;
        (void)sprintf(text + used, "%s", around[i][1]);
        xml_free(parsed(text));
    }
    free(text);
}

static void nesting_has_a_bound(void **state)
{
    (void)state;
    char text[4096];
    for (int i = 0; i < 200; i++)
        memcpy(text + 3 * i, "<a>", 3);
    for (int i = 0; i < 200; i++)
        memcpy(text + 600 + 4 * i, "</a>", 5);
    xml_free(parsed(text));
    char *deep = malloc(7 * 10000 + 1);
    assert_non_null(deep);
    for (int i = 0; i < 10000; i++)
        memcpy(deep + 3 * i, "<a>", 3);
    for (int i = 0; i < 10000; i++)
        memcpy(deep + 30000 + 4 * i, "</a>", 5);
    expect_refused("deep", deep, strlen(deep));
    free(deep);
}

static void namespaces_are_told_by_uri(void **state)
{
    (void)state;
    xml_doc *doc = parsed("<p:r xmlns:p='urn:1' xmlns='urn:2'><c/><p:c/><q:c "
                          "xmlns:q='urn:1'/><c xmlns=''/><d/></p:r>");
    const xml_node *root = xml_root(doc);
    assert_true(xml_is(root, "urn:1", "r"));
    assert_false(xml_is(root, "urn:2", "r"));
    assert_false(xml_is(root, "p", "r"));
    assert_false(xml_is(root, "", "r"));
    assert_true(xml_is(root, NULL, "r"));
    assert_true(xml_is(root, "urn:1", NULL));
    assert_string_equal(xml_name(root), "r");
    const xml_node *first = xml_child(root, "urn:1", "c");
    const xml_node *second = xml_next(first, "urn:1", "c");
    assert_ptr_equal(first, xml_next(xml_child(root, NULL, NULL), NULL, NULL));
    assert_ptr_equal(second, xml_next(first, NULL, NULL));
    assert_null(xml_next(second, "urn:1", "c"));
    assert_non_null(xml_child(root, "", "c"));
    assert_non_null(xml_child(root, "urn:2", "d"));
    assert_null(xml_child(root, "urn:3", NULL));
    assert_null(xml_child(root, "", "d"));
    assert_null(xml_child(NULL, NULL, NULL));
    xml_free(doc);
}

static void text_is_gathered_and_clean(void **state)
{
    (void)state;
    static const struct {
        const char *in, *out;
    } rows[] = {
        {"<a/>", ""},
        {"<a>  x \n y\t</a>", "x   y"},
        {"<a>b<c>d<e>f</e></c>g</a>", "bdfg"},
        {"<a>&lt;&amp;&gt;&quot;&apos;&#65;&#x1F4BB;</a>", "<&>\"'A\xf0\x9f\x92\xbb"},
        {"<a><![CDATA[<b>&amp;]]></a>", "<b>&amp;"},
        {"<a>x<!-- y --><?z?>w</a>", "xw"},
        {"<a>\xc2\x9b\x7f</a>", "\xef\xbf\xbd\xef\xbf\xbd"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char out[64];
        xml_doc *doc = parsed(rows[i].in);
        xml_text(xml_root(doc), out, sizeof out);
        assert_string_equal(out, rows[i].out);
        xml_free(doc);
    }
    char out[64] = "x";
    xml_text(NULL, out, sizeof out);
    assert_string_equal(out, "");
}

static void text_is_cut_between_characters(void **state)
{
    (void)state;
    xml_doc *doc = parsed("<a>\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac</a>");
    for (size_t size = 1; size < 12; size++) {
        char out[12];
        xml_text(xml_root(doc), out, size);
        assert_int_equal(strlen(out), (size - 1) / 3 * 3);
    }
    xml_free(doc);
}

static void attributes_are_those_without_a_namespace(void **state)
{
    (void)state;
    xml_doc *doc = parsed("<a xmlns:p='urn:1' p:b='no' b=' y&amp;e\ns ' c=''/>");
    char out[16];
    assert_true(xml_attribute(xml_root(doc), "b", out, sizeof out));
    assert_string_equal(out, "y&e s");
    assert_true(xml_attribute(xml_root(doc), "c", out, sizeof out));
    assert_string_equal(out, "");
    (void)snprintf(out, sizeof out, "before");
    assert_false(xml_attribute(xml_root(doc), "d", out, sizeof out));
    assert_string_equal(out, "");
    assert_false(xml_attribute(NULL, "b", out, sizeof out));
    xml_free(doc);
}

static void what_is_written_can_be_read(void **state)
{
    (void)state;
    static const char hostile[] = "]]> <b> & \"'\xf0\x9f\x92\xbb &#x41; -->";
    struct xml_writer *w = xml_writer_new(true);
    struct err e;
    char *text;
    size_t len;
    char out[64];
    assert_non_null(w);
    xml_start(w, "r");
    xml_put_attribute(w, "a", hostile);
    xml_put(w, "c", hostile);
    xml_put(w, "c", "");
    xml_start(w, "d");
    xml_put_text(w, hostile);
    xml_end(w);
    xml_end(w);
    assert_int_equal(xml_writer_finish(w, &text, &len, &e), ERR_OK);
    assert_int_equal(strlen(text), len);
    xml_doc *doc = parsed(text);
    const xml_node *root = xml_root(doc);
    assert_true(xml_attribute(root, "a", out, sizeof out));
    assert_string_equal(out, hostile);
    xml_text(xml_child(root, "", "c"), out, sizeof out);
    assert_string_equal(out, hostile);
    xml_text(xml_child(root, "", "d"), out, sizeof out);
    assert_string_equal(out, hostile);
    xml_free(doc);
    free(text);
}

static void a_copy_outlives_its_document(void **state)
{
    (void)state;
    static const char text[] = "<a xmlns:n=\"urn:n\"><n:b c=\"d\">e</n:b></a>";
    xml_doc *doc;
    struct err e;
    char value[8];
    assert_int_equal(xml_parse(text, sizeof text - 1, &doc, &e), ERR_OK);
    xml_doc *copy = xml_copy(xml_child(xml_root(doc), NULL, NULL));
    xml_free(doc);
    assert_non_null(copy);
    assert_true(xml_is(xml_root(copy), "urn:n", "b"));
    assert_true(xml_attribute(xml_root(copy), "c", value, sizeof value));
    assert_string_equal(value, "d");
    xml_text(xml_root(copy), value, sizeof value);
    assert_string_equal(value, "e");
    xml_free(copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_one_element_is_refused),
        cmocka_unit_test(a_document_type_is_refused),
        cmocka_unit_test(libxml2_prints_nothing),
        cmocka_unit_test(ids_are_not_looked_at),
        cmocka_unit_test(a_tag_of_100000_attributes_is_refused_at_once),
        cmocka_unit_test(so_many_attributes_may_be_in_a_tag),
        cmocka_unit_test(many_namespaces_are_refused_at_once),
        cmocka_unit_test(text_between_tags_may_be_long),
        cmocka_unit_test(nesting_has_a_bound),
        cmocka_unit_test(namespaces_are_told_by_uri),
        cmocka_unit_test(text_is_gathered_and_clean),
        cmocka_unit_test(text_is_cut_between_characters),
        cmocka_unit_test(attributes_are_those_without_a_namespace),
        cmocka_unit_test(what_is_written_can_be_read),
        cmocka_unit_test(a_copy_outlives_its_document),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
