#include "tests/unit/unit.h"

#include "common/clock.h"
#include "support_queue_db/hooks/hook_answer.h"
#include "support_queue_db/hooks/hook_dir.h"
#include "support_queue_db/hooks/hook_env.h"
#include "support_queue_db/hooks/hook_result.h"
#include "support_queue_db/hooks/hook_retry.h"
#include "support_queue_db/hooks/hook_turns.h"

/* ---------------------------------------------------------------- again */

static void it_is_tried_twenty_times_more(void **state)
{
    (void)state;
    static const long seconds[] = {5, 10, 20, 40, 80, 160, 320, 600};
    for (unsigned tries = 1; tries <= 20; tries++)
        assert_int_equal(hook_retry_ms(tries), 1000 * seconds[tries < 8 ? tries - 1 : 7]);
    assert_int_equal(hook_retry_ms(21), 0);
}

/* The disk is full, for example: what cannot be begun waits, and is never retried at once over and
 * over. */
static void what_cannot_be_begun_is_never_given_up(void **state)
{
    (void)state;
    struct hook hook = {.name = "rt"};
    struct hook_shared shared = {.whole = true};
    struct task task = {.hook = &hook, .kind = TASK_TELL};
    for (int tries = 1; tries <= 50; tries++) {
        hook_result_start_failed(&shared, &task, HOOK_CALL, "no room");
        assert_true(task.not_before > clock_ms());
        assert_int_equal(shared.retrying, 1);
    }
    hook_result_start_failed(&shared, &task, HOOK_GONE, "no room");
    assert_int_equal(shared.retrying, 1); /* the same task */
}

/* ---------------------------------------------------------------- answers */

static void words_of_an_inventory(void **state)
{
    (void)state;
    static const char text[] = "owner=Anna Berg\r\n"
                               "phone= +49 30 1\n"
                               "\n"
                               "Owner=upper case\n"
                               "no equals sign\n"
                               "owner=the second\n"
                               "=no name\n"
                               "note=a=b \033[31m\n"
                               "room=2.17";
    struct inventory_item words[ENTRY_INVENTORY_MAX];
    size_t strange;
    assert_int_equal(hook_answer_parse_lookup(text, sizeof text - 1, words, &strange), 4);
    assert_int_equal(strange, 4);
    assert_string_equal(words[0].name, "owner");
    assert_string_equal(words[0].value, "Anna Berg");
    assert_string_equal(words[1].value, "+49 30 1");
    assert_string_equal(words[2].value, "a=b \357\277\275[31m");
    assert_string_equal(words[3].value, "2.17");
}

static void too_many_words_and_too_long_ones(void **state)
{
    (void)state;
    char text[8192];
    size_t len = 0;
    struct inventory_item words[ENTRY_INVENTORY_MAX];
    size_t strange;
    for (int i = 0; i < 20; i++)
        len += (size_t)snprintf(text + len, sizeof text - len, "name_%c=%d\n", 'a' + i, i);
    assert_int_equal(hook_answer_parse_lookup(text, len, words, &strange), ENTRY_INVENTORY_MAX);
    assert_int_equal(strange, 20 - ENTRY_INVENTORY_MAX);
    memset(text, 'x', sizeof text);
    memcpy(text, "owner=", 6);
    assert_int_equal(hook_answer_parse_lookup(text, sizeof text, words, &strange), 1);
    assert_int_equal(strlen(words[0].value), TEXT_VALUE_SIZE - 1);
}

static void any_bytes_are_survived(void **state)
{
    (void)state;
    char text[4096];
    struct inventory_item words[ENTRY_INVENTORY_MAX];
    struct ticket_info word;
    size_t strange;
    unsigned seed = 1;
    for (int turn = 0; turn < 200; turn++) {
        for (size_t i = 0; i < sizeof text; i++)
            text[i] = "=\n ab\0\377\033"[(seed = seed * 1103515245 + 12345) >> 16 & 7];
        assert_true(hook_answer_parse_lookup(text, sizeof text, words, &strange) <=
                    ENTRY_INVENTORY_MAX);
        assert_false(hook_answer_parse_ticket(text, sizeof text, &word, &strange));
    }
}

static void what_a_ticket_system_says(void **state)
{
    (void)state;
    static const char text[] = "status=closed\nclosed=2025-11-02T10:00:00+01:00\n"
                               "title=PC will not boot\nrequestor=Carla\nmore=news\n";
    struct ticket_info word;
    size_t strange;
    assert_true(hook_answer_parse_ticket(text, sizeof text - 1, &word, &strange));
    assert_int_equal(strange, 1);
    assert_int_equal(word.status, TICKET_CLOSED);
    assert_int_equal(word.closed, 1762074000);
    assert_string_equal(word.title, "PC will not boot");
    assert_string_equal(word.requestor, "Carla");
    assert_false(hook_answer_parse_ticket("", 0, &word, &strange));
    assert_false(hook_answer_parse_ticket("status=maybe\n", 13, &word, &strange));
    assert_int_equal(strange, 1);
}

