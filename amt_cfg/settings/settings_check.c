#include "amt_cfg/settings/settings_check.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/conf_secret.h"
#include "common/password_rule.h"
#include "amt_cfg/settings/udp_port.h"
#include "amt_cfg/settings/who_may.h"
#include "common/amt/register_write.h"
#include "common/secret.h"
#include "common/timefmt.h"
#include "common/users.h"
#include "support_queue_db/queue.h"
#include "support_queue_db/status.h"

enum {
    TRAP_PORT = 162,
    QUEUE_MODE = 02070 /* the group may write, and what it makes belongs to the group */
};

struct checking {
    settings_finding *report;
    bool good;
};

__attribute__((format(printf, 4, 5))) static void
report(struct checking *c, enum finding kind, const char *object, const char *format, ...)
{
    char text[512];
    va_list args;
    va_start(args, format);
    if (vsnprintf(text, sizeof text, format, args) < 0)
        text[0] = '\0';
    va_end(args);
    if (kind == FINDING_WRONG)
        c->good = false;
    c->report(kind, object, text);
}

static void check_configuration(struct checking *c, struct conf *conf, const char *path,
                                bool chosen)
{
    struct err e;
    conf_init(conf);
    if (conf_read(conf, path, chosen, &e) != ERR_OK)
        report(c, FINDING_WRONG, "configuration", "%s", e.text);
    else if (access(path, F_OK) != 0)
        report(c, FINDING_NOTE, "configuration", "%s does not exist: built-in values hold", path);
    else
        report(c, FINDING_OK, "configuration", "%s", path);
}

static void check_queue(struct checking *c, const char *path)
{
    struct stat st;
    char uid[24];
    char gid[24];
    char owner[160];
    if (lstat(path, &st) != 0) {
        report(c, FINDING_WRONG, "queue", "%s is not there\ninstall -d -m 2770 -g fcfh %s", path,
               path);
        return;
    }
    const struct passwd *user = getpwuid(st.st_uid);
    const struct group *group = getgrgid(st.st_gid);
    (void)snprintf(uid, sizeof uid, "%ld", (long)st.st_uid);
    (void)snprintf(gid, sizeof gid, "%ld", (long)st.st_gid);
    (void)snprintf(owner, sizeof owner, "owner %s, group %s, mode %04o",
                   user != NULL ? user->pw_name : uid, group != NULL ? group->gr_name : gid,
                   (unsigned)(st.st_mode & 07777));
    if (S_ISLNK(st.st_mode))
        report(c, FINDING_WRONG, "queue", "%s is a symbolic link; name the directory itself", path);
    else if (!S_ISDIR(st.st_mode))
        report(c, FINDING_WRONG, "queue", "%s is not a directory", path);
    else if ((st.st_mode & S_IWOTH) != 0)
        report(c, FINDING_WRONG, "queue", "%s: everybody may write (%s)\nchmod o-w %s", path, owner,
               path);
    else if ((st.st_mode & S_IROTH) != 0)
        report(c, FINDING_NOTE, "queue", "%s: everybody may list who called (%s)", path, owner);
    else if ((st.st_mode & QUEUE_MODE) != QUEUE_MODE)
        report(c, FINDING_NOTE, "queue",
               "%s: only its owner can use it (%s); for a group: chmod 2770, chgrp fcfh", path,
               owner);
    else if (access(path, W_OK) != 0)
        report(c, FINDING_NOTE, "queue", "%s: this user may not write to it (%s)", path, owner);
    else
        report(c, FINDING_OK, "queue", "%s (%s)", path, owner);
}

/* The first two that share a key or a name, as files that were copied by hand may. */
static void check_shared(struct checking *c, const struct client_register *reg)
{
    const struct register_client *client;
    for (size_t i = 0; (client = register_at(reg, i)) != NULL; i++) {
        char id[REGISTER_ID_SIZE];
        bool shared = false;
        for (size_t k = 0; k < client->key_count; k++)
            shared = shared || !register_key_is_unique(reg, client->keys[k]);
        for (size_t n = 0; n < client->name_count; n++)
            shared = shared || !register_name_is_unique(reg, client->names[n]);
        if (!shared)
            continue;
        register_client_id(client, id);
        report(c, FINDING_NOTE, "register",
               "another client has the same key or name as %s, which proves neither; see "
               "fcfh-settings clients show %s",
               id, id);
        return;
    }
}

