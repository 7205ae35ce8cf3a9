#include "tests/unit/unit.h"

#include "support_queue_gui/screen/model.h"

#define NOW 1795434000

#define A "5afe0016-c0de-4a11-8bad-00000000000a"
#define B "5afe0016-c0de-4a11-8bad-00000000000b"
#define C "5afe0016-c0de-4a11-8bad-00000000000c"
#define D "5afe0016-c0de-4a11-8bad-00000000000d"

/* A client as a test writes it down. */
struct client {
    const char *id;
    const char *address;
    enum entry_state state;
    long called; /* seconds after NOW */
    const char *model;
    const char *serial;
    const char *hostname;
    const char *ticket;
};

static const struct client four[] = {
    {A, "192.0.2.1", ENTRY_VERIFIED, 40, "Beta", "S2", "delta", "T-1"},
    {B, "192.0.2.2", ENTRY_WAITING, 30, "", "", "", ""},
    {C, "192.0.2.3", ENTRY_VERIFIED, 20, "Gamma", "S1", "alpha", "T-0"},
    {D, "192.0.2.4", ENTRY_MISMATCH, 10, "", "s3", "Charlie", ""},
};

static bool put(struct model *model, const struct client *client)
{
    struct entry entry;
    struct err e;
    bool news = false;
    entry_init(&entry);
    (void)snprintf(entry.file_id, sizeof entry.file_id, "%s", client->id);
    entry.has_guid = guid_parse(client->id, &entry.guid);
    assert_true(addr_parse(client->address, &entry.address));
    entry.state = client->state;
    entry.first_call = NOW;
    entry.last_call = NOW + client->called;
    entry.calls = 1;
    (void)snprintf(entry.ticket, sizeof entry.ticket, "%s", client->ticket);
    assert_int_equal(entry_set_fact(&entry, FACT_MODEL, client->model, &e), ERR_OK);
    assert_int_equal(entry_set_fact(&entry, FACT_SERIAL, client->serial, &e), ERR_OK);
    assert_int_equal(entry_set_fact(&entry, FACT_HOSTNAME, client->hostname, &e), ERR_OK);
    assert_int_equal(model_put(model, &entry, &news, &e), ERR_OK);
    entry_free(&entry);
    return news;
}

/* The four clients, loaded, with the first one selected. */
static void start(struct model *model)
{
    model_init(model);
    for (size_t i = 0; i < COUNT(four); i++)
        assert_false(put(model, &four[i]));
    model->loaded = true;
    assert_true(model_arrange(model));
}

/* The last letters of the ids that are shown, in their order. */
#define assert_shown(model, letters) shown((model), (letters), __FILE__, __LINE__)

static void shown(struct model *model, const char *letters, const char *file, int line)
{
    char got[64] = "";
    assert_true(model_arrange(model));
    for (size_t i = 0; i < model->shown_count; i++)
        got[i] = model->shown[i]->id[strlen(model->shown[i]->id) - 1];
    if (strcmp(got, letters) == 0)
        return;
    print_error("the list shows \"%s\", not \"%s\"\n", got, letters);
    _fail(file, line);
}

static void assert_selected(struct model *model, const char *id)
{
    assert_true(model_arrange(model));
    assert_non_null(model_selected(model));
    assert_string_equal(model_selected(model)->id, id);
    assert_string_equal(model->selected, id);
    assert_ptr_equal(model_selected(model), model->shown[model->selected_line]);
}

static void nothing_at_all_is_fine(void **state)
{
    (void)state;
    struct model model;
    model_init(&model);
    assert_shown(&model, "");
    assert_null(model_selected(&model));
    model_move(&model, 1);
    model_move(&model, -1);
    model_mark_seen(&model);
    assert_false(model_search(&model, "a", 1, true));
    model_remove(&model, A);
    model_set_filter(&model, "a");
    assert_shown(&model, "");
    assert_null(model_selected(&model));
    assert_int_equal(model.counts.all, 0);
    assert_int_equal(model_ticket_count(&model, ""), 0);
    model_free(&model);
    model_free(&model);
}

