/* The queue's directories, the register, and what `fcfh-queue status` says: the only part that
 * opens the queue. */
#include <errno.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "amt_cfg/check/check_context.h"
#include "amt_cfg/check/permissions.h"
#include "common/amt/register_write.h"
#include "common/clock.h"
#include "common/timefmt.h"
#include "support_queue_db/file_system.h"
#include "support_queue_db/queue.h"
#include "support_queue_db/status.h"

enum { QUEUE_MODE = 02070 /* the group may write, and what it makes belongs to the group */ };

/* what: "queue" or "spool". */
static void check_directory(struct check_context *c, const char *what, const char *path)
{
    struct stat st;
    char uid[24];
    char gid[24];
    char owner[160];
    if (lstat(path, &st) != 0) {
        if (errno == ENOENT || errno == ENOTDIR)
            report_wrong(&c->report, FOUND_QUEUE_MISSING, what,
                         "%s is not there\ninstall -d -m 2770 -g fcfh %s", path, path);
        else
            report_note(&c->report, FOUND_NOT_CHECKED, what,
                        "%s: %s; not looked at, run this as root for that", path, strerror(errno));
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
        report_wrong(&c->report, FOUND_QUEUE_NO_DIRECTORY, what,
                     "%s is a symbolic link; name the directory itself", path);
    else if (!S_ISDIR(st.st_mode))
        report_wrong(&c->report, FOUND_QUEUE_NO_DIRECTORY, what, "%s is not a directory", path);
    else if ((st.st_mode & S_IWOTH) != 0)
        report_wrong(&c->report, FOUND_QUEUE_OPEN, what,
                     "%s: everybody may write (%s)\nchmod o-w %s", path, owner, path);
    else if ((st.st_mode & S_IROTH) != 0)
        report_note(&c->report, FOUND_QUEUE_LISTED, what, "%s: everybody may list who called (%s)",
                    path, owner);
    else if ((st.st_mode & QUEUE_MODE) != QUEUE_MODE)
        report_note(&c->report, FOUND_QUEUE_NO_GROUP, what,
                    "%s: only its owner can use it (%s); for a group: chmod 2770, chgrp fcfh", path,
                    owner);
    else if (access(path, W_OK) != 0)
        report_note(&c->report, FOUND_QUEUE_NOT_WRITABLE, what,
                    "%s: this user may not write to it (%s)", path, owner);
    else
        report_ok(&c->report, what, "%s (%s)", path, owner);
}

/* Finds the first two clients that share a key or a name, as can happen if files were copied by
 * hand. */
static void check_shared(struct check_context *c, const struct client_register *reg)
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
        report_note(&c->report, FOUND_REGISTER_SHARED, "register",
                    "another client has the same key or name as %s, which proves neither; see "
                    "fcfh-settings clients show %s",
                    id, id);
        return;
    }
}

/* For a register that is used: who is in it, and which files are ignored. */
static void check_clients(struct check_context *c, const struct conf *conf,
                          const struct client_register *reg)
{
    const char *path = conf->clients.directory;
    const size_t count = register_count(reg);
    const char *bad;
    char newest[TIME_TEXT_SIZE];
    time_format(register_newest(reg), newest);
    for (size_t i = 0; (bad = register_bad_file(reg, i)) != NULL; i++)
        report_wrong(&c->report, FOUND_REGISTER_BAD, "register", "%.100s/%s", path, bad);
    if (count > 0)
        report_ok(&c->report, "register", "%s (%zu client%s, the newest of %s)", path, count,
                  count == 1 ? "" : "s", newest);
    else if (conf->amt.login == CONF_LOGIN_REGISTER)
        report_wrong(
            &c->report, FOUND_REGISTER_EMPTY, "register",
            "%s: no client is in it, so nobody who calls is logged in to; fcfh-config takes in "
            "what it sets up, and fcfh-config --learn HOST what was set up before",
            path);
    else
        report_note(&c->report, FOUND_REGISTER_EMPTY, "register",
                    "%s: no client is in it, so none can be verified", path);
    check_shared(c, reg);
}

static void check_register(struct check_context *c)
{
    const struct conf *conf = &c->conf;
    const char *path = conf->clients.directory;
    struct client_register *reg;
    char command[REGISTER_MAKE_SIZE];
    struct err e;
    if (access(path, F_OK) != 0 && errno == ENOENT) {
        register_make_command(path, command);
        report_as(&c->report, conf->amt.login == CONF_LOGIN_REGISTER ? FINDING_WRONG : FINDING_NOTE,
                  FOUND_REGISTER_MISSING, "register", "%s is not there\n%s", path, command);
    } else if (geteuid() != 0 && access(path, R_OK | X_OK) != 0) {
        report_note(&c->report, FOUND_NOT_CHECKED, "register",
                    "%s: not looked at, run this as root for that", path);
    } else if (register_open(&reg, path, &e) != ERR_OK) {
        report_wrong(&c->report, FOUND_REGISTER_BAD, "register", "%s", e.text);
    } else {
        if (register_error(reg)[0] != '\0')
            report_wrong(&c->report, FOUND_REGISTER_BAD, "register", "%s", register_error(reg));
        else
            check_clients(c, conf, reg);
        register_close(reg);
    }
}

