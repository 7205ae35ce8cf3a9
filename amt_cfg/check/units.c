#include "amt_cfg/check/units.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "amt_cfg/check/command_output.h"
#include "common/conf.h"

enum { SHOWN_MAX = 256 * 1024, RESTARTS = 3, SETTLED_S = 60 };

static const char *const names[UNITS] = {
    [UNIT_TRAPD] = "fcfh-snmptrapd.service",
    [UNIT_TRAPD_SOCKET] = "fcfh-snmptrapd.socket",
    [UNIT_SYSTEM_TRAPD] = "snmptrapd.service",
    [UNIT_SYSTEM_TRAPD_SOCKET] = "snmptrapd.socket",
    [UNIT_IDENTIFY] = "fcfh-identify.service",
    [UNIT_LISTENER] = "fcfh-listener.service",
    [UNIT_LISTENER_SOCKET] = "fcfh-listener.socket",
    [UNIT_HOOKS] = "fcfh-hooks.service",
};

const char *unit_name(enum unit_id id)
{
    return names[id];
}

#define WORD(name, member)                                                                         \
    {                                                                                              \
        (name), offsetof(struct unit, member), UNIT_WORD_SIZE                                      \
    }
#define TEXT(name, member)                                                                         \
    {                                                                                              \
        (name), offsetof(struct unit, member), UNIT_TEXT_SIZE                                      \
    }
static const struct property {
    const char *name;
    size_t member;
    size_t size;
} properties[] = {
    WORD("LoadState", load),
    WORD("ActiveState", active),
    WORD("SubState", sub),
    WORD("Result", result),
    WORD("UnitFileState", file_state),
    WORD("User", user),
    WORD("Group", group),
    WORD("ProtectSystem", protect_system),
    WORD("ProtectHome", protect_home),
    WORD("MainPID", main_pid),
    WORD("NRestarts", restarts),
    WORD("ExecMainStatus", exit_status),
    WORD("NeedDaemonReload", needs_reload),
    WORD("ActiveEnterTimestampMonotonic", since),
    TEXT("SupplementaryGroups", groups),
    TEXT("ReadWritePaths", write_paths),
    TEXT("ExecStart", exec),
    TEXT("Environment", environment),
    TEXT("DropInPaths", drop_ins),
};
enum { PROPERTIES = sizeof properties / sizeof properties[0] };

/* ---------------------------------------------------------------- asking systemctl */

static void parse_property(struct unit *unit, const char *line, size_t len)
{
    for (size_t i = 0; i < PROPERTIES; i++) {
        const struct property *p = &properties[i];
        size_t name = strlen(p->name);
        if (len > name && line[name] == '=' && strncmp(line, p->name, name) == 0)
            (void)snprintf((char *)unit + p->member, p->size, "%.*s", (int)(len - name - 1),
                           line + name + 1);
    }
}

static struct unit *find_unit(struct unit units[UNITS], const char *name, size_t len)
{
    for (size_t i = 0; i < UNITS; i++)
        if (strlen(names[i]) == len && memcmp(names[i], name, len) == 0)
            return &units[i];
    return NULL;
}

/* There is one block for each unit, with empty lines between them; a unit's name may be anywhere in
 * its block. */
void units_parse(const char *text, struct unit units[UNITS])
{
    static const char id[] = "Id=";
    memset(units, 0, UNITS * sizeof *units);
    while (*text != '\0') {
        const char *end = strstr(text, "\n\n");
        size_t size = end != NULL ? (size_t)(end - text) : strlen(text);
        struct unit *unit = NULL;
        for (int round = 0; round < 2; round++) /* first which unit it is, then what it says */
            for (size_t at = 0; at < size; at += strcspn(text + at, "\n") + 1) {
                size_t len = strcspn(text + at, "\n");
                if (round == 0 && strncmp(text + at, id, strlen(id)) == 0)
                    unit = find_unit(units, text + at + strlen(id), len - strlen(id));
                else if (round == 1 && unit != NULL)
                    parse_property(unit, text + at, len);
            }
        text += size;
        text += strspn(text, "\n");
    }
}

bool units_read(struct unit units[UNITS])
{
    char wanted[512] = "--property=Id";
    const char *argv[5 + UNITS] = {"systemctl", "show", "--no-pager", wanted};
    for (size_t i = 0; i < PROPERTIES; i++) {
        size_t used = strlen(wanted);
        (void)snprintf(wanted + used, sizeof wanted - used, ",%s", properties[i].name);
    }
    for (size_t i = 0; i < UNITS; i++)
        argv[4 + i] = names[i];
    char *text = command_output(argv, SHOWN_MAX);
    if (text == NULL)
        return false;
    units_parse(text, units);
    free(text);
    return true;
}

/* ---------------------------------------------------------------- what it means */

