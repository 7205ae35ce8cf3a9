/* UDP port 162, and what the snmptrapd behind it does with a trap. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "amt_cfg/check/check_context.h"
#include "common/addr.h"

static const char ours[] = FCFH_SYSCONFDIR "/fcfh/snmptrapd.conf";

/* Whether clients send their alerts to an address of this computer: such an address can be bound
 * to. */
static bool is_own(const char *text)
{
    struct addr address;
    struct sockaddr_storage at;
    if (!addr_parse(text, &address) || addr_is_unknown(&address))
        return false;
    socklen_t len = addr_to_sockaddr(&address, 0, &at);
    int fd = socket(at.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    bool good = fd >= 0 && bind(fd, (struct sockaddr *)&at, len) == 0;
    if (fd >= 0)
        (void)close(fd);
    return good;
}

bool check_wants_traps(const struct check_context *c)
{
    char list[CONF_VALUE_SIZE];
    char *rest = list;
    const char *address;
    (void)snprintf(list, sizeof list, "%s", c->conf.collector.address);
    while ((address = strsep(&rest, ", ")) != NULL)
        if (is_own(address))
            return true;
    return receiver_unit(c->units) == UNIT_TRAPD;
}

/* The holder is snmptrapd itself, or systemd, which holds the socket for it. */
static void check_port(struct check_context *c)
{
    static const char object[] = "UDP port 162";
    const struct receiver *r = &c->receiver;
    if (!r->port_known)
        report_note(&c->report, FOUND_PORT_UNKNOWN, object,
                    "this system does not tell who holds it");
    else if (!r->port.taken && r->unit != UNITS && check_wants_traps(c))
        report_wrong(&c->report, FOUND_PORT_SILENT, object,
                     "nobody listens: snmptrapd is not running\nsystemctl enable --now %s %s",
                     unit_name(r->unit + 1), unit_name(r->unit));
    else if (!r->port.taken)
        report_as(&c->report, check_wants_traps(c) ? FINDING_WRONG : FINDING_NOTE,
                  FOUND_PORT_SILENT, object, "nobody listens: snmptrapd is not running");
    else if (r->port.pid == 0)
        report_note(&c->report, FOUND_NOT_CHECKED, object,
                    "taken; run this as root to see by whom");
    else if (r->port.expected)
        report_ok(&c->report, object, "%s (process %ld)", r->port.name, r->port.pid);
    else
        report_wrong(&c->report, FOUND_PORT_TAKEN, object,
                     "%s (process %ld) holds it: stop that, then start snmptrapd", r->port.name,
                     r->port.pid);
}

/* Files that the running snmptrapd must read as its user; with -u it reads them before it changes
 * to that user. */
static bool files_are_read(struct check_context *c)
{
    const struct receiver *r = &c->receiver;
    if (r->conf.unread[0] != '\0' && r->conf.unread_errno == EACCES) {
        report_note(&c->report, FOUND_NOT_CHECKED, "snmptrapd",
                    "%s: not permitted; not looked at, run this as root for that", r->conf.unread);
        return false;
    }
    if (r->conf.unread[0] != '\0') {
        report_wrong(&c->report, FOUND_TRAPD_CONF_MISSING, "snmptrapd",
                     "%s, which it is to read, %s", r->conf.unread,
                     r->conf.unread_errno == ENOENT ? "is not there" : "cannot be read");
        return false;
    }
    for (size_t i = 0; r->has_user && r->unit != UNITS && i < r->conf.file_count; i++) {
        const char *path = r->conf.files[i];
        struct access_result result;
        access_as(&r->user, path, R_OK, &result);
        if (result.answer != ACCESS_DENIED)
            continue;
        report_wrong(&c->report, FOUND_TRAPD_CONF_NOT_READABLE, "snmptrapd",
                     "%s: its user %s may not read it\nchmod a+r %s", path, r->user.name,
                     result.blocked_at);
        return false;
    }
    return true;
}

static void report_not_included(struct check_context *c, enum finding_kind kind)
{
    const struct receiver *r = &c->receiver;
    if (r->unit == UNIT_SYSTEM_TRAPD)
        report_as(&c->report, kind, FOUND_TRAPD_NOT_INCLUDED, "snmptrapd",
                  "%s starts no fcfh-collector: let it include %s, or take "
                  "fcfh-snmptrapd.service instead of snmptrapd.service\n"
                  "echo 'includeFile %s' >>%s && usermod -aG fcfh %s && systemctl restart "
                  "snmptrapd.service",
                  r->conf_path, ours, ours, r->conf_path,
                  r->has_user ? r->user.name : "Debian-snmp");
    else
        report_as(&c->report, kind, FOUND_TRAPD_NOT_INCLUDED, "snmptrapd",
                  "%s starts no fcfh-collector: let it include %s, and restart snmptrapd\n"
                  "echo 'includeFile %s' >>%s",
                  r->conf_path, ours, ours, r->conf_path);
}

/* Networks in which clients may be and from which no trap is accepted, if the networks were set. */
static void check_networks(struct check_context *c)
{
    const struct trapd_conf *conf = &c->receiver.conf;
    for (size_t i = 0; !conf->from_anywhere && i < c->conf.amt.network_count; i++) {
        const struct addr_net *net = &c->conf.amt.networks[i];
        struct addr_net usual;
        char text[ADDR_TEXT_SIZE];
        bool taken = net->base.v6 ||
                     (addr_net_parse("127.0.0.0/8", &usual) && addr_net_has(&usual, &net->base));
        for (size_t k = 0; !taken && k < conf->network_count; k++)
            taken = addr_net_has(&conf->networks[k], &net->base) ||
                    addr_net_has(net, &conf->networks[k].base);
        addr_format(&net->base, text);
        if (!taken)
            report_note(&c->report, FOUND_TRAPD_NETWORKS, "snmptrapd",
                        "no authCommunity takes traps from %s/%u, which is in amt.networks", text,
                        net->bits);
    }
}

static void check_conf(struct check_context *c)
{
    const struct receiver *r = &c->receiver;
    const struct trapd_conf *conf = &r->conf;
    enum finding_kind kind = r->runs || check_wants_traps(c) ? FINDING_WRONG : FINDING_NOTE;
    if (conf->handler[0] == '\0') {
        report_not_included(c, kind);
        return;
    }
    if (access(conf->handler, X_OK) != 0)
        report_wrong(&c->report, FOUND_TRAPD_PROGRAM, "snmptrapd", "%s, which it is to start, %s",
                     conf->handler, errno == ENOENT ? "is not there" : "cannot be run");
    if (!conf->community)
        report_wrong(&c->report, FOUND_TRAPD_COMMUNITY, "snmptrapd",
                     "no authCommunity lets '%.40s' execute, which collector.community sets%s%s%s",
                     c->conf.collector.community, conf->other[0] != '\0' ? ", but '" : "",
                     conf->other, conf->other[0] != '\0' ? "'" : "");
    else
        check_networks(c);
    if (!conf->hex)
        report_note(&c->report, FOUND_TRAPD_OUTPUT, "snmptrapd",
                    "without 'outputOption nx' a sender can forge lines of a trap");
    if (conf->logs)
        report_note(&c->report, FOUND_TRAPD_NAMES, "snmptrapd",
                    "'log' in authCommunity: each trap waits for a name server");
    if (conf->community)
        report_ok(&c->report, "snmptrapd", "%s starts %s", r->conf_path, conf->handler);
}

/* A process whose user was added to a group gets that group only at its next start. */
static bool has_group_now(long pid, gid_t gid)
{
    char path[64];
    char line[4096];
    bool found = false;
    bool told = false;
    (void)snprintf(path, sizeof path, "/proc/%ld/status", pid);
    FILE *file = fopen(path, "re");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        unsigned long effective;
        if (sscanf(line, "Gid: %*u %lu", &effective) == 1)
            found = found || effective == gid;
        if (strncmp(line, "Groups:", 7) != 0)
            continue;
        told = true;
        for (char *at = line + 7, *end; !found; at = end) {
            unsigned long one = strtoul(at, &end, 10);
            if (end == at)
                break;
            found = one == gid;
        }
    }
    if (file != NULL)
        (void)fclose(file);
    return found || !told;
}

