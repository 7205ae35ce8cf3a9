#include "common/conf_keys.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/hex.h"
#include "common/timefmt.h"

/* Writes value to the member of *conf that starts at `member`. */
typedef enum err_code set_fn(void *member, const char *value, struct err *e);

struct key {
    const char *section;
    const char *name;
    size_t offset;
    set_fn *set;
};

static enum err_code set_text(void *member, const char *value, struct err *e)
{
    size_t len = strlen(value);
    if (len >= CONF_VALUE_SIZE)
        return err_set(e, ERR_CONFIG, "longer than %d characters", CONF_VALUE_SIZE - 1);
    memcpy(member, value, len + 1);
    return ERR_OK;
}

static enum err_code set_path(void *member, const char *value, struct err *e)
{
    if (value[0] != '\0' && value[0] != '/')
        return err_set(e, ERR_CONFIG, "'%.80s' is not an absolute path", value);
    return set_text(member, value, e);
}

static enum err_code set_needed_path(void *member, const char *value, struct err *e)
{
    if (value[0] == '\0')
        return err_set(e, ERR_CONFIG, "an absolute path is needed");
    enum err_code code = set_path(member, value, e);
    /* With a slash behind it the name of a symbolic link would be followed. */
    char *path = member;
    for (size_t len = strlen(path); code == ERR_OK && len > 1 && path[len - 1] == '/'; len--)
        path[len - 1] = '\0';
    return code;
}

static enum err_code set_span(void *member, const char *value, struct err *e)
{
    if (!time_parse_span(value, member))
        return err_set(e, ERR_CONFIG, "'%.80s' is no time such as 10s, 30m, 4h or 2d", value);
    return ERR_OK;
}

static bool parse_number(const char *value, long least, long most, long *number)
{
    size_t digits = strspn(value, "0123456789");
    if (digits == 0 || digits > 9 || value[digits] != '\0')
        return false;
    long result = strtol(value, NULL, 10);
    if (result < least || result > most)
        return false;
    *number = result;
    return true;
}

static enum err_code set_days(void *member, const char *value, struct err *e)
{
    if (!parse_number(value, 0, 36500, member))
        return err_set(e, ERR_CONFIG, "'%.80s' is no number of days from 0 to 36500", value);
    return ERR_OK;
}

static enum err_code set_parallel(void *member, const char *value, struct err *e)
{
    /* Each takes a descriptor or two, of the 1024 that a process has. */
    if (!parse_number(value, 1, 400, member))
        return err_set(e, ERR_CONFIG, "'%.80s' is no number from 1 to 400", value);
    return ERR_OK;
}

static enum err_code set_port(void *member, const char *value, struct err *e)
{
    long number = 0;
    if (value[0] != '\0' && !parse_number(value, 1, 65535, &number))
        return err_set(e, ERR_CONFIG, "'%.80s' is no port from 1 to 65535", value);
    *(uint16_t *)member = (uint16_t)number;
    return ERR_OK;
}

static enum err_code set_tls(void *member, const char *value, struct err *e)
{
    enum conf_tls *tls = member;
    if (strcmp(value, "auto") == 0)
        *tls = CONF_TLS_AUTO;
    else if (strcmp(value, "on") == 0)
        *tls = CONF_TLS_ON;
    else if (strcmp(value, "off") == 0)
        *tls = CONF_TLS_OFF;
    else
        return err_set(e, ERR_CONFIG, "'%.80s' is none of auto, on, off", value);
    return ERR_OK;
}

static enum err_code set_verify(void *member, const char *value, struct err *e)
{
    bool *verify = member;
    if (strcmp(value, "ca") == 0)
        *verify = true;
    else if (strcmp(value, "off") == 0)
        *verify = false;
    else
        return err_set(e, ERR_CONFIG, "'%.80s' is none of ca, off", value);
    return ERR_OK;
}

/* Takes the next item of a comma list, without the blanks around it. False at the end. */
static bool next_item(const char **list, char *item, size_t size, bool *fits)
{
    const char *at = *list + strspn(*list, " \t");
    if (*at == '\0')
        return false;
    size_t len = strcspn(at, ",");
    *list = at + len + (at[len] == ',');
    while (len > 0 && (at[len - 1] == ' ' || at[len - 1] == '\t'))
        len--;
    *fits = len < size;
    if (*fits) {
        memcpy(item, at, len);
        item[len] = '\0';
    }
    return true;
}

static enum err_code set_networks(struct conf *conf, const char *value, struct err *e)
{
    struct addr_net networks[CONF_NETWORKS_MAX]; /* one bad item must not leave half a list */
    char item[ADDR_TEXT_SIZE + 4];
    bool fits;
    size_t count = 0;
    while (next_item(&value, item, sizeof item, &fits)) {
        if (count == CONF_NETWORKS_MAX)
            return err_set(e, ERR_CONFIG, "more than %d networks", CONF_NETWORKS_MAX);
        if (!fits || !addr_net_parse(item, &networks[count]))
            return err_set(e, ERR_CONFIG, "'%.60s' is no network such as 10.0.0.0/8",
                           fits ? item : "(too long)");
        count++;
    }
    memcpy(conf->amt.networks, networks, count * sizeof networks[0]);
    conf->amt.network_count = count;
    return ERR_OK;
}