bool unit_is_loaded(const struct unit *unit)
{
    return strcmp(unit->load, "loaded") == 0;
}

bool unit_is_active(const struct unit *unit)
{
    return strcmp(unit->active, "active") == 0 || strcmp(unit->active, "reloading") == 0;
}

bool unit_is_enabled(const struct unit *unit)
{
    return strncmp(unit->file_state, "enabled", strlen("enabled")) == 0;
}

bool unit_is_restarting(const struct unit *unit, unsigned long long now_us)
{
    unsigned long long since = strtoull(unit->since, NULL, 10);
    bool settled =
        unit_is_active(unit) && now_us >= since && now_us - since > SETTLED_S * 1000ULL * 1000ULL;
    return strcmp(unit->sub, "auto-restart") == 0 ||
           (!settled && strtol(unit->restarts, NULL, 10) >= RESTARTS);
}

/* "{ path=/usr/bin/x ; argv[]=/usr/bin/x -c FILE ; ..." */
static const char *find_argv(const struct unit *unit, size_t *len)
{
    static const char mark[] = "argv[]=";
    const char *at = strstr(unit->exec, mark);
    if (at == NULL)
        return NULL;
    at += strlen(mark);
    const char *end = strstr(at, " ; ");
    *len = end != NULL ? (size_t)(end - at) : strlen(at);
    return at;
}

bool unit_option(const struct unit *unit, const char *option, char *word, size_t size)
{
    size_t len = 0;
    const char *at = find_argv(unit, &len);
    const char *end = at + len;
    bool is_next = false;
    while (at != NULL && at < end) {
        size_t used = strcspn(at, " ");
        if (used > (size_t)(end - at))
            used = (size_t)(end - at);
        if (is_next)
            return snprintf(word, size, "%.*s", (int)used, at) < (int)size;
        is_next = strlen(option) == used && memcmp(at, option, used) == 0;
        at += used + 1;
    }
    return false;
}

void unit_conf(const struct unit *unit, char *path, size_t size)
{
    static const char variable[] = "FCFH_CONF=";
    const char *set = strstr(unit->environment, variable);
    if (unit_option(unit, "-c", path, size))
        return;
    if (set != NULL)
        (void)snprintf(path, size, "%.*s", (int)strcspn(set + strlen(variable), " "),
                       set + strlen(variable));
    else
        (void)snprintf(path, size, "%s", CONF_DEFAULT_FILE);
}

static bool lies_in(const char *path, const char *directory, size_t len)
{
    while (len > 1 && directory[len - 1] == '/')
        len--;
    return strncmp(path, directory, len) == 0 &&
           (path[len] == '/' || path[len] == '\0' || len == 1);
}

static bool is_listed(const char *list, const char *path)
{
    while (*list != '\0') {
        size_t len = strcspn(list, " ");
        size_t marks = strspn(list, "-+"); /* "-": it need not exist; "+": below RootDirectory */
        if (len > marks && lies_in(path, list + marks, len - marks))
            return true;
        list += len;
        list += strspn(list, " ");
    }
    return false;
}

enum unit_access unit_write_access(const struct unit *unit, const char *path)
{
    static const char homes[] = "/home /root /run/user";
    static const char parts[] = "/usr /boot /efi";
    static const char full[] = "/usr /boot /efi /etc";
    const char *system = unit->protect_system;
    bool shut = strcmp(system, "strict") == 0 ||
                (strcmp(system, "full") == 0 && is_listed(full, path)) ||
                (strcmp(system, "yes") == 0 && is_listed(parts, path));
    if (unit->protect_home[0] != '\0' && strcmp(unit->protect_home, "no") != 0 &&
        is_listed(homes, path))
        return UNIT_HOME_PROTECTED;
    return shut && !is_listed(unit->write_paths, path) ? UNIT_READ_ONLY : UNIT_WRITABLE;
}

bool unit_credential(enum unit_id id, const char *name, char *path, size_t size)
{
    static const char key[] = "LoadCredential=";
    const char *const argv[] = {"systemctl", "cat", "--no-pager", names[id], NULL};
    char *text = command_output(argv, SHOWN_MAX);
    bool found = false;
    for (const char *line = text; line != NULL && *line != '\0';) {
        size_t len = strcspn(line, "\n");
        if (strncmp(line, key, strlen(key)) == 0) {
            const char *value = line + strlen(key);
            size_t left = len - strlen(key);
            size_t used = strlen(name);
            if (left == 0) /* an empty value empties the list */
                found = false;
            else if (left > used && value[used] == ':' && strncmp(value, name, used) == 0)
                found = snprintf(path, size, "%.*s", (int)(left - used - 1), value + used + 1) <
                        (int)size;
        }
        line += len + (line[len] == '\n');
    }
    free(text);
    return found;
}
