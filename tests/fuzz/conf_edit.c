/* One value of fcfh.conf is changed: the result can be read, it has the new value, and every other
 * value is as it was. The input is "section", "key" and "value" on a line each, then the file. */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "amt_cfg/settings/conf_edit.h"
#include "common/conf_file.h"

static void expect(bool good)
{
    if (!good)
        abort();
}

static bool take_word(const uint8_t **data, size_t *size, char word[CONF_VALUE_SIZE])
{
    const uint8_t *newline = *size > 0 ? memchr(*data, '\n', *size) : NULL;
    size_t len = newline != NULL ? (size_t)(newline - *data) : 0;
    if (newline == NULL || len >= CONF_VALUE_SIZE)
        return false;
    memcpy(word, *data, len);
    word[len] = '\0';
    *data += len + 1;
    *size -= len + 1;
    return true;
}

static bool same_net(const struct addr_net *a, const struct addr_net *b)
{
    return addr_equal(&a->base, &b->base) && a->bits == b->bits;
}

static bool same_lists(const struct conf *a, const struct conf *b)
{
    if (a->amt.network_count != b->amt.network_count ||
        a->collector.call_count != b->collector.call_count)
        return false;
    for (size_t i = 0; i < a->amt.network_count; i++)
        if (!same_net(&a->amt.networks[i], &b->amt.networks[i]))
            return false;
    for (size_t i = 0; i < a->collector.call_count; i++)
        if (a->collector.calls[i].sensor_type != b->collector.calls[i].sensor_type ||
            strcmp(a->collector.calls[i].data, b->collector.calls[i].data) != 0)
            return false;
    return true;
}

#define SAME_TEXT(member) (strcmp(a->member, b->member) == 0)

static bool same(const struct conf *a, const struct conf *b)
{
    return SAME_TEXT(queue.directory) && SAME_TEXT(collector.community) &&
           SAME_TEXT(collector.address) && SAME_TEXT(collector.event_url) && SAME_TEXT(amt.user) &&
           SAME_TEXT(amt.password_file) && SAME_TEXT(amt.password_command) &&
           SAME_TEXT(amt.ca_file) && SAME_TEXT(listener.address) &&
           SAME_TEXT(listener.certificate) && SAME_TEXT(listener.key) && SAME_TEXT(listener.user) &&
           SAME_TEXT(listener.password_file) && a->queue.timeout == b->queue.timeout &&
           a->queue.archive_days == b->queue.archive_days && a->amt.tls == b->amt.tls &&
           a->amt.port == b->amt.port && a->amt.verify == b->amt.verify &&
           a->amt.timeout == b->amt.timeout && a->amt.parallel == b->amt.parallel &&
           a->listener.port == b->listener.port && same_lists(a, b);
}

static size_t count_tool(const struct conf *conf, const char *name)
{
    size_t count = 0;
    for (size_t i = 0; i < conf->tool_count; i++)
        count += strcmp(conf->tools[i].name, name) == 0;
    return count;
}

/* Except for the one of that name, which now has `command`; name may be NULL. */
static bool same_tools(const struct conf *a, const struct conf *b, const char *name,
                       const char *command)
{
    size_t i = 0;
    for (size_t n = 0; n < b->tool_count; n++) {
        if (name != NULL && strcmp(b->tools[n].name, name) == 0) {
            if (strcmp(b->tools[n].command, command) != 0)
                return false;
            continue;
        }
        while (name != NULL && i < a->tool_count && strcmp(a->tools[i].name, name) == 0)
            i++;
        if (i == a->tool_count || strcmp(a->tools[i].name, b->tools[n].name) != 0 ||
            strcmp(a->tools[i].command, b->tools[n].command) != 0)
            return false;
        i++;
    }
    return b->tool_count == a->tool_count + (name != NULL && count_tool(a, name) == 0);
}

void fuzz_one(const uint8_t *data, size_t size)
{
    static struct conf before;
    static struct conf after;
    static struct conf wanted;
    char section[CONF_VALUE_SIZE];
    char key[CONF_VALUE_SIZE];
    char value[CONF_VALUE_SIZE];
    if (!take_word(&data, &size, section) || !take_word(&data, &size, key) ||
        !take_word(&data, &size, value))
        return;
    char *text;
    size_t len;
    if (conf_edit_set((const char *)data, size, section, key, value, &text, &len, NULL) != ERR_OK)
        return;
    conf_init(&before);
    bool good = conf_parse(&before, "f", (const char *)data, size, NULL) == ERR_OK;
    bool tool = strcmp(section, "tools") == 0;
    wanted = before;
    good = good && conf_set(&wanted, section, key, value, NULL) == ERR_OK;
    if (good && (!tool || count_tool(&before, key) < 2)) {
        char found[CONF_VALUE_SIZE];
        conf_init(&after);
        expect(conf_parse(&after, "f", text, len, NULL) == ERR_OK);
        expect(conf_edit_find(text, len, section, key, found) && strcmp(found, value) == 0);
        expect(same(&after, &wanted));
        expect(same_tools(&before, &after, tool ? key : NULL, value));
    }
    free(text);
}