/* Of one that counts: who is in it, and which files do not count. */
static void check_clients(struct checking *c, const struct conf *conf,
                          const struct client_register *reg)
{
    const char *path = conf->clients.directory;
    const size_t count = register_count(reg);
    const char *bad;
    char newest[TIME_TEXT_SIZE];
    time_format(register_newest(reg), newest);
    for (size_t i = 0; (bad = register_bad_file(reg, i)) != NULL; i++)
        report(c, FINDING_WRONG, "register", "%.100s/%s", path, bad);
    if (count > 0)
        report(c, FINDING_OK, "register", "%s (%zu client%s, the newest of %s)", path, count,
               count == 1 ? "" : "s", newest);
    else if (conf->amt.login == CONF_LOGIN_REGISTER)
        report(c, FINDING_WRONG, "register",
               "%s: no client is in it, so nobody who calls is logged in to; fcfh-config takes in "
               "what it sets up, and fcfh-config --learn HOST what was set up before",
               path);
    else
        report(c, FINDING_NOTE, "register", "%s: no client is in it, so none can be verified",
               path);
    check_shared(c, reg);
}

static void check_register(struct checking *c, const struct conf *conf)
{
    const char *path = conf->clients.directory;
    struct client_register *reg;
    char command[REGISTER_MAKE_SIZE];
    struct err e;
    if (access(path, F_OK) != 0 && errno == ENOENT) {
        register_make_command(path, command);
        report(c, conf->amt.login == CONF_LOGIN_REGISTER ? FINDING_WRONG : FINDING_NOTE, "register",
               "%s is not there\n%s", path, command);
    } else if (geteuid() != 0 && access(path, R_OK | X_OK) != 0) {
        report(c, FINDING_NOTE, "register", "%s: not looked at, run this as root for that", path);
    } else if (register_open(&reg, path, &e) != ERR_OK) {
        report(c, FINDING_WRONG, "register", "%s", e.text);
    } else {
        if (register_trouble(reg)[0] != '\0')
            report(c, FINDING_WRONG, "register", "%s", register_trouble(reg));
        else
            check_clients(c, conf, reg);
        register_close(reg);
    }
}

/* On an installed system: whose the parts of the queue are. */
static void check_parts(struct checking *c, const char *path)
{
    char text[WHO_MAY_SIZE];
    bool end = !who_may_is_shared(path);
    for (size_t i = 0; !end; i++)
        if (!who_may_use(path, i, &end, text) && !end)
            report(c, FINDING_WRONG, "queue", "%s", text);
}

static void check_secret(struct checking *c, const char *object, const char *path, const char *user)
{
    char text[WHO_MAY_SIZE];
    if (path[0] != '\0' && !who_may_read(path, user, text))
        report(c, FINDING_WRONG, object, "%s: %s", path, text);
}

/* The unit hands this file over whatever fcfh.conf says. */
static void check_handed_over(struct checking *c, const struct conf *conf)
{
    const char *usual = conf_find("amt", "password-file")->builtin;
    bool other =
        conf->amt.password_command[0] != '\0' || strcmp(conf->amt.password_file, usual) != 0;
    if (other && getpwnam(USER_AMT) != NULL && access(usual, F_OK) == 0)
        report(
            c, FINDING_NOTE, "password",
            "%s goes first where fcfh-identify.service runs: remove it, or change LoadCredential= "
            "with: systemctl edit fcfh-identify",
            usual);
}

/* No client can have a password that breaks the rule: AMT's own pages and fcfh-settings refuse it.
 */
static void check_password(struct checking *c, const struct conf *conf)
{
    struct secret secret;
    struct err e;
    char text[WHO_MAY_SIZE];
    const struct secret_source source = conf_amt_password(conf);
    const char *from = source.command[0] != '\0' ? "password-command" : source.path;
    enum err_code code = secret_read(&source, &secret, &e);
    bool missing = code != ERR_OK && source.command[0] == '\0' && access(source.path, F_OK) != 0 &&
                   errno == ENOENT;
    if (missing) {
        report(c, FINDING_WRONG, "password", "%s is not there\nfcfh-settings set amt.password -",
               source.path);
    } else if (code == ERR_NOPERM) {
        report(c, FINDING_NOTE, "password", "%s; not looked at, run this as root for that", e.text);
    } else if (code != ERR_OK) {
        report(c, FINDING_WRONG, "password", "%s", e.text);
    } else if (password_rule_check(secret.text, &e) != ERR_OK) {
        report(c, FINDING_WRONG, "password", "%s: %s", from, e.text);
    } else if (source.command[0] == '\0' && !who_may_read(source.path, USER_AMT, text)) {
        report(c, FINDING_WRONG, "password", "%s: %s", from, text);
    } else {
        report(c, FINDING_OK, "password", "%s", from);
    }
    secret_wipe(&secret);
}

/* What a program reads of what the configuration names; an empty path is not set. */
static void check_readable(struct checking *c, const char *object, const char *path)
{
    struct stat st;
    if (path[0] == '\0')
        return;
    if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
        report(c, FINDING_WRONG, object, "%s is not a regular file", path);
    else if (access(path, R_OK) == 0)
        report(c, FINDING_OK, object, "%s", path);
    else if (errno == EACCES)
        report(c, FINDING_NOTE, object, "%s: not looked at, run this as root for that", path);
    else
        report(c, FINDING_WRONG, object, "%s cannot be read", path);
}