static void note(void *context, const char *ticket, time_t closed_at)
{
    char *notes = context;
    (void)sprintf(notes + strlen(notes), "[%s %lld]", ticket, (long long)closed_at);
}

static void closed_tickets(void **state)
{
    (void)state;
    static const char text[] = "4711 2025-11-02T10:00:00Z\n"
                               "4712\n"
                               "4713 yesterday\n"
                               "INC 5 2025-11-02 10:00:00.25Z\n"
                               " 2025-11-02T10:00:00Z\n";
    char notes[200] = "";
    size_t strange;
    hook_answer_parse_closed(text, sizeof text - 1, note, notes, &strange);
    assert_string_equal(notes, "[4711 1762077600][INC 5 1762077600]");
    assert_int_equal(strange, 3);
}

/* ---------------------------------------------------------------- whose turn it is */

static struct turn *turn_of(struct turns *turns, struct turn_hook *hook, struct turn *turn,
                            long long at)
{
    *turn = (struct turn){.hook = hook};
    turns_schedule(turns, turn, at, 0);
    return turn;
}

static void none_holds_up_the_others(void **state)
{
    (void)state;
    struct turns turns;
    struct turn_hook slow, fast;
    struct turn slow_turns[6], fast_turns[2];
    turns_init(&turns, 4);
    turns_add_hook(&turns, &slow);
    turns_add_hook(&turns, &fast);
    for (size_t i = 0; i < COUNT(slow_turns); i++)
        (void)turn_of(&turns, &slow, &slow_turns[i], 10 + (long long)i);
    assert_null(turns_begin(&turns, 9));
    assert_int_equal(turns_wait_ms(&turns, 4), 6);
    for (int i = 0; i < 3; i++)
        assert_ptr_equal(turns_begin(&turns, 100), &slow_turns[i]);
    assert_null(turns_begin(&turns, 100)); /* of one hook three */
    assert_int_equal(turns_wait_ms(&turns, 100), -1);
    (void)turn_of(&turns, &fast, &fast_turns[0], 100);
    (void)turn_of(&turns, &fast, &fast_turns[1], 100);
    assert_int_equal(turns_wait_ms(&turns, 100), 0);
    assert_ptr_equal(turns_begin(&turns, 100), &fast_turns[0]);
    assert_null(turns_begin(&turns, 100)); /* of all four */
    turns_end(&turns, &slow_turns[0]);
    assert_ptr_equal(turns_begin(&turns, 100), &fast_turns[1]); /* the one that has fewer */
    assert_null(turns_begin(&turns, 100));
    turns_end(&turns, &slow_turns[1]);
    assert_ptr_equal(turns_begin(&turns, 100), &slow_turns[3]);
}

static void a_turn_comes_sooner_and_not_later(void **state)
{
    (void)state;
    struct turns turns;
    struct turn_hook hook;
    struct turn turn, old;
    turns_init(&turns, 1);
    turns_add_hook(&turns, &hook);
    (void)turn_of(&turns, &hook, &turn, 1000);
    turns_schedule(&turns, &turn, 2000, 0);
    assert_int_equal(turns_wait_ms(&turns, 0), 1000);
    turns_schedule(&turns, &turn, 500, 0);
    assert_int_equal(turns_wait_ms(&turns, 0), 500);
    old = (struct turn){.hook = &hook};
    turns_schedule(&turns, &old, 0, 60000);
    assert_ptr_equal(turns_begin(&turns, 600), &turn); /* what was there before may wait */
    turns_schedule(&turns, &turn, 0, 0);               /* while it runs: nothing */
    turns_end(&turns, &turn);
    assert_ptr_equal(turns_begin(&turns, 600), &old); /* one of one hook, if there is one place */
    turns_end(&turns, &old);
    assert_false(turns_are_ready(&turns, 600));
    assert_int_equal(turns_wait_ms(&turns, 600), -1);
}

/* ---------------------------------------------------------------- which files count */

