#include "common/conf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/account_name.h"
#include "common/address_list.h"
#include "common/argv.h"
#include "common/event_url.h"
#include "common/hex.h"
#include "common/pattern.h"
#include "common/timefmt.h"

/* ---------------------------------------------------------------- what makes a value usable */

static enum err_code check_addresses(const char *value, struct err *e)
{
    struct addr list[ADDRESS_LIST_MAX];
    size_t count;
    return address_list_parse(value, list, ADDRESS_LIST_MAX, &count, e);
}

static enum err_code check_event_url(const char *value, struct err *e)
{
    return value[0] != '\0' ? event_url_check(value, e) : ERR_OK;
}

static enum err_code check_tool(const char *value, struct err *e)
{
    char **argv;
    value += strspn(value, CONF_TOOL_FLAGS);
    if (argv_split(value, &argv, e) != ERR_OK)
        return err_recode(e, ERR_DATA);
    free(argv);
    return ERR_OK;
}

/* ---------------------------------------------------------------- the table */

#define KEY(section_, name_, type_, member_, builtin_)                                             \
    .section = section_, .name = name_, .type = type_, .member = offsetof(struct conf, member_),   \
    .builtin = builtin_

static const struct conf_key keys[] = {
    {KEY("queue", "directory", CONF_DIRECTORY, queue.directory,
         FCFH_LOCALSTATEDIR "/lib/fcfh/queue")},
    {KEY("queue", "timeout", CONF_DURATION, queue.timeout, "4h"),
     .description = "an entry without a ticket leaves the queue this long after its last call",
     .question_order = 4, .prompt = "Time in the queue",
     .question = "How long a client without a ticket stays in the queue after its last call: 30m,\n"
                 "4h or 2d, for example."},
    {KEY("queue", "archive-days", CONF_NUMBER, queue.archive_days, "30"),
     .description = "how long archive/ keeps what left the queue", .max = 36500, .unit = "days"},
    {KEY("queue", "limit", CONF_NUMBER, queue.limit, "10000"),
     .description = "clients not in the register whose AMT never answered", .min = 1,
     .max = 1000000},
    {KEY("queue", "ticket-pattern", CONF_TEXT, queue.ticket_pattern, NULL),
     .description = "a regular expression that a whole ticket must match", .example = "[0-9]{4,6}",
     .check = pattern_check},

    {KEY("clients", "directory", CONF_DIRECTORY, clients.directory,
         FCFH_LOCALSTATEDIR "/lib/fcfh/clients"),
     .description = "the register: fcfh-clients(5)"},

    {KEY("collector", "community", CONF_TEXT, collector.community, "vpro")},
    {KEY("collector", "address", CONF_TEXT, collector.address, NULL),
     .description = "where clients send their alerts", .example = "192.0.2.10",
     .check = check_addresses, .question_order = 1, .prompt = "Address for alerts",
     .question = "Where clients send their alerts: an address of this machine, or of a relay that\n"
                 "passes them on to it. Separate several with commas; - for none."},
    {KEY("collector", "event-url", CONF_TEXT, collector.event_url, NULL),
     .description = "where they send WS-Events", .example = "https://fcfh.corp.example:16996/",
     .check = check_event_url, .question_order = 2, .prompt = "URL for events",
     .question = "AMT 18 and later sends events instead of SNMP traps, to a URL that begins with\n"
                 "http:// or https://. Press Enter, or - for none, if you have no such clients."},
    {KEY("collector", "calls", CONF_CALLS, collector.calls, NULL),
     .description = "what else counts as a call: sensor type : start of its data; or an event's id",
     .example = "C1:AA3x"},
    {KEY("collector", "relays", CONF_RELAYS, collector.relays, NULL),
     .description = "forwarding snmptrapds, whose word for the sender is believed",
     .example = "10.20.0.5"},
    {KEY("collector", "spool", CONF_PATH, collector.spool, NULL),
     .description = "a directory of this computer for calls that the queue cannot take now",
     .example = FCFH_LOCALSTATEDIR "/spool/fcfh"},

    {KEY("amt", "user", CONF_TEXT, amt.user, "FCFH"), .check = account_name_check},
    {KEY("amt", "password-file", CONF_PATH, amt.password_file, FCFH_SYSCONFDIR "/fcfh/password")},
    {KEY("amt", "password-command", CONF_TEXT, amt.password_command, NULL),
     .description = "instead of that file: a command that prints the password",
     .example = "pass show amt/fcfh"},
    {KEY("amt", "login", CONF_CHOICE, amt.login, "register"),
     .description = "only to clients of the register; networks: to any address in networks",
     .choices = "register, networks"},
    {KEY("amt", "tls", CONF_CHOICE, amt.tls, "auto"),
     .description = "16993 if it answers, else 16992", .choices = "auto, on, off",
     .question_order = 3, .prompt = "TLS",
     .question = "Whether AMT is asked over TLS: on, off, or auto, which uses TLS where it can."},
    {KEY("amt", "port", CONF_PORT, amt.port, NULL),
     .description = "default: 16993 with TLS, 16992 without", .example = "16993", .min = 1,
     .max = 65535},
    {KEY("amt", "redirection-port", CONF_PORT, amt.redirection_port, NULL),
     .description = "default: 16995 with TLS, 16994 without", .example = "16995", .min = 1,
     .max = 65535},
    {KEY("amt", "ca-file", CONF_PATH, amt.ca_file, NULL),
     .example = FCFH_SYSCONFDIR "/fcfh/ca.pem"},
    {KEY("amt", "verify", CONF_BOOL, amt.verify, "ca"), .choices = "ca, off"},
    {KEY("amt", "networks", CONF_NETWORKS, amt.networks,
         "10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, fc00::/7, fe80::/10, 127.0.0.0/8, ::1")},
    {KEY("amt", "timeout", CONF_DURATION, amt.timeout, "10s"), .question_order = 5,
     .prompt = "Time for an answer",
     .question = "How long AMT may take for one answer, 10s for example. A whole conversation has\n"
                 "three times that."},
    /* fcfh-identify needs a descriptor or two for each, of the 1024 that a process has. */
    {KEY("amt", "parallel", CONF_NUMBER, amt.parallel, "64"), .min = 1, .max = CONF_PARALLEL_MAX},

    {KEY("listener", "address", CONF_TEXT, listener.address, NULL),
     .description = "default: all addresses", .example = "192.0.2.10"},
    {KEY("listener", "port", CONF_PORT, listener.port, "16996"), .min = 1, .max = 65535},
    {KEY("listener", "certificate", CONF_PATH, listener.certificate, NULL),
     .description = "with both: HTTPS", .example = FCFH_SYSCONFDIR "/fcfh/listener.pem"},
    {KEY("listener", "key", CONF_PATH, listener.key, NULL),
     .example = FCFH_SYSCONFDIR "/fcfh/listener.key"},
    {KEY("listener", "user", CONF_TEXT, listener.user, NULL), .example = "fcfh-events"},
    {KEY("listener", "password-file", CONF_PATH, listener.password_file, NULL),
     .example = FCFH_SYSCONFDIR "/fcfh/listener-password"},

    {KEY("hooks", "directory", CONF_DIRECTORY, hooks.directory, FCFH_SYSCONFDIR "/fcfh/hooks")},
    {KEY("hooks", "timeout", CONF_DURATION, hooks.timeout, "10s"), .description = "for one event"},
    {KEY("hooks", "parallel", CONF_NUMBER, hooks.parallel, "4"),
     .description = "hooks that run at the same time: fcfh-hooks(8)", .min = 1,
     .max = CONF_HOOKS_PARALLEL_MAX},

    {KEY("screen", "colors", CONF_CHOICE, screen.colors, "auto"),
     .description = "light or dark, as the terminal's background is; none",
     .choices = "auto, light, dark, none"},
    {KEY("screen", "keys", CONF_PATH, screen.keys, NULL),
     .description = "what to tell callers, before what fcfh-calling(7) has",
     .example = FCFH_SYSCONFDIR "/fcfh/keys"},
    {KEY("screen", "power", CONF_BOOL, screen.power, "off"),
     .description = "on: show the power state of the selected client; logs in each time",
     .choices = "on, off"},

    {KEY("tools", NULL, CONF_TOOL, tools, NULL), .check = check_tool},
};