static void put_adds_and_replaces(void **state)
{
    (void)state;
    struct model model;
    struct client changed = four[1];
    start(&model);
    assert_int_equal(model.count, 4);
    changed.serial = "S9";
    changed.state = ENTRY_FAILED;
    (void)put(&model, &changed);
    assert_int_equal(model.count, 4);
    assert_shown(&model, "abcd");
    assert_string_equal(model.shown[1]->serial, "S9");
    assert_int_equal(model.shown[1]->state, ENTRY_FAILED);
    assert_string_equal(model.shown[1]->name, "192.0.2.2");
    assert_string_equal(model.shown[0]->name, "delta");
    model_free(&model);
}

static void many_are_found_again(void **state)
{
    (void)state;
    struct model model;
    char id[QUEUE_ID_SIZE];
    model_init(&model);
    for (unsigned i = 0; i < 3000; i++) {
        (void)snprintf(id, sizeof id, "5afe0016-c0de-4a11-8bad-%012u", i * 7919 % 3000);
        struct client client = {.id = id,
                                .address = "192.0.2.9",
                                .called = i,
                                .model = "",
                                .serial = "",
                                .hostname = "",
                                .ticket = ""};
        (void)put(&model, &client);
    }
    assert_int_equal(model.count, 3000);
    for (size_t i = 1; i < model.count; i++)
        assert_true(strcmp(model.rows[i - 1]->id, model.rows[i]->id) < 0);
    assert_true(model_arrange(&model));
    assert_int_equal(model.shown_count, 3000);
    for (size_t i = 1; i < model.count; i++)
        assert_true(model.shown[i - 1]->last_call > model.shown[i]->last_call);
    for (unsigned i = 0; i < 3000; i++) {
        (void)snprintf(id, sizeof id, "5afe0016-c0de-4a11-8bad-%012u", i);
        model_remove(&model, id);
    }
    assert_int_equal(model.count, 0);
    assert_shown(&model, "");
    model_free(&model);
}

static void each_sort_has_its_order(void **state)
{
    (void)state;
    static const struct {
        enum model_sort sort;
        const char *name;
        const char *order;
        const char *reversed;
    } rows[] = {
        {MODEL_BY_CALL, "call", "abcd", "dcba"},
        /* most urgent first; equal ones by the last call */
        {MODEL_BY_STATE, "state", "dbac", "cabd"},
        /* empty values last */
        {MODEL_BY_MACHINE, "machine", "dacb", "bcad"},
        {MODEL_BY_SERIAL, "serial", "cadb", "bdac"},
        {MODEL_BY_NAME, "name", "bcda", "adcb"},
        {MODEL_BY_TICKET, "ticket", "cabd", "dbac"},
    };
    struct model model;
    start(&model);
    assert_int_equal(COUNT(rows), MODEL_SORTS);
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_string_equal(model_sort_name(rows[i].sort), rows[i].name);
        model_set_sort(&model, rows[i].sort, false);
        assert_shown(&model, rows[i].order);
        model_set_sort(&model, rows[i].sort, true);
        assert_shown(&model, rows[i].reversed);
        assert_selected(&model, A);
    }
    model_free(&model);
}

static void a_filter_looks_everywhere(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"", "abcd"},       {"s", "acd"},
        {"S3", "d"},        {"waiting", "b"},
        {"t-", "ac"},       {"ALPHA", "c"},
        {"0.2.4", "d"},     {"8bad", "abcd"},
        {"00000c", "c"},    {"Gamma", "c"},
        {"no such", ""},    {"%s", ""},
        {"verified", "ac"}, {"delta 192.0.2.1", "a"},
        {"mismatch", "d"},  {"\033", ""},
    };
    struct model model;
    start(&model);
    for (size_t i = 0; i < COUNT(rows); i++) {
        model_set_filter(&model, rows[i][0]);
        assert_shown(&model, rows[i][1]);
    }
    char longest[1000];
    memset(longest, 'a', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    model_set_filter(&model, longest);
    assert_shown(&model, "");
    model_free(&model);
}

static void a_ticket_is_the_whole_ticket(void **state)
{
    (void)state;
    struct model model;
    start(&model);
    model_set_ticket(&model, "T-1");
    assert_shown(&model, "a");
    model_set_ticket(&model, "T-");
    assert_shown(&model, "");
    model_set_ticket(&model, " t-1");
    assert_shown(&model, "a");
    model_set_ticket(&model, "T-1");
    model_set_filter(&model, "alpha");
    assert_shown(&model, "");
    model_set_ticket(&model, "");
    assert_shown(&model, "c");
    assert_int_equal(model_ticket_count(&model, "T-1"), 1);
    assert_int_equal(model_ticket_count(&model, "t-1 "), 1);
    assert_int_equal(model_ticket_count(&model, "T-2"), 0);
    assert_int_equal(model_ticket_count(&model, ""), 0);
    assert_string_equal(model_ticket_holder(&model, "t-1", C)->id, A);
    assert_null(model_ticket_holder(&model, "T-1", A));
    model_free(&model);
}