static void check_rule(struct checking *c, const char *section, const char *key, const char *value)
{
    struct err e;
    char object[64];
    (void)snprintf(object, sizeof object, "%s.%s", section, key);
    if (conf_find(section, key)->check(value, &e) != ERR_OK)
        report(c, FINDING_WRONG, object, "%s", e.text);
    else if (value[0] != '\0')
        report(c, FINDING_OK, object, "%s", value);
}

/* snmptrapd itself, or systemd that holds the socket for it. */
static void check_port(struct checking *c)
{
    struct udp_holder holder;
    if (!udp_port_holder(TRAP_PORT, "snmptrapd", &holder))
        report(c, FINDING_NOTE, "UDP port 162", "this system does not tell who holds it");
    else if (!holder.taken)
        report(c, FINDING_NOTE, "UDP port 162", "nobody listens: snmptrapd is not running");
    else if (holder.pid == 0)
        report(c, FINDING_NOTE, "UDP port 162", "taken; run this as root to see by whom");
    else if (holder.expected)
        report(c, FINDING_OK, "UDP port 162", "%s (process %ld)", holder.name, holder.pid);
    else
        report(c, FINDING_WRONG, "UDP port 162",
               "%s (process %ld) holds it: stop that, then start snmptrapd", holder.name,
               holder.pid);
}

/* The programs that work on the queue: one that was stopped keeps others waiting. */
static void check_programs(struct checking *c, const struct conf *conf)
{
    static const struct {
        enum status_code code;
        const char *object;
    } looks[] = {{STATUS_LOCK_HELD, "queue"},
                 {STATUS_IDENTIFY_STOPPED, "fcfh-identify"},
                 {STATUS_LISTENER_STOPPED, "fcfh-listener"}};
    struct status status = {.calling = 0};
    struct queue *queue;
    time_t now = time(NULL);
    if (queue_open(&queue, conf, QUEUE_READ, NULL) != ERR_OK)
        return; /* why has been told */
    status_add_hosts(&status, queue, conf, now);
    if (status.listener != STATUS_STOPPED) /* one that never ran may be started after this */
        status.listener = STATUS_RUNS;
    status_judge(&status, conf, now);
    queue_close(queue);
    for (size_t i = 0; i < sizeof looks / sizeof looks[0]; i++)
        if (status.look[looks[i].code][0] != '\0')
            report(c, FINDING_WRONG, looks[i].object, "%s", status.look[looks[i].code]);
    if (status.identify == STATUS_RUNS)
        report(c, FINDING_OK, "fcfh-identify", "runs");
}

bool settings_check(const char *path, bool chosen, settings_finding *on_finding)
{
    struct checking c = {.report = on_finding, .good = true};
    struct conf conf;
    check_configuration(&c, &conf, path, chosen);
    check_queue(&c, conf.queue.directory);
    check_parts(&c, conf.queue.directory);
    check_register(&c, &conf);
    check_password(&c, &conf);
    check_handed_over(&c, &conf);
    check_rule(&c, "amt", "user", conf.amt.user);
    check_readable(&c, "ca-file", conf.amt.ca_file);
    if (conf.amt.network_count == 0)
        report(&c, FINDING_WRONG, "networks", "empty: no client would ever be asked who it is");
    if (conf.collector.address[0] == '\0' && conf.collector.event_url[0] == '\0')
        report(&c, FINDING_NOTE, "collector.address",
               "not set, nor is collector.event-url: fcfh-config needs to know where calls go");
    if (conf.listener.user[0] != '\0' && conf.listener.password_file[0] == '\0')
        report(&c, FINDING_WRONG, "listener.password-file", "not set, though listener.user is");
    check_rule(&c, "queue", "ticket-pattern", conf.queue.ticket_pattern);
    check_rule(&c, "collector", "address", conf.collector.address);
    check_rule(&c, "collector", "event-url", conf.collector.event_url);
    check_readable(&c, "listener.certificate", conf.listener.certificate);
    check_readable(&c, "listener.key", conf.listener.key);
    check_secret(&c, "listener.key", conf.listener.key, USER_EVENTS);
    check_secret(&c, "listener.password-file", conf.listener.password_file, USER_EVENTS);
    for (size_t i = 0; i < conf.tool_count; i++) {
        const struct conf_tool *tool = &conf.tools[i];
        struct err e;
        if (conf_find("tools", tool->name)->check(tool->command, &e) != ERR_OK)
            report(&c, FINDING_WRONG, "tools", "%s: %s", tool->name, e.text);
    }
    check_port(&c);
    check_programs(&c, &conf);
    return c.good;
}
