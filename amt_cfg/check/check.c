#include "amt_cfg/check/check.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "amt_cfg/check/check_context.h"

static void check_configuration(struct check_context *c, bool chosen)
{
    static const char object[] = "configuration";
    struct err e;
    conf_init(&c->conf);
    if (conf_read(&c->conf, c->path, chosen, &e) != ERR_OK)
        report_wrong(&c->report, FOUND_CONF_BAD, object, "%s", e.text);
    else if (access(c->path, F_OK) != 0)
        report_note(&c->report, FOUND_CONF_MISSING, object,
                    "%s does not exist: built-in values hold", c->path);
    else
        report_ok(&c->report, object, "%s", c->path);
}

/* Units that use another configuration belong to another installation. */
static void read_units(struct check_context *c)
{
    char path[PATH_MAX];
    if (!units_read(c->all))
        return;
    unit_conf(&c->all[UNIT_IDENTIFY], path, sizeof path);
    if (strcmp(path, c->path) == 0)
        c->units = c->all;
}

static void check_rule(struct check_context *c, const char *section, const char *key,
                       const char *value)
{
    struct err e;
    char object[64];
    (void)snprintf(object, sizeof object, "%s.%s", section, key);
    if (conf_key_find(section, key)->check(value, &e) != ERR_OK)
        report_wrong(&c->report, FOUND_SETTING, object, "%s", e.text);
    else if (value[0] != '\0')
        report_ok(&c->report, object, "%s", value);
}

static void check_ca_file(struct check_context *c)
{
    static const char object[] = "ca-file";
    const char *path = c->conf.amt.ca_file;
    struct stat st;
    if (path[0] == '\0')
        return;
    if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
        report_wrong(&c->report, FOUND_CA_FILE, object, "%s is not a regular file", path);
    else if (access(path, R_OK) == 0)
        report_ok(&c->report, object, "%s", path);
    else if (errno == EACCES)
        report_note(&c->report, FOUND_NOT_CHECKED, object,
                    "%s: not permitted; not looked at, run this as root for that", path);
    else
        report_wrong(&c->report, FOUND_CA_FILE, object, "%s is not there", path);
}

static void check_settings(struct check_context *c)
{
    const struct conf *conf = &c->conf;
    check_rule(c, "amt", "user", conf->amt.user);
    check_ca_file(c);
    if (conf->amt.network_count == 0)
        report_wrong(&c->report, FOUND_NETWORKS_EMPTY, "networks",
                     "empty: no client would ever be asked who it is");
    if (conf->collector.address[0] == '\0' && conf->collector.event_url[0] == '\0')
        report_as(&c->report, c->is_shared ? FINDING_WRONG : FINDING_NOTE, FOUND_ADDRESS_MISSING,
                  "collector.address",
                  "not set, nor is collector.event-url: fcfh-config needs to know where calls "
                  "go%s",
                  c->is_shared ? "\nfcfh-settings" : "");
    check_rule(c, "queue", "ticket-pattern", conf->queue.ticket_pattern);
    check_rule(c, "collector", "address", conf->collector.address);
    check_rule(c, "collector", "event-url", conf->collector.event_url);
    for (size_t i = 0; i < conf->tool_count; i++) {
        const struct conf_tool *tool = &conf->tools[i];
        struct err e;
        if (conf_key_find("tools", tool->name)->check(tool->command, &e) != ERR_OK)
            report_wrong(&c->report, FOUND_SETTING, "tools", "%s: %s", tool->name, e.text);
    }
}

bool check_run(const char *path, bool chosen, bool probe, finding_callback *on_finding)
{
    static struct check_context c; /* large */
    c = (struct check_context){.report = {.on_finding = on_finding, .good = true}, .path = path};
    check_configuration(&c, chosen);
    read_units(&c);
    check_queue(&c);
    check_passwords(&c);
    check_settings(&c);
    check_listener(&c);
    check_trapd(&c);
    check_users(&c);
    check_units(&c);
    check_status(&c);
    if (probe) {
        check_probe_trap(&c);
        check_probe_event(&c);
    }
    return c.report.good;
}