static void a_call_from_elsewhere_marks_the_row(void **state)
{
    (void)state;
    struct model model;
    struct entry entry;
    struct err e;
    bool news;
    start(&model);
    entry_init(&entry);
    (void)snprintf(entry.file_id, sizeof entry.file_id, "%s", A);
    assert_true(addr_parse("192.0.2.1", &entry.address));
    entry.state = ENTRY_ANSWERED;
    entry.proof_time = NOW;
    entry.last_call = NOW + 40;
    assert_true(addr_parse("192.0.2.66", &entry.claims[0].address));
    entry.claims[0].when = NOW + 40;
    entry.claim_count = 1;
    assert_int_equal(model_put(&model, &entry, &news, &e), ERR_OK);
    assert_true(model_arrange(&model));
    assert_false(model_selected(&model)->suspicious);
    assert_null(strstr(model_selected(&model)->machine, "called from"));
    entry.claims[0].calls = 1;
    assert_int_equal(model_put(&model, &entry, &news, &e), ERR_OK);
    assert_true(model_arrange(&model));
    assert_true(model_selected(&model)->suspicious);
    model_set_filter(&model, "called from 192.0.2.66");
    assert_shown(&model, "a");
    entry_free(&entry);
    model_free(&model);
}

static void counts_are_of_the_whole_queue(void **state)
{
    (void)state;
    struct model model;
    start(&model);
    model_set_filter(&model, "no such");
    assert_shown(&model, "");
    const struct model_counts counts = model.counts;
    assert_int_equal(counts.all, 4);
    assert_int_equal(counts.hidden, 4);
    assert_int_equal(counts.states[ENTRY_WAITING], 1);
    assert_int_equal(counts.states[ENTRY_ANSWERED], 0);
    assert_int_equal(counts.states[ENTRY_VERIFIED], 2);
    assert_int_equal(counts.states[ENTRY_MISMATCH], 1);
    assert_int_equal(counts.with_ticket, 2);
    model_free(&model);
}

static void moving_stops_at_the_ends(void **state)
{
    (void)state;
    struct model model;
    start(&model);
    assert_selected(&model, A);
    model_move(&model, -1);
    assert_selected(&model, A);
    model_move(&model, 2);
    assert_selected(&model, C);
    model_move(&model, 1000000);
    assert_selected(&model, D);
    model_move(&model, 1);
    assert_selected(&model, D);
    model_move(&model, -1000000);
    assert_selected(&model, A);
    assert_false(model.jumped);
    model_free(&model);
}

static void the_selection_is_a_client_and_no_line(void **state)
{
    (void)state;
    struct model model;
    struct client again = four[2];
    struct client fifth = {"192.0.2.77", "192.0.2.77", ENTRY_WAITING, 90, "", "", "", ""};
    start(&model);
    model_select(&model, C);
    assert_selected(&model, C);
    (void)put(&model, &fifth);
    assert_shown(&model, "7abcd");
    assert_selected(&model, C);
    again.called = 100;
    (void)put(&model, &again);
    assert_shown(&model, "c7abd");
    assert_selected(&model, C);
    model_set_sort(&model, MODEL_BY_STATE, false);
    assert_selected(&model, C);
    model_set_sort(&model, MODEL_BY_STATE, true);
    assert_selected(&model, C);
    model_set_filter(&model, "alpha");
    assert_selected(&model, C);
    model_set_filter(&model, "");
    assert_selected(&model, C);
    model_remove(&model, A);
    model_remove(&model, "192.0.2.77");
    assert_selected(&model, C);
    model_remove(&model, A);
    model_remove(&model, B);
    assert_selected(&model, C);
    assert_int_equal(model.count, 2);
    assert_false(model.jumped);
    model_free(&model);
}