/* On an installed system: who owns the parts of the queue. */
static void check_parts(struct check_context *c, const char *path)
{
    char text[PERMISSIONS_TEXT_SIZE];
    bool end = !c->is_shared;
    for (size_t i = 0; !end; i++) {
        if (permissions_check_directory(path, i, &end, text) || end)
            continue;
        c->queue_is_ok = false;
        report_wrong(&c->report, FOUND_DIRECTORY_OWNER, "queue", "%s", text);
    }
}

void check_queue(struct check_context *c)
{
    const char *path = c->conf.queue.directory;
    c->is_shared = permissions_is_shared(path);
    c->queue_is_ok = true;
    check_directory(c, "queue", path);
    if (c->conf.collector.spool[0] != '\0')
        check_directory(c, "spool", c->conf.collector.spool);
    check_parts(c, path);
    check_register(c);
}

bool check_probe_arrived(const struct check_context *c, uint64_t number, int most_ms)
{
    enum { LOOK_MS = 20 };
    long long end = clock_ms() + most_ms;
    while (!status_probe_came(c->conf.queue.directory, number)) {
        if (clock_ms() >= end)
            return false;
        (void)poll(NULL, 0, LOOK_MS);
    }
    return true;
}

/* About a program whose unit has been reported already nothing more is said. */
static bool is_reported(const struct check_context *c, enum status_code code)
{
    const struct unit *units = c->units;
    return units != NULL &&
           ((code == STATUS_IDENTIFY_STOPPED && unit_is_loaded(&units[UNIT_IDENTIFY])) ||
            (code == STATUS_LISTENER_STOPPED && unit_is_loaded(&units[UNIT_LISTENER]) &&
             check_wants_events(c)) ||
            (code == STATUS_HOOKS_STOPPED && check_wants_hooks(c)) ||
            (code == STATUS_SNMPTRAPD_STOPPED && c->receiver.unit != UNITS && !c->receiver.runs));
}

static void report_locks(struct check_context *c, const struct file_system *fs)
{
    char name[FILE_SYSTEM_NAME_SIZE];
    enum file_system_locks locks = file_system_locks(fs);
    file_system_name(fs, name);
    if (locks == LOCKS_CACHED)
        report_note(&c->report, FOUND_STATUS_CACHES, "queue",
                    "it is on %s: where several computers use it, its caches must be off, which "
                    "cannot be seen; see fcfh-queue(5)",
                    name);
    if (locks != LOCKS_UNKNOWN)
        return;
    report_note(&c->report, FOUND_STATUS_LOCKS_UNKNOWN, "queue",
                "it is on %s, and whether its locks hold for other computers cannot be seen: let "
                "no other one write to this queue before you have tried, see fcfh-queue(5)",
                name);
}

void check_status(struct check_context *c)
{
    static const struct {
        enum finding_kind kind;
        enum status_code status;
        enum finding_code code;
        const char *object;
    } looks[] = {
        {FINDING_WRONG, STATUS_LOCKS_LOCAL, FOUND_STATUS_LOCKS_LOCAL, "queue"},
        {FINDING_WRONG, STATUS_LOCK_HELD, FOUND_STATUS_LOCK_HELD, "queue"},
        {FINDING_WRONG, STATUS_IDENTIFY_STOPPED, FOUND_STATUS_IDENTIFY_STOPPED, "fcfh-identify"},
        {FINDING_WRONG, STATUS_PENDING, FOUND_STATUS_PENDING, "queue"},
        {FINDING_WRONG, STATUS_LISTENER_STOPPED, FOUND_STATUS_LISTENER_STOPPED, "fcfh-listener"},
        {FINDING_WRONG, STATUS_SNMPTRAPD_STOPPED, FOUND_STATUS_SNMPTRAPD_STOPPED, "snmptrapd"},
        {FINDING_WRONG, STATUS_HOOKS_STOPPED, FOUND_STATUS_HOOKS_STOPPED, "fcfh-hooks"},
        {FINDING_NOTE, STATUS_DROPPED, FOUND_STATUS_DROPPED, "snmptrapd"},
        {FINDING_NOTE, STATUS_NO_ALERT, FOUND_STATUS_NO_ALERT, "alerts"},
        {FINDING_NOTE, STATUS_FAILED_MANY, FOUND_STATUS_FAILED_MANY, "queue"},
        {FINDING_NOTE, STATUS_UNREADABLE, FOUND_STATUS_UNREADABLE, "queue"},
    };
    const struct conf *conf = &c->conf;
    struct status status = {.calling = 0};
    struct queue *queue;
    time_t now = time(NULL);
    if (queue_open(&queue, conf, QUEUE_READ, NULL) != ERR_OK)
        return; /* the reason has been reported */
    (void)status_add_clients(&status, queue, now, NULL);
    status_add_hosts(&status, queue, conf, now);
    if (status.listener != STATUS_STOPPED) /* one that never ran may be started after this */
        status.listener = STATUS_RUNS;
    if (!status.trapd_stuck) /* check_trapd says more about it */
        status.snmptrapd = STATUS_RUNS;
    status_check(&status, conf, now);
    queue_close(queue);
    for (size_t i = 0; i < sizeof looks / sizeof looks[0]; i++)
        if (status.warnings[looks[i].status][0] != '\0' && !is_reported(c, looks[i].status))
            report_as(&c->report, looks[i].kind, looks[i].code, looks[i].object, "%s",
                      status.warnings[looks[i].status]);
    report_locks(c, &status.file_system);
    if (status.identify == STATUS_RUNS)
        report_ok(&c->report, "fcfh-identify", "runs");
}