static bool parse_call(const char *item, struct conf_call *call)
{
    int sensor = hex_byte(item);
    size_t digits = strlen(item);
    if (sensor < 0 || digits < 4 || item[2] != ':' || digits - 3 > CONF_CALL_DIGITS)
        return false;
    call->sensor_type = (uint8_t)sensor;
    for (size_t i = 3; i <= digits; i++) {
        char c = item[i];
        if (c >= 'a' && c <= 'f')
            c = (char)(c - 'a' + 'A');
        if (c == 'X')
            c = 'x';
        if (c != '\0' && c != 'x' && hex_digit(c) < 0)
            return false;
        call->data[i - 3] = c;
    }
    return true;
}

static enum err_code set_calls(struct conf *conf, const char *value, struct err *e)
{
    struct conf_call calls[CONF_CALLS_MAX];
    char item[CONF_CALL_DIGITS + 4];
    bool fits;
    size_t count = 0;
    while (next_item(&value, item, sizeof item, &fits)) {
        if (count == CONF_CALLS_MAX)
            return err_set(e, ERR_CONFIG, "more than %d kinds of call", CONF_CALLS_MAX);
        if (!fits || !parse_call(item, &calls[count]))
            return err_set(e, ERR_CONFIG,
                           "'%.60s' is no sensor type and event data such as C1:AA3x",
                           fits ? item : "(too long)");
        count++;
    }
    memcpy(conf->collector.calls, calls, count * sizeof calls[0]);
    conf->collector.call_count = count;
    return ERR_OK;
}

/* The two lists have a count beside them, so they get the whole struct. */
static enum err_code set_networks_of(void *conf, const char *value, struct err *e)
{
    return set_networks(conf, value, e);
}

static enum err_code set_calls_of(void *conf, const char *value, struct err *e)
{
    return set_calls(conf, value, e);
}

#define AT(member) offsetof(struct conf, member)

static const struct key keys[] = {
    {"queue", "directory", AT(queue.directory), set_needed_path},
    {"queue", "timeout", AT(queue.timeout), set_span},
    {"queue", "archive-days", AT(queue.archive_days), set_days},
    {"collector", "community", AT(collector.community), set_text},
    {"collector", "address", AT(collector.address), set_text},
    {"collector", "event-url", AT(collector.event_url), set_text},
    {"collector", "calls", 0, set_calls_of},
    {"amt", "user", AT(amt.user), set_text},
    {"amt", "password-file", AT(amt.password_file), set_path},
    {"amt", "password-command", AT(amt.password_command), set_text},
    {"amt", "tls", AT(amt.tls), set_tls},
    {"amt", "port", AT(amt.port), set_port},
    {"amt", "ca-file", AT(amt.ca_file), set_path},
    {"amt", "verify", AT(amt.verify), set_verify},
    {"amt", "networks", 0, set_networks_of},
    {"amt", "timeout", AT(amt.timeout), set_span},
    {"amt", "parallel", AT(amt.parallel), set_parallel},
    {"listener", "address", AT(listener.address), set_text},
    {"listener", "port", AT(listener.port), set_port},
    {"listener", "certificate", AT(listener.certificate), set_path},
    {"listener", "key", AT(listener.key), set_path},
    {"listener", "user", AT(listener.user), set_text},
    {"listener", "password-file", AT(listener.password_file), set_path},
};

enum { KEYS = sizeof keys / sizeof keys[0] };

bool conf_key_at(size_t index, const char **section, const char **key)
{
    if (index >= KEYS)
        return false;
    *section = keys[index].section;
    *key = keys[index].name;
    return true;
}

static const struct key *find_key(const char *section, const char *name)
{
    for (size_t i = 0; i < KEYS; i++)
        if (strcmp(keys[i].section, section) == 0 && strcmp(keys[i].name, name) == 0)
            return &keys[i];
    return NULL;
}

bool conf_has_section(const char *section)
{
    static const char *const sections[] = {"queue", "collector", "amt", "listener", "tools"};
    for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++)
        if (strcmp(section, sections[i]) == 0)
            return true;
    return false;
}

static enum err_code add_tool(struct conf *conf, const char *name, const char *command,
                              struct err *e)
{
    if (name[0] == '\0')
        return err_set(e, ERR_CONFIG, "a tool without a name");
    if (conf->tool_count == CONF_TOOLS_MAX)
        return err_set(e, ERR_CONFIG, "more than %d tools", CONF_TOOLS_MAX);
    struct conf_tool *tool = &conf->tools[conf->tool_count];
    enum err_code code = set_text(tool->name, name, e);
    if (code == ERR_OK)
        code = set_text(tool->command, command, e);
    if (code == ERR_OK)
        conf->tool_count++;
    return code;
}

enum err_code conf_set(struct conf *conf, const char *section, const char *key, const char *value,
                       struct err *e)
{
    if (!conf_has_section(section)) {
        if (section[0] == '\0')
            return err_set(e, ERR_CONFIG, "'%.60s' stands before the first [section]", key);
        return err_set(e, ERR_CONFIG,
                       "unknown section [%.60s]; there are queue, collector, amt, listener, tools",
                       section);
    }
    if (strcmp(section, "tools") == 0)
        return add_tool(conf, key, value, e);
    const struct key *known = find_key(section, key);
    if (known == NULL)
        return err_set(e, ERR_CONFIG, "unknown key '%.60s' in [%s]", key, section);
    struct err why;
    if (known->set((char *)conf + known->offset, value, &why) != ERR_OK)
        return err_about(e, ERR_CONFIG, key, "%s", why.text);
    return ERR_OK;
}
