/* A record of the register, and an export. What was read can be written, and reads back
 * unchanged. */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "common/amt/register_xml.h"

static void expect(bool same)
{
    if (!same)
        abort();
}

static void expect_equal(const struct register_client *a, const struct register_client *b)
{
    expect(guid_equal(&a->guid, &b->guid) && strcmp(a->realm, b->realm) == 0);
    expect(a->has_tls == b->has_tls && strcmp(a->tls_version, b->tls_version) == 0);
    expect(a->tls_since == b->tls_since && a->key_count == b->key_count);
    expect(memcmp(a->keys, b->keys, sizeof a->keys) == 0);
    expect(a->name_count == b->name_count);
    for (size_t i = 0; i < a->name_count; i++)
        expect(strcmp(a->names[i], b->names[i]) == 0);
    expect(strcmp(a->serial, b->serial) == 0 && strcmp(a->make, b->make) == 0);
    expect(strcmp(a->model, b->model) == 0 && strcmp(a->amt_version, b->amt_version) == 0);
    expect(a->learned == b->learned && strcmp(a->learned_from, b->learned_from) == 0);
    expect(strcmp(a->learned_by, b->learned_by) == 0);
}

static void one_record(const char *data, size_t size)
{
    struct register_client client;
    struct register_client again;
    struct err e = {0};
    char *text;
    size_t len;
    enum err_code code = register_xml_read(&client, data, size, &e);
    if (code != ERR_OK) {
        expect(code == e.code && e.text[0] != '\0');
        return;
    }
    expect(register_xml_write(&client, &text, &len, &e) == ERR_OK);
    expect(register_xml_read(&again, text, len, &e) == ERR_OK);
    expect_equal(&client, &again);
    register_client_clean(&again); /* and is clean, except for an invalid serial number */
    memcpy(again.serial, client.serial, sizeof again.serial);
    expect_equal(&client, &again);
    free(text);
}

static void an_export(const char *data, size_t size)
{
    struct register_client *clients;
    struct register_client *again;
    struct err e = {0};
    char *text;
    size_t count;
    size_t count_again;
    size_t len;
    enum err_code code = register_xml_read_all(&clients, &count, data, size, &e);
    if (code != ERR_OK) {
        expect(code == e.code && e.text[0] != '\0');
        return;
    }
    const struct register_client **all = calloc(count + 1, sizeof *all);
    expect(all != NULL);
    for (size_t i = 0; i < count; i++)
        all[i] = &clients[i];
    expect(register_xml_write_all(all, count, &text, &len, &e) == ERR_OK);
    expect(register_xml_read_all(&again, &count_again, text, len, &e) == ERR_OK);
    expect(count == count_again);
    for (size_t i = 0; i < count; i++)
        expect_equal(&clients[i], &again[i]);
    free(text);
    free(all);
    free(again);
    free(clients);
}

void fuzz_one(const uint8_t *data, size_t size)
{
    one_record((const char *)data, size);
    an_export((const char *)data, size);
}