static void check_user(struct check_context *c)
{
    const struct receiver *r = &c->receiver;
    const char *queue = c->conf.queue.directory;
    struct access_result result;
    struct stat st;
    if (!r->has_user || r->user.uid == 0 || stat(queue, &st) != 0)
        return;
    access_as(&r->user, queue, W_OK | X_OK, &result);
    bool in_group = st.st_uid == r->user.uid;
    for (size_t i = 0; i < r->user.group_count; i++)
        in_group = in_group || r->user.groups[i] == st.st_gid;
    if (result.answer == ACCESS_DENIED && strcmp(result.blocked_at, queue) == 0 && !in_group)
        report_wrong(&c->report, FOUND_TRAP_USER_GROUP, "snmptrapd",
                     "its user %s is not in the group of %s\nusermod -aG fcfh %s%s%s", r->user.name,
                     queue, r->user.name, r->unit != UNITS ? " && systemctl restart " : "",
                     r->unit != UNITS ? unit_name(r->unit) : "");
    else if (result.answer == ACCESS_YES && r->pid != 0 && st.st_uid != r->user.uid &&
             !has_group_now(r->pid, st.st_gid))
        report_wrong(&c->report, FOUND_TRAP_USER_OLD, "snmptrapd",
                     "it was started before its user %s was in the group of %s%s%s", r->user.name,
                     queue, r->unit != UNITS ? "\nsystemctl restart " : "",
                     r->unit != UNITS ? unit_name(r->unit) : "");
}

void check_trapd(struct check_context *c)
{
    struct receiver *r = &c->receiver;
    receiver_find(r, c->units, c->conf.collector.community);
    check_port(c);
    bool is_other = r->conf.handler_conf[0] != '\0' && strcmp(r->conf.handler_conf, c->path) != 0;
    if (is_other || (r->port.taken && r->port.pid > 1 && !r->port.expected))
        return; /* it belongs to another installation, or that is unknown */
    if (!r->runs && !check_wants_traps(c) && access(r->conf_path, F_OK) != 0)
        return;
    if (files_are_read(c))
        check_conf(c);
    check_user(c);
}