const struct conf_key *conf_key_at(size_t index)
{
    return index < sizeof keys / sizeof keys[0] ? &keys[index] : NULL;
}

const struct conf_key *conf_key_find(const char *section, const char *name)
{
    const struct conf_key *key;
    for (size_t i = 0; (key = conf_key_at(i)) != NULL; i++)
        if (strcmp(key->section, section) == 0 &&
            (key->name == NULL || strcmp(key->name, name) == 0))
            break;
    return key;
}

enum err_code conf_check_section(const char *section, struct err *e)
{
    char all[128] = "";
    const char *last = "";
    const struct conf_key *key;
    for (size_t i = 0; (key = conf_key_at(i)) != NULL; i++) {
        if (strcmp(key->section, section) == 0)
            return ERR_OK;
        size_t used = strlen(all);
        if (strcmp(key->section, last) != 0)
            (void)snprintf(all + used, sizeof all - used, "%s%s", used > 0 ? ", " : "",
                           key->section);
        last = key->section;
    }
    return err_set(e, ERR_CONFIG, "unknown section [%.60s]; the sections are %s", section, all);
}

/* ---------------------------------------------------------------- one value */

static enum err_code set_text(char member[CONF_VALUE_SIZE], const char *value, struct err *e)
{
    size_t len = strlen(value);
    if (len >= CONF_VALUE_SIZE)
        return err_set(e, ERR_CONFIG, "longer than %d characters", CONF_VALUE_SIZE - 1);
    memcpy(member, value, len + 1);
    return ERR_OK;
}

