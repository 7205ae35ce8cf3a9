#include "tests/unit/unit.h"

#include "support_queue_db/hooks/hook_event.h"

#define NOW  1795434000
#define HOME "10.0.0.205"
#define UUID "4c4c4544-0050-5910-8043-b2c04f333358"

/* A client that called at NOW. */
static void begin(struct entry *entry)
{
    entry_init(entry);
    entry->has_guid = guid_parse(UUID, &entry->guid);
    assert_true(addr_parse(HOME, &entry->address));
    entry->first_call = NOW;
    entry->last_call = NOW;
    entry->calls = 1;
}

/* Everything that is reported, one word each, until there is no difference any more. */
static void tell(struct entry *told, bool *has_told, const struct entry *now, char *words)
{
    enum hook_event event;
    int tellings = 0;
    words[0] = '\0';
    while ((event = hook_event_next(*has_told ? told : NULL, now)) != HOOK_NONE) {
        struct entry copy = *now; /* nothing that it points to is changed */
        (void)sprintf(words + strlen(words), "%s%s", words[0] != '\0' ? " " : "",
                      hook_event_name(event));
        if (event == HOOK_GONE) {
            *has_told = false;
            continue;
        }
        hook_event_apply(&copy, *has_told ? told : NULL, event);
        *told = copy;
        *has_told = true;
        assert_true(++tellings < 20);
    }
}

enum change {
    CALL,
    CALL_ELSEWHERE,
    MOVE,
    RENAME,
    IDENTIFY,
    WAIT,
    TICKET,
    OTHER_TICKET,
    CLEAR,
    CONFIRM,
    UNCONFIRM,
    LEAVE_AND_COME_BACK,
    LINK_UP,
    INVENTORY,
    TAKE_IN /* another entry, which called before */
};

static void apply(struct entry *entry, enum change change, time_t when)
{
    switch (change) {
    case CALL:
        entry->calls++;
        entry->last_call = when;
        break;
    case CALL_ELSEWHERE:
        entry->claims[0] = (struct entry_claim){.when = when, .calls = 1};
        assert_true(addr_parse("10.0.0.99", &entry->claims[0].address));
        entry->claim_count = 1;
        entry->last_call = when;
        break;
    case MOVE:
        assert_true(addr_parse("10.0.0.7", &entry->address));
        break;
    case RENAME:
        (void)snprintf(entry->file_id, sizeof entry->file_id, "%s", HOME);
        entry_add_old_id(entry, when);
        break;
    case IDENTIFY:
        entry->state = ENTRY_VERIFIED;
        break;
    case WAIT:
        entry->state = ENTRY_WAITING;
        break;
    case TICKET:
        entry_set_ticket(entry, "4711", "anna", when);
        break;
    case OTHER_TICKET:
        entry_set_ticket(entry, "4712", "anna", when);
        break;
    case CLEAR:
        entry_set_ticket(entry, "", "", when);
        break;
    case CONFIRM:
        (void)snprintf(entry->confirmed_by, sizeof entry->confirmed_by, "anna");
        entry->confirmed_time = when;
        break;
    case UNCONFIRM:
        entry->confirmed_by[0] = '\0';
        entry->confirmed_time = 0;
        break;
    case LEAVE_AND_COME_BACK:
        entry->first_call = when;
        entry->last_call = when;
        entry->calls = 1;
        break;
    case LINK_UP:
        entry->last_seen = when;
        break;
    case INVENTORY:
        entry->ticket_info.status = TICKET_OPEN;
        entry->ticket_info.when = when;
        break;
    case TAKE_IN:
        entry->first_call -= 60;
        break;
    }
}