static void names_of_hooks(void **state)
{
    (void)state;
    static const char *const good[] = {"rt", "lookup-ldap", "10_RT"};
    static const char *const bad[] = {"", ".rt", "rt.curl", "rt~", "r t", "../rt", "r\303\274"};
    char longest[HOOK_NAME_SIZE + 1];
    for (size_t i = 0; i < COUNT(good); i++)
        assert_true(hook_name_is_valid(good[i]));
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_false(hook_name_is_valid(bad[i]));
    memset(longest, 'a', sizeof longest);
    longest[HOOK_NAME_SIZE] = '\0';
    assert_false(hook_name_is_valid(longest));
    longest[HOOK_NAME_SIZE - 1] = '\0';
    assert_true(hook_name_is_valid(longest));
}

static void who_may_have_put_it_there(void **state)
{
    (void)state;
    static const struct {
        mode_t mode;
        uid_t owner;
        const char *why; /* NULL: it counts */
    } files[] = {
        {S_IFREG | 0755, 0, NULL},
        {S_IFREG | 0700, 1000, NULL}, /* our own */
        {S_IFREG | 0755, 1001, "chown root /h/rt"},
        {S_IFREG | 0775, 0, "chmod go-w /h/rt"},
        {S_IFREG | 0757, 0, "others may write"},
        {S_IFREG | 0644, 0, "not executable"},
        {S_IFDIR | 0755, 0, "not a regular file"},
        {S_IFIFO | 0755, 0, "not a regular file"},
    };
    for (size_t i = 0; i < COUNT(files); i++) {
        struct stat st = {.st_mode = files[i].mode, .st_uid = files[i].owner};
        struct err e = {.text = ""};
        enum err_code code = hook_file_check("/h/rt", &st, 1000, &e);
        assert_int_equal(code, files[i].why != NULL ? ERR_CONFIG : ERR_OK);
        if (files[i].why != NULL)
            assert_holds(e.text, files[i].why);
    }
    struct err e;
    struct stat st = {.st_mode = S_IFDIR | 01777};
    assert_int_equal(hook_directory_check("/tmp", &st, 1000, &e), ERR_OK); /* above it */
    st.st_mode = S_IFDIR | 0775;
    assert_int_equal(hook_directory_check("/h", &st, 1000, &e), ERR_CONFIG);
}

/* ---------------------------------------------------------------- the environment */

static void all_of_it_is_there_and_harmless(void **state)
{
    (void)state;
    struct hook_env env;
    struct entry entry;
    char serial[300];
    const struct hook_env_more more = {.why = "closed"};
    memset(serial, 'S', sizeof serial);
    serial[sizeof serial - 1] = '\0';
    entry_init(&entry);
    (void)snprintf(entry.file_id, sizeof entry.file_id, "10.0.0.205");
    assert_true(addr_parse("10.0.0.205", &entry.address));
    entry_set_ticket(&entry, "INC\303\274 $(id) 1", "anna", 5);
    assert_int_equal(entry_set_fact(&entry, FACT_SERIAL, serial, NULL), ERR_OK);
    hook_env_init(&env, HOOK_TICKET, &entry, &more, "/run/credentials/x");
    size_t count = 0;
    for (; env.list[count] != NULL; count++) {
        const char *value = strchr(env.list[count], '=');
        assert_non_null(value);
        for (const char *c = value; *c != '\0'; c++)
            assert_true(*c >= ' ' && *c <= '~');
        if (strncmp(env.list[count], "FCFH_", 5) == 0)
            assert_true(strlen(value + 1) <= 128);
    }
    assert_int_equal(count, HOOK_ENV_COUNT);
    assert_string_equal(env.list[3], "FCFH_EVENT=ticket");
    assert_string_equal(env.list[9], "FCFH_TICKET=INC? $(id) 1");
    hook_env_init(&env, HOOK_CLOSED, NULL, &more, NULL);
    for (count = 0; env.list[count] != NULL; count++)
        continue;
    assert_int_equal(count, HOOK_ENV_COUNT - 1);
    entry_free(&entry);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_tried_twenty_times_more),
        cmocka_unit_test(what_cannot_be_begun_is_never_given_up),
        cmocka_unit_test(words_of_an_inventory),
        cmocka_unit_test(too_many_words_and_too_long_ones),
        cmocka_unit_test(any_bytes_are_survived),
        cmocka_unit_test(what_a_ticket_system_says),
        cmocka_unit_test(closed_tickets),
        cmocka_unit_test(none_holds_up_the_others),
        cmocka_unit_test(a_turn_comes_sooner_and_not_later),
        cmocka_unit_test(names_of_hooks),
        cmocka_unit_test(who_may_have_put_it_there),
        cmocka_unit_test(all_of_it_is_there_and_harmless),
    };
    return cmocka_run_group_tests_name("hook_parts", tests, NULL, NULL);
}