static enum err_code set_path(const struct conf_key *key, char *path, const char *value,
                              struct err *e)
{
    if (key->type == CONF_DIRECTORY && value[0] == '\0')
        return err_set(e, ERR_CONFIG, "an absolute path is needed");
    if (value[0] != '\0' && value[0] != '/')
        return err_set(e, ERR_CONFIG, "'%.80s' is not an absolute path", value);
    enum err_code code = set_text(path, value, e);
    /* With a slash after it, a symbolic link would be followed. */
    size_t len = strlen(path);
    while (code == ERR_OK && key->type == CONF_DIRECTORY && len > 1 && path[len - 1] == '/')
        path[--len] = '\0';
    return code;
}

static bool parse_number(const struct conf_key *key, const char *value, long *number)
{
    size_t digits = strspn(value, "0123456789");
    if (digits == 0 || digits > 9 || value[digits] != '\0')
        return false;
    long result = strtol(value, NULL, 10);
    if (result < key->min || result > key->max)
        return false;
    *number = result;
    return true;
}

/* The value's place in the list of choices, -1 if it is not one of them. */
static int find_choice(const char *choices, const char *value)
{
    size_t len = strlen(value);
    for (int i = 0; len > 0; i++) {
        size_t choice = strcspn(choices, ",");
        if (choice == len && memcmp(choices, value, len) == 0)
            return i;
        if (choices[choice] == '\0')
            break;
        choices += choice + strlen(", ");
    }
    return -1;
}

/* Copies the next item of a comma-separated list, without the blanks around it. False at the end.
 * An item that does not fit becomes an invalid one. */
static bool next_item(const char **list, char *item, size_t size)
{
    const char *at = *list + strspn(*list, " \t");
    if (*at == '\0')
        return false;
    size_t len = strcspn(at, ",");
    *list = at + len + (at[len] == ',');
    while (len > 0 && (at[len - 1] == ' ' || at[len - 1] == '\t'))
        len--;
    (void)snprintf(item, size, "%.*s", (int)len, len < size ? at : "(too long)");
    return true;
}

static enum err_code set_networks(struct conf *conf, const char *value, struct err *e)
{
    struct addr_net networks[CONF_NETWORKS_MAX]; /* a bad item must not leave half a list */
    char item[ADDR_TEXT_SIZE + 4];
    size_t count = 0;
    while (next_item(&value, item, sizeof item)) {
        if (count == CONF_NETWORKS_MAX)
            return err_set(e, ERR_CONFIG, "more than %d networks", CONF_NETWORKS_MAX);
        if (!addr_net_parse(item, &networks[count++]))
            return err_set(e, ERR_CONFIG, "'%.60s' is not a network (10.0.0.0/8)", item);
    }
    memcpy(conf->amt.networks, networks, count * sizeof networks[0]);
    conf->amt.network_count = count;
    return ERR_OK;
}

bool conf_is_event_id(const char *text)
{
    size_t letters = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
    size_t digits = strspn(text + letters, "0123456789");
    return letters >= 3 && digits > 0 && text[letters + digits] == '\0' &&
           letters + digits < CONF_EVENT_SIZE;
}

static bool parse_call(const char *item, struct conf_call *call)
{
    *call = (struct conf_call){.sensor_type = 0};
    if (conf_is_event_id(item)) {
        (void)snprintf(call->event, sizeof call->event, "%s", item);
        return true;
    }
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
    char item[CONF_EVENT_SIZE];
    size_t count = 0;
    while (next_item(&value, item, sizeof item)) {
        if (count == CONF_CALLS_MAX)
            return err_set(e, ERR_CONFIG, "more than %d kinds of call", CONF_CALLS_MAX);
        if (!parse_call(item, &calls[count++]))
            return err_set(e, ERR_CONFIG,
                           "'%.60s' is neither a sensor type with event data (C1:AA3x) nor the id "
                           "of an event (iAMT0036)",
                           item);
    }
    memcpy(conf->collector.calls, calls, count * sizeof calls[0]);
    conf->collector.call_count = count;
    return ERR_OK;
}

static enum err_code set_relays(struct conf *conf, const char *value, struct err *e)
{
    struct addr relays[CONF_RELAYS_MAX];
    size_t count = 0;
    enum err_code code = address_list_parse(value, relays, CONF_RELAYS_MAX, &count, e);
    if (code != ERR_OK)
        return err_recode(e, ERR_CONFIG);
    memcpy(conf->collector.relays, relays, count * sizeof relays[0]);
    conf->collector.relay_count = count;
    return ERR_OK;
}

