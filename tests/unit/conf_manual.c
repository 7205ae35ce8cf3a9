/* fcfh.conf(5) against the table of the settings: it has every setting, with its built-in value,
 * its range and its choices, and no other. It also tests whether the table makes sense. */
#include "common/conf_file.h"

#include <stdlib.h>

#include "common/file.h"
#include "tests/unit/unit.h"

enum { TEXT_MOST = 256 * 1024 };

static const char manual_file[] = "common/fcfh.conf.5";

/* The caller frees it. */
static char *load(const char *path)
{
    char *text;
    size_t len;
    struct err e;
    if (file_load(path, FILE_PUBLIC, TEXT_MOST, &text, &len, &e) != ERR_OK)
        fail_msg("%s", e.text);
    return text;
}

/* A copy of text from what begins a part to what ends it; the caller frees it. */
static char *part_of(const char *text, const char *begin, const char *end)
{
    const char *start = strstr(text, begin);
    if (start == NULL)
        fail_msg("there is no \"%s\"", begin);
    start += strlen(begin);
    const char *stop = strstr(start, end);
    size_t len = stop != NULL ? (size_t)(stop - start) : strlen(start);
    char *part = malloc(len + 1);
    assert_non_null(part);
    memcpy(part, start, len);
    part[len] = '\0';
    return part;
}

static char *section_of(const char *manual, const char *section)
{
    char begin[64];
    (void)snprintf(begin, sizeof begin, "\n.Ss Section [%s]\\&\n", section);
    return part_of(manual, begin, "\n.Ss ");
}

/* The item's text with its lines joined, as it is read. */
static char *item_of(const char *manual, const struct conf_key *key)
{
    char begin[64];
    char *section = section_of(manual, key->section);
    (void)snprintf(begin, sizeof begin, "\n.It Cm %s No =", key->name);
    char *item = part_of(section, begin, "\n.It Cm ");
    free(section);
    return item;
}

static void join_lines(char *text)
{
    for (; *text != '\0'; text++)
        if (*text == '\n')
            *text = ' ';
}

static void the_manual_has_every_value(void **state)
{
    (void)state;
    char *manual = load(manual_file);
    const struct conf_key *key;
    for (size_t i = 0; (key = conf_key_at(i)) != NULL; i++) {
        if (key->name == NULL)
            continue;
        char *item = item_of(manual, key);
        size_t head = strcspn(item, "\n");
        const char *value = key->builtin != NULL ? key->builtin : "";
        const char *said = strncmp(item, " Pa ", 4) == 0 ? item + 4 : item + (item[0] == ' ');
        size_t said_len = (size_t)(item + head - said);
        bool in_head = said_len == strlen(value) && memcmp(said, value, said_len) == 0;
        join_lines(item);
        /* A value that is too long for the heading is given below it. */
        if (!in_head && (said_len > 0 || strstr(item, value) == NULL))
            fail_msg("%s: [%s] %s is not '%s'", manual_file, key->section, key->name, value);
        if (key->type == CONF_NUMBER || key->type == CONF_PORT) {
            char range[64];
            (void)snprintf(range, sizeof range, "%ld to %ld", key->min, key->max);
            assert_holds(item, range);
        }
        for (const char *at = key->choices; at != NULL && *at != '\0';) {
            char choice[64];
            size_t len = strcspn(at, ",");
            (void)snprintf(choice, sizeof choice, ".Cm %.*s", (int)len, at);
            assert_holds(item, choice);
            at += len + strspn(at + len, ", ");
        }
        free(item);
    }
    free(manual);
}

static void the_manual_has_nothing_else(void **state)
{
    (void)state;
    static const char item[] = "\n.It Cm ";
    char *manual = load(manual_file);
    const struct conf_key *key;
    const char *done = "";
    size_t keys = 0;
    size_t items = 0;
    for (size_t i = 0; (key = conf_key_at(i)) != NULL; i++) {
        keys += key->name != NULL;
        if (strcmp(key->section, done) == 0)
            continue;
        done = key->section;
        char *section = section_of(manual, key->section);
        for (const char *at = section; (at = strstr(at, item)) != NULL; at += strlen(item))
            items++;
        free(section);
    }
    assert_int_equal(items, keys);
    free(manual);
}

/* A built-in value, or one that is shown because there is none, is a value that the file could
 * have. */
static void its_values_make_sense(void **state)
{
    (void)state;
    const struct conf_key *key;
    for (size_t i = 0; (key = conf_key_at(i)) != NULL; i++) {
        struct conf conf;
        struct err e;
        const char *value = key->builtin != NULL ? key->builtin : key->example;
        conf_init(&conf);
        assert_true((key->name == NULL) == (value == NULL));
        if (value != NULL && conf_set(&conf, key->section, key->name, value, &e) != ERR_OK)
            fail_msg("%s", e.text);
        if (value != NULL && key->check != NULL)
            assert_int_equal(key->check(value, &e), ERR_OK);
        assert_true((key->question_order > 0) == (key->prompt != NULL && key->question != NULL));
        assert_ptr_equal(conf_key_find(key->section, key->name != NULL ? key->name : "any"), key);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_manual_has_every_value),
        cmocka_unit_test(the_manual_has_nothing_else),
        cmocka_unit_test(its_values_make_sense),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
