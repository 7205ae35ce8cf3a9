/* The units of the services: do they run, can they go on running, may they write where the queue
 * is? */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "amt_cfg/check/check_context.h"

static unsigned long long now_us(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (unsigned long long)now.tv_sec * 1000000 + (unsigned long long)now.tv_nsec / 1000;
}

/* what: "queue" or "spool". */
static void check_write_paths(struct check_context *c, enum unit_id id, const char *what,
                              const char *path)
{
    char real[PATH_MAX];
    const char *name = unit_name(id);
    if (realpath(path, real) == NULL)
        return; /* the reason has been reported */
    switch (unit_write_access(&c->units[id], real)) {
    case UNIT_WRITABLE:
        break;
    case UNIT_READ_ONLY:
        report_wrong(
            &c->report, FOUND_UNIT_READ_ONLY, name,
            "may not write to the %s, which is not in its ReadWritePaths=\n"
            "mkdir -p /etc/systemd/system/%s.d && printf '[Service]\\nReadWritePaths=%s\\n' "
            ">/etc/systemd/system/%s.d/%s.conf && systemctl daemon-reload && systemctl "
            "restart %s",
            what, name, real, name, what, name);
        break;
    case UNIT_HOME_PROTECTED:
        report_wrong(&c->report, FOUND_UNIT_READ_ONLY, name,
                     "ProtectHome= keeps it out of %s: move the %s to /var/lib or /srv", real,
                     what);
    }
}

/* False if something is wrong with how it runs. */
static bool runs_well(struct check_context *c, enum unit_id id)
{
    const struct unit *unit = &c->units[id];
    const char *name = unit_name(id);
    if (unit_is_restarting(unit, now_us()))
        report_wrong(&c->report, FOUND_UNIT_RESTARTING, name,
                     "is started again and again (%s times, exit status %s): 'journalctl -u %s' "
                     "says why",
                     unit->restarts, unit->exit_status, name);
    else if (strcmp(unit->active, "failed") == 0)
        report_wrong(&c->report, FOUND_UNIT_FAILED, name,
                     "has failed (%s, exit status %s): 'journalctl -u %s' says why", unit->result,
                     unit->exit_status, name);
    else if (strcmp(unit->active, "inactive") == 0)
        report_wrong(&c->report, FOUND_UNIT_STOPPED, name,
                     "does not run\nsystemctl enable --now %s", name);
    else
        return true;
    return false;
}

static void check_unit(struct check_context *c, enum unit_id id)
{
    const struct unit *unit = &c->units[id];
    const char *name = unit_name(id);
    bool well = runs_well(c, id);
    if (strcmp(unit->needs_reload, "yes") == 0)
        report_note(&c->report, FOUND_UNIT_RELOAD, name,
                    "its files have changed since systemd read them\nsystemctl daemon-reload");
    check_write_paths(c, id, "queue", c->conf.queue.directory);
    if (id != UNIT_LISTENER && id != UNIT_HOOKS && c->conf.collector.spool[0] != '\0')
        check_write_paths(c, id, "spool", c->conf.collector.spool);
    if (well && strcmp(unit->file_state, "disabled") == 0)
        report_note(&c->report, FOUND_UNIT_DISABLED, name,
                    "runs, but not after a restart of this computer\nsystemctl enable %s", name);
    else if (well)
        report_ok(&c->report, name, "%s%s%.300s", unit->active,
                  unit->drop_ins[0] != '\0' ? ", with " : "", unit->drop_ins);
}

/* A socket starts its service when it is needed. */
static bool waits_at_socket(const struct check_context *c, enum unit_id service,
                            enum unit_id socket)
{
    return strcmp(c->units[service].active, "inactive") == 0 && unit_is_active(&c->units[socket]);
}

bool check_wants_hooks(const struct check_context *c)
{
    const struct unit *unit = c->units != NULL ? &c->units[UNIT_HOOKS] : NULL;
    return unit != NULL && unit_is_loaded(unit) &&
           (unit_is_enabled(unit) || strcmp(unit->active, "inactive") != 0);
}

void check_units(struct check_context *c)
{
    if (c->units == NULL)
        return;
    enum unit_id trapd = c->receiver.unit;
    if (trapd != UNITS && !waits_at_socket(c, trapd, trapd + 1))
        check_unit(c, trapd);
    if (trapd == UNIT_SYSTEM_TRAPD && strstr(c->units[trapd].exec, " -n") == NULL)
        report_note(&c->report, FOUND_TRAPD_NAMES, unit_name(trapd),
                    "without -n each trap waits for a name server");
    if (unit_is_loaded(&c->units[UNIT_IDENTIFY]))
        check_unit(c, UNIT_IDENTIFY);
    if (unit_is_loaded(&c->units[UNIT_LISTENER]) && check_wants_events(c) &&
        !waits_at_socket(c, UNIT_LISTENER, UNIT_LISTENER_SOCKET))
        check_unit(c, UNIT_LISTENER);
    if (check_wants_hooks(c))
        check_unit(c, UNIT_HOOKS);
}