/* Cuts " (KEY)" off the end of a tool's name: F2 to F12, or one character. */
static void parse_tool_key(struct conf_tool *tool)
{
    char *open = strrchr(tool->name, '(');
    size_t len = open != NULL ? strlen(open) : 0;
    unsigned number = 0;
    char more;
    if (open == NULL || open <= tool->name + 1 || open[-1] != ' ' || open[len - 1] != ')' ||
        len - 2 >= sizeof tool->key)
        return;
    (void)snprintf(tool->key, sizeof tool->key, "%.*s", (int)len - 2, open + 1);
    bool is_function =
        sscanf(tool->key, "F%2u%c", &number, &more) == 1 && number >= 2 && number <= 12;
    bool is_character = tool->key[0] > ' ' && tool->key[0] < 0x7f && tool->key[1] == '\0';
    if (is_function || is_character)
        open[-1] = '\0';
    else
        tool->key[0] = '\0';
}

static enum err_code add_tool(struct conf *conf, const char *name, const char *command,
                              struct err *e)
{
    if (name[0] == '\0')
        return err_set(e, ERR_CONFIG, "a tool needs a name");
    if (conf->tool_count == CONF_TOOLS_MAX)
        return err_set(e, ERR_CONFIG, "more than %d tools", CONF_TOOLS_MAX);
    struct conf_tool *tool = &conf->tools[conf->tool_count];
    enum err_code code = set_text(tool->name, name, e);
    if (code == ERR_OK)
        code = set_text(tool->command, command, e);
    if (code == ERR_OK) {
        parse_tool_key(tool);
        conf->tool_count++;
    }
    return code;
}

static enum err_code set_member(struct conf *conf, const struct conf_key *key, const char *value,
                                struct err *e)
{
    void *member = (char *)conf + key->member;
    long number = 0;
    int choice;
    switch (key->type) {
    case CONF_TEXT:
        return set_text(member, value, e);
    case CONF_PATH:
    case CONF_DIRECTORY:
        return set_path(key, member, value, e);
    case CONF_DURATION:
        if (!time_parse_duration(value, member))
            return err_set(e, ERR_CONFIG, "'%.80s' is not a duration (10s, 30m, 4h, 2d)", value);
        return ERR_OK;
    case CONF_NUMBER:
        if (!parse_number(key, value, member))
            return err_set(e, ERR_CONFIG, "'%.80s' is not a number%s%s from %ld to %ld", value,
                           key->unit != NULL ? " of " : "", key->unit != NULL ? key->unit : "",
                           key->min, key->max);
        return ERR_OK;
    case CONF_PORT:
        if (value[0] != '\0' && !parse_number(key, value, &number))
            return err_set(e, ERR_CONFIG, "'%.80s' is not a port number from %ld to %ld", value,
                           key->min, key->max);
        *(uint16_t *)member = (uint16_t)number;
        return ERR_OK;
    case CONF_CHOICE:
    case CONF_BOOL:
        choice = find_choice(key->choices, value);
        if (choice < 0)
            return err_set(e, ERR_CONFIG, "'%.80s' is not one of %s", value, key->choices);
        if (key->type == CONF_BOOL)
            *(bool *)member = choice == 0;
        else
            *(unsigned *)member = (unsigned)choice;
        return ERR_OK;
    case CONF_NETWORKS:
        return set_networks(conf, value, e);
    case CONF_CALLS:
        return set_calls(conf, value, e);
    case CONF_RELAYS:
        return set_relays(conf, value, e);
    case CONF_TOOL:
        break; /* add_tool needs the name */
    }
    return ERR_OK;
}

enum err_code conf_set(struct conf *conf, const char *section, const char *name, const char *value,
                       struct err *e)
{
    struct err why;
    if (section[0] == '\0')
        return err_set(e, ERR_CONFIG, "'%.60s' comes before the first [section]", name);
    if (conf_check_section(section, e) != ERR_OK)
        return ERR_CONFIG;
    const struct conf_key *key = conf_key_find(section, name);
    if (key == NULL)
        return err_set(e, ERR_CONFIG, "unknown key '%.60s' in [%s]", name, section);
    if (key->type == CONF_TOOL)
        return add_tool(conf, name, value, e);
    if (set_member(conf, key, value, &why) != ERR_OK)
        return err_about(e, ERR_CONFIG, name, "%s", why.text);
    return ERR_OK;
}

void conf_init(struct conf *conf)
{
    const struct conf_key *key;
    memset(conf, 0, sizeof *conf);
    for (size_t i = 0; (key = conf_key_at(i)) != NULL; i++)
        if (key->builtin != NULL)
            (void)set_member(conf, key, key->builtin, NULL);
}
