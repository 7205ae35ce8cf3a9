#include "amt_cfg/check/receiver.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/file.h"

enum { PROC_MAX = 16 * 1024 };

/* Reads a file of /proc/PID, with NULs replaced by blanks; "" if it cannot be read. */
static void read_proc(long pid, const char *name, char *text, size_t size)
{
    char path[64];
    (void)snprintf(path, sizeof path, "/proc/%ld/%s", pid, name);
    FILE *file = fopen(path, "re");
    size_t used = file != NULL ? fread(text, 1, size - 1, file) : 0;
    if (file != NULL)
        (void)fclose(file);
    for (size_t i = 0; i < used; i++)
        if (text[i] == '\0')
            text[i] = ' ';
    text[used] = '\0';
}

static bool is_chosen(const struct unit *service, const struct unit *socket)
{
    return unit_is_active(service) || unit_is_active(socket);
}

enum unit_id receiver_unit(const struct unit *units)
{
    if (units == NULL)
        return UNITS;
    if (is_chosen(&units[UNIT_TRAPD], &units[UNIT_TRAPD_SOCKET]))
        return UNIT_TRAPD;
    if (is_chosen(&units[UNIT_SYSTEM_TRAPD], &units[UNIT_SYSTEM_TRAPD_SOCKET]))
        return UNIT_SYSTEM_TRAPD;
    if (unit_is_enabled(&units[UNIT_TRAPD]) || unit_is_enabled(&units[UNIT_TRAPD_SOCKET]))
        return UNIT_TRAPD;
    return UNITS;
}

/* The process that has the port open may be a child of the unit's main process. */
static enum unit_id unit_of_process(long pid, const struct unit *units)
{
    char text[PROC_MAX];
    read_proc(pid, "cgroup", text, sizeof text);
    for (enum unit_id id = UNIT_TRAPD; id <= UNIT_SYSTEM_TRAPD; id += 2) {
        char mark[80];
        (void)snprintf(mark, sizeof mark, "/%s", unit_name(id));
        if (strstr(text, mark) != NULL || strtol(units[id].main_pid, NULL, 10) == pid)
            return id;
    }
    return UNITS;
}

static void find_user_of_unit(struct receiver *r, const struct unit *unit)
{
    char groups[UNIT_TEXT_SIZE];
    char *rest = groups;
    const char *group;
    r->has_user = access_user_find(unit->user[0] != '\0' ? unit->user : "root", &r->user);
    if (!r->has_user)
        return;
    (void)snprintf(groups, sizeof groups, "%s", unit->groups);
    if (unit->group[0] != '\0')
        (void)access_user_add_group(&r->user, unit->group);
    while ((group = strsep(&rest, " ")) != NULL)
        if (group[0] != '\0')
            (void)access_user_add_group(&r->user, group);
}

static void find_user_of_process(struct receiver *r)
{
    char text[PROC_MAX];
    unsigned long uid;
    read_proc(r->pid, "status", text, sizeof text);
    const char *line = strstr(text, "\nUid:");
    if (line != NULL && sscanf(line, "\nUid: %*u %lu", &uid) == 1)
        r->has_user = access_user_find_uid((uid_t)uid, &r->user);
}

/* Finds the word after -c in a command line, and whether snmptrapd reads only that file. */
static bool conf_option(const char *line, char *path, size_t size, bool *only)
{
    bool found = false;
    for (const char *at = line; at != NULL && *at != '\0';) {
        size_t len = strcspn(at, " ");
        if (len == 2 && strncmp(at, "-C", 2) == 0)
            *only = true;
        if (len == 2 && strncmp(at, "-c", 2) == 0 && at[2] == ' ')
            found = snprintf(path, size, "%.*s", (int)strcspn(at + 3, " "), at + 3) < (int)size;
        at += len + (at[len] == ' ');
    }
    return found;
}

static void read_directories(struct receiver *r, const char *community)
{
    const char *given = getenv("SNMPCONFPATH"); /* as Net-SNMP does */
    char all[4096];
    char *rest = all;
    const char *directory;
    (void)snprintf(all, sizeof all, "%s", given != NULL ? given : "/etc/snmp:/usr/share/snmp");
    while ((directory = strsep(&rest, ":")) != NULL) {
        static const char *const names[] = {"snmptrapd.conf", "snmptrapd.local.conf"};
        for (size_t i = 0; i < 2; i++) {
            char path[TRAPD_PATH_SIZE];
            if (snprintf(path, sizeof path, "%s/%s", directory, names[i]) >= (int)sizeof path)
                continue;
            if (r->conf_path[0] == '\0')
                (void)snprintf(r->conf_path, sizeof r->conf_path, "%s", path);
            if (access(path, F_OK) == 0)
                trapd_conf_read(&r->conf, path, community);
        }
    }
}

/* Finds the file that a unit passes to fcfh-stream as its first argument; the file after
 * snmptrapd's -c is then only a copy. */
static bool stream_option(const struct unit *unit, char *path, size_t size)
{
    static const char program[] = "/fcfh-stream ";
    const char *words = strstr(unit->exec, "argv[]=");
    const char *at = words != NULL ? strstr(words, program) : NULL;
    if (at == NULL)
        return false;
    at += strlen(program);
    return snprintf(path, size, "%.*s", (int)strcspn(at, " "), at) < (int)size;
}

static void read_conf(struct receiver *r, const struct unit *unit, const char *community)
{
    char line[PROC_MAX] = "";
    char given[TRAPD_PATH_SIZE];
    bool streams = unit != NULL && stream_option(unit, given, sizeof given);
    bool only = streams;
    if (r->pid != 0)
        read_proc(r->pid, "cmdline", line, sizeof line);
    else if (unit != NULL)
        (void)snprintf(line, sizeof line, "%s", unit->exec);
    if (streams || conf_option(line, given, sizeof given, &only)) {
        (void)snprintf(r->conf_path, sizeof r->conf_path, "%s", given);
        trapd_conf_read(&r->conf, given, community);
    }
    if (!only)
        read_directories(r, community);
}

void receiver_find(struct receiver *r, const struct unit *units, const char *community)
{
    *r = (struct receiver){.unit = UNITS};
    r->port_known = udp_port_holder(TRAP_PORT, "snmptrapd", &r->port);
    r->unit = receiver_unit(units);
    if (r->port.taken && r->port.pid > 1 && r->port.expected) {
        r->pid = r->port.pid;
        r->unit = units != NULL ? unit_of_process(r->pid, units) : UNITS;
        find_user_of_process(r);
    }
    r->runs = r->pid != 0 || (r->port.taken && r->unit != UNITS);
    const struct unit *unit = r->unit != UNITS ? &units[r->unit] : NULL;
    if (unit != NULL)
        find_user_of_unit(r, unit);
    read_conf(r, unit, community);
}