/* What a hook is told if it knew the client before these changes. */
static void each_difference_is_told_once_and_in_order(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        enum change changes[6];
        size_t count;
        const char *told;
    } rows[] = {
        {"nothing", {0}, 0, ""},
        {"a call", {CALL}, 1, "call"},
        {"two calls", {CALL, CALL}, 2, "call"},
        {"a call from elsewhere", {CALL_ELSEWHERE}, 1, "call"},
        {"it has moved", {MOVE}, 1, "moved"},
        {"it is called otherwise", {RENAME}, 1, "renamed"},
        {"both", {MOVE, RENAME, CALL}, 3, "renamed moved call"},
        {"it is known", {IDENTIFY}, 1, "identified"},
        {"it is to be asked again", {WAIT}, 1, ""},
        {"a ticket", {TICKET}, 1, "ticket"},
        {"it comes and goes", {TICKET, CLEAR}, 2, "clear"},
        {"another one takes its place", {TICKET, OTHER_TICKET}, 2, "ticket"},
        {"it is confirmed", {CONFIRM}, 1, "confirmed"},
        {"and not any more", {CONFIRM, UNCONFIRM}, 2, ""},
        {"all of it",
         {CONFIRM, TICKET, IDENTIFY, CALL, MOVE, RENAME},
         6,
         "renamed moved call identified ticket confirmed"},
        {"another stay", {LEAVE_AND_COME_BACK}, 1, "gone call"},
        {"another stay, with a ticket", {LEAVE_AND_COME_BACK, TICKET}, 2, "gone call ticket"},
        {"another entry became a part of it", {TAKE_IN}, 1, ""},
        {"a link-up", {LINK_UP}, 1, ""},
        {"what a hook told itself", {INVENTORY}, 1, ""},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct entry told;
        struct entry now;
        char words[200];
        bool has_told = true;
        begin(&told);
        begin(&now);
        for (size_t j = 0; j < rows[i].count; j++)
            apply(&now, rows[i].changes[j], NOW + 10 + (time_t)j);
        tell(&told, &has_told, &now, words);
        if (strcmp(words, rows[i].told) != 0) {
            print_error("told: %s\n", words);
            fail_row(rows[i].what);
        }
    }
}

static void who_is_new_has_called_and_then_the_rest(void **state)
{
    (void)state;
    struct entry told;
    struct entry now;
    char words[200];
    bool has_told = false;
    begin(&now);
    apply(&now, IDENTIFY, NOW);
    apply(&now, RENAME, NOW);
    apply(&now, TICKET, NOW + 1);
    apply(&now, CONFIRM, NOW + 1);
    tell(&told, &has_told, &now, words);
    assert_string_equal(words, "call identified ticket confirmed");
    has_told = false;
    apply(&now, CLEAR, NOW + 2);
    apply(&now, UNCONFIRM, NOW + 2);
    tell(&told, &has_told, &now, words);
    assert_string_equal(words, "call identified"); /* it never heard of a ticket */
}

static void a_ticket_that_is_changed_is_cleared_first(void **state)
{
    (void)state;
    struct entry told;
    struct entry now;
    char words[200];
    bool has_told = true;
    begin(&told);
    begin(&now);
    apply(&told, TICKET, NOW + 1);
    apply(&now, OTHER_TICKET, NOW + 2);
    tell(&told, &has_told, &now, words);
    assert_string_equal(words, "clear ticket");
    assert_string_equal(told.ticket, "4712");
    apply(&now, TICKET, NOW + 3);
    apply(&now, OTHER_TICKET, NOW + 4);
    tell(&told, &has_told, &now, words);
    assert_string_equal(words, "ticket"); /* the same ticket again */
}

/* It was told about a ticket, and killed before that was noted: then the ticket was cleared. */
static void another_time_without_a_ticket_is_a_clearing(void **state)
{
    (void)state;
    struct entry told;
    struct entry now;
    begin(&told);
    begin(&now);
    apply(&now, TICKET, NOW + 1);
    apply(&now, CLEAR, NOW + 5);
    assert_int_equal(hook_event_next(&told, &now), HOOK_CLEAR);
}

