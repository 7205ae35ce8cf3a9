/* What a file may contain, found without parsing it: a no is never wrong. */
#include "tests/unit/unit.h"

#include <stdlib.h>

#include "support_queue_db/entry_peek.h"
#include "support_queue_db/entry_xml.h"

static void a_ticket_is_seen(void **state)
{
    (void)state;
    static const struct {
        const char *ticket;
        const char *text;
        bool seen;
    } rows[] = {
        {"INC1", "<client><state>failed</state></client>", false},
        {"INC1", "<client><ticket by=\"ada\" time=\"x\">INC1</ticket></client>", true},
        {"inc1", "<client><ticket>INC1</ticket></client>", true},
        {"INC1", "<client><ticket>INC2</ticket></client>", false},
        {"INC1", "<client><ticket>INC2</ticket><serial>INC1</serial></client>", false},
        {"INC1", "<client><ticket time=\"x\"/><serial>INC1</serial></client>", false},
        {"INC1", "<client><ticket>X</ticket><ticket_status>INC1</ticket_status></client>", false},
        {"INC1", "<client><ticket_status/><ticket>INC1</ticket></client>", true},
        {"INC1", "<client><ticket_status>INC1</ticket_status></client>", false},
        /* what somebody else may have written */
        {"INC1", "<client><ticket>&#73;NC1</ticket></client>", true},
        {"INC1", "<client><ticket>IN<!-- -->C1</ticket></client>", true},
        {"INC1", "<client><ticket><![CDATA[INC]]>1</ticket></client>", true},
        {"INC1", "<client><!--<ticket>X</ticket>--><ticket>INC1</ticket></client>", true},
        {"INC1", "<client><ticket\n>\nINC1 </ticket ></client>", true},
        /* parts that are written in another way */
        {"A & B-4711", "<client><ticket>A &amp; B-4711</ticket></client>", true},
        {"two  words", "<client><ticket>two\nwords</ticket></client>", true},
        {"Gr\303\266\303\237e 1", "<client><ticket>Gr\303\266\303\237e 1</ticket></client>", true},
        {"\342\204\252-1", "<client><ticket>k-1</ticket></client>", true}, /* KELVIN SIGN */
        {"k-1", "<client><ticket>\342\204\252-1</ticket></client>", true},
        {"<", "<client><ticket>&lt;</ticket></client>", true},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct entry_peek peek;
        entry_peek_init(&peek, rows[i].ticket);
        if (entry_peek_may_have_ticket(&peek, rows[i].text, strlen(rows[i].text)) != rows[i].seen)
            fail_row(rows[i].text);
    }
}

static void a_text_is_seen_anywhere(void **state)
{
    (void)state;
    static const struct {
        const char *wanted;
        const char *text;
        bool seen;
    } rows[] = {
        {"sn1", "<?xml version=\"1.0\"?><client><serial>SN1</serial></client>", true},
        {"sn1", "<?xml version=\"1.0\"?><client><serial>SN2</serial></client>", false},
        {"sn1", "<?xml version=\"1.0\"?><client><model>A &amp; B</model></client>", true},
        {"sn1", "<?xml version=\"1.0\"?><client><!-- --></client>", true},
        {"", "<client/>", true},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct entry_peek peek;
        entry_peek_init(&peek, rows[i].wanted);
        if (entry_peek_may_have_text(&peek, rows[i].text, strlen(rows[i].text)) != rows[i].seen)
            fail_row(rows[i].text);
    }
}

/* Whatever may be a ticket is found in the file that we write. */
static void what_we_write_is_seen(void **state)
{
    (void)state;
    static const char *const tickets[] = {
        "INC0004711", "a<b>c&d\"e'f", "  x  ", "\303\204-1", "]]>", "--", "1 2 3", "&", "\"", "'"};
    for (size_t i = 0; i < COUNT(tickets); i++) {
        struct entry entry;
        struct entry_peek peek;
        struct err e;
        char *text;
        size_t len;
        entry_init(&entry);
        entry_set_ticket(&entry, tickets[i], "ada", 1);
        assert_int_equal(entry_format_xml(&entry, &text, &len, &e), ERR_OK);
        entry_peek_init(&peek, tickets[i]);
        if (!entry_peek_may_have_ticket(&peek, text, len) ||
            !entry_peek_may_have_text(&peek, text, len))
            fail_row(tickets[i]);
        entry_peek_init(&peek, "another");
        if (entry_peek_may_have_ticket(&peek, text, len) && i == 0)
            fail_row(tickets[i]);
        free(text);
        entry_free(&entry);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_ticket_is_seen),
        cmocka_unit_test(a_text_is_seen_anywhere),
        cmocka_unit_test(what_we_write_is_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