static void it_jumps_when_its_client_leaves(void **state)
{
    (void)state;
    struct model model;
    start(&model);
    model_select(&model, B);
    assert_selected(&model, B);
    model_remove(&model, B);
    assert_null(model_selected(&model)); /* nothing can be done to one that is there by chance */
    assert_selected(&model, C);          /* the one that takes its place */
    assert_true(model.jumped);
    model.jumped = false;
    model_remove(&model, A);
    assert_selected(&model, C);
    assert_false(model.jumped); /* another one has left */
    model_select(&model, D);
    assert_selected(&model, D);
    model_remove(&model, D); /* the last line */
    assert_selected(&model, C);
    assert_true(model.jumped);
    model.jumped = false;
    model_remove(&model, C);
    assert_true(model_arrange(&model));
    assert_null(model_selected(&model));
    assert_false(model.jumped);
    model_free(&model);
}

static void it_jumps_when_a_scan_does_not_find_its_client(void **state)
{
    (void)state;
    struct model model;
    start(&model);
    model_select(&model, B);
    assert_selected(&model, B);
    model_remove(&model, A);
    model_remove(&model, B);
    assert_null(model_selected(&model));
    assert_true(model_arrange(&model));
    assert_true(model.jumped);
    model_free(&model);
}

/* The file of a client that was known by its address is renamed to its UUID. */
static void it_follows_its_client_from_address_to_uuid(void **state)
{
    (void)state;
    struct model model;
    struct client unknown = {"192.0.2.50", "192.0.2.50", ENTRY_WAITING, 25, "", "", "", ""};
    struct client known = {"5afe0016-c0de-4a11-8bad-00000000000e",
                           "192.0.2.50",
                           ENTRY_VERIFIED,
                           25,
                           "Model",
                           "S5",
                           "",
                           ""};
    start(&model);
    (void)put(&model, &unknown);
    assert_true(model_arrange(&model));
    model_select(&model, unknown.id);
    assert_selected(&model, unknown.id);
    (void)put(&model, &known);
    model_remove(&model, unknown.id);
    assert_selected(&model, known.id);
    assert_false(model.jumped);
    model_free(&model);
}

/* When a waiting client is identified, that is no call: nobody has to look up. */
static void a_client_that_gets_its_uuid_is_no_news(void **state)
{
    (void)state;
    struct model model;
    struct client unknown = {"192.0.2.50", "192.0.2.50", ENTRY_WAITING, -5, "", "", "", ""};
    struct client known = {"5afe0016-c0de-4a11-8bad-00000000000e",
                           "192.0.2.50",
                           ENTRY_VERIFIED,
                           -5,
                           "Model",
                           "S5",
                           "",
                           ""};
    model_init(&model);
    assert_false(put(&model, &unknown));
    model.loaded = true;
    assert_true(model_arrange(&model));
    assert_false(put(&model, &known));
    model_free(&model);
}

static void another_client_at_the_address_is_not_followed(void **state)
{
    (void)state;
    struct model model;
    struct client gone = {"192.0.2.1", "192.0.2.1", ENTRY_WAITING, 25, "", "", "", ""};
    start(&model); /* A, which has its UUID already, has called from 192.0.2.1 too */
    (void)put(&model, &gone);
    assert_true(model_arrange(&model));
    model_select(&model, gone.id);
    assert_selected(&model, gone.id);
    model_remove(&model, gone.id); /* somebody has deleted it */
    assert_true(model_arrange(&model));
    if (strcmp(model.selected, A) == 0 && !model.jumped)
        fail_msg("the cursor moved to another client without a message");
    model_free(&model);
}

static void what_is_filtered_away_by_a_person_has_not_left(void **state)
{
    (void)state;
    struct model model;
    start(&model);
    assert_selected(&model, A);
    model_set_filter(&model, "alpha"); /* typed by somebody who sees the cursor move to C */
    assert_selected(&model, C);
    assert_false(model.jumped);
    model_free(&model);
}

static void while_loading_the_first_line_is_selected(void **state)
{
    (void)state;
    struct model model;
    model_init(&model);
    for (size_t i = COUNT(four); i-- > 0;) {
        (void)put(&model, &four[i]);
        assert_selected(&model, four[i].id);
    }
    assert_false(model.jumped);
    model.loaded = true;
    struct client fifth = {"192.0.2.77", "192.0.2.77", ENTRY_WAITING, 90, "", "", "", ""};
    (void)put(&model, &fifth);
    assert_selected(&model, A);
    model_free(&model);
}