/* It was told while the clock was wrong, and then the client left and came back. */
static void a_clock_that_is_put_back_hides_no_call(void **state)
{
    (void)state;
    struct entry told;
    struct entry now;
    begin(&told);
    begin(&now);
    told.first_call = told.last_call = NOW + 86400;
    assert_int_equal(hook_event_next(&told, &now), HOOK_CALL);
    hook_event_apply(&now, &told, HOOK_CALL);
    assert_int_equal(hook_event_next(&now, &now), HOOK_NONE);
}

/* A change without an event is noted all the same, so that the change back is an event. */
static void what_is_not_told_is_noted(void **state)
{
    (void)state;
    struct entry told;
    struct entry now;
    begin(&told);
    begin(&now);
    apply(&told, IDENTIFY, NOW);
    apply(&now, WAIT, NOW);
    assert_int_equal(hook_event_next(&told, &now), HOOK_NONE);
    assert_true(hook_event_is_silent(&told, &now));
    told = now;
    assert_false(hook_event_is_silent(&told, &now));
    apply(&now, IDENTIFY, NOW);
    assert_int_equal(hook_event_next(&told, &now), HOOK_IDENTIFIED);
}

static void the_old_id_is_the_first_that_was_not_told(void **state)
{
    (void)state;
    struct entry told;
    struct entry now;
    begin(&told);
    begin(&now);
    assert_string_equal(hook_event_old_id(&told, &now), "");
    apply(&now, RENAME, NOW + 1);
    (void)snprintf(now.file_id, sizeof now.file_id, "10.0.0.7");
    entry_add_old_id(&now, NOW + 2);
    assert_string_equal(hook_event_old_id(&told, &now), HOME);
    told = now;
    assert_string_equal(hook_event_old_id(&told, &now), "");
}

static void what_it_is_asked_by(void **state)
{
    (void)state;
    struct entry entry;
    char before[HOOK_KEY_SIZE];
    char key[HOOK_KEY_SIZE];
    begin(&entry);
    hook_event_key(&entry, HOOK_TICKET_CHECK, key);
    assert_string_equal(key, ""); /* nothing to ask */
    apply(&entry, TICKET, NOW);
    hook_event_key(&entry, HOOK_TICKET_CHECK, before);
    apply(&entry, TICKET, NOW + 1);
    hook_event_key(&entry, HOOK_TICKET_CHECK, key);
    assert_string_not_equal(key, before);

    hook_event_key(&entry, HOOK_LOOKUP, before);
    apply(&entry, CALL, NOW + 2);
    apply(&entry, IDENTIFY, NOW + 2);
    assert_int_equal(entry_set_fact(&entry, FACT_FQDN, "told.by.a.lookup", NULL), ERR_OK);
    hook_event_key(&entry, HOOK_LOOKUP, key);
    assert_string_equal(key, before);
    entry.first_call = NOW + 3; /* it has left, and is back without what was answered then */
    hook_event_key(&entry, HOOK_LOOKUP, key);
    assert_string_not_equal(key, before);
    hook_event_key(&entry, HOOK_LOOKUP, before);
    assert_int_equal(entry_set_fact(&entry, FACT_SERIAL, "SN-1", NULL), ERR_OK);
    hook_event_key(&entry, HOOK_LOOKUP, key);
    assert_string_not_equal(key, before);
    hook_event_key(&entry, HOOK_LOOKUP, before);
    apply(&entry, MOVE, NOW + 2);
    hook_event_key(&entry, HOOK_LOOKUP, key);
    assert_string_not_equal(key, before);
    entry_free(&entry);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_difference_is_told_once_and_in_order),
        cmocka_unit_test(who_is_new_has_called_and_then_the_rest),
        cmocka_unit_test(a_ticket_that_is_changed_is_cleared_first),
        cmocka_unit_test(another_time_without_a_ticket_is_a_clearing),
        cmocka_unit_test(a_clock_that_is_put_back_hides_no_call),
        cmocka_unit_test(what_is_not_told_is_noted),
        cmocka_unit_test(the_old_id_is_the_first_that_was_not_told),
        cmocka_unit_test(what_it_is_asked_by),
    };
    return cmocka_run_group_tests_name("hook_event", tests, NULL, NULL);
}