static void unless_a_person_has_chosen_one(void **state)
{
    (void)state;
    struct model model;
    model_init(&model);
    (void)put(&model, &four[2]);
    (void)put(&model, &four[3]);
    assert_selected(&model, C);
    model_move(&model, 1);
    assert_selected(&model, D);
    (void)put(&model, &four[0]);
    (void)put(&model, &four[1]);
    assert_selected(&model, D);
    model_free(&model);
}

static void a_search_goes_round(void **state)
{
    (void)state;
    struct model model;
    start(&model);
    assert_true(model_search(&model, "s", 1, true));
    assert_selected(&model, A);
    assert_true(model_search(&model, "S", 1, false));
    assert_selected(&model, C);
    assert_true(model_search(&model, "s", 1, false));
    assert_selected(&model, D);
    assert_true(model_search(&model, "s", 1, false));
    assert_selected(&model, A);
    assert_true(model_search(&model, "s", -1, false));
    assert_selected(&model, D);
    assert_true(model_search(&model, "waiting", -1, false));
    assert_selected(&model, B);
    assert_false(model_search(&model, "no such", 1, true));
    assert_selected(&model, B);
    assert_true(model_search(&model, "waiting", 1, true));
    assert_selected(&model, B);
    model_set_filter(&model, "alpha"); /* what is hidden is not found */
    assert_true(model_arrange(&model));
    assert_false(model_search(&model, "waiting", 1, true));
    model_free(&model);
}

/* The only one that matches is found again, and is no reason to report that there is none. */
static void a_search_finds_the_only_one_again(void **state)
{
    (void)state;
    struct model model;
    start(&model);
    assert_true(model_search(&model, "alpha", 1, false));
    assert_selected(&model, C);
    assert_true(model_search(&model, "alpha", 1, false));
    assert_selected(&model, C);
    assert_true(model_search(&model, "alpha", -1, false));
    assert_selected(&model, C);
    model_free(&model);
}

static void news_is_a_call_after_loading(void **state)
{
    (void)state;
    struct model model;
    struct client again = four[3];
    struct client fifth = {"192.0.2.77", "192.0.2.77", ENTRY_WAITING, 90, "", "", "", ""};
    start(&model);
    assert_false(model.shown[3]->fresh);
    again.ticket = "T-9"; /* changed, but not by a call */
    assert_false(put(&model, &again));
    assert_shown(&model, "abcd");
    assert_false(model.shown[3]->fresh);
    again.called = 50;
    assert_true(put(&model, &again));
    assert_shown(&model, "dabc");
    assert_true(model.shown[0]->fresh);
    again.state = ENTRY_VERIFIED;
    assert_false(put(&model, &again)); /* nothing new, but nobody has looked yet */
    assert_shown(&model, "dabc");
    assert_true(model.shown[0]->fresh);
    model.shown[0]->fresh = false;
    assert_false(put(&model, &again));
    assert_shown(&model, "dabc");
    assert_false(model.shown[0]->fresh);
    assert_true(put(&model, &fifth));
    assert_shown(&model, "7dabc");
    assert_true(model.shown[0]->fresh);
    model_free(&model);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_at_all_is_fine),
        cmocka_unit_test(put_adds_and_replaces),
        cmocka_unit_test(many_are_found_again),
        cmocka_unit_test(each_sort_has_its_order),
        cmocka_unit_test(a_filter_looks_everywhere),
        cmocka_unit_test(a_ticket_is_the_whole_ticket),
        cmocka_unit_test(a_call_from_elsewhere_marks_the_row),
        cmocka_unit_test(counts_are_of_the_whole_queue),
        cmocka_unit_test(moving_stops_at_the_ends),
        cmocka_unit_test(the_selection_is_a_client_and_no_line),
        cmocka_unit_test(it_jumps_when_its_client_leaves),
        cmocka_unit_test(it_jumps_when_a_scan_does_not_find_its_client),
        cmocka_unit_test(it_follows_its_client_from_address_to_uuid),
        cmocka_unit_test(a_client_that_gets_its_uuid_is_no_news),
        cmocka_unit_test(another_client_at_the_address_is_not_followed),
        cmocka_unit_test(what_is_filtered_away_by_a_person_has_not_left),
        cmocka_unit_test(while_loading_the_first_line_is_selected),
        cmocka_unit_test(unless_a_person_has_chosen_one),
        cmocka_unit_test(a_search_goes_round),
        cmocka_unit_test(a_search_finds_the_only_one_again),
        cmocka_unit_test(news_is_a_call_after_loading),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
