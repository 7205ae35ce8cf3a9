#include "support_queue_db/status.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/amt/register.h"
#include "common/timefmt.h"
#include "support_queue_db/queue_pending.h"
#include "support_queue_db/queue_run.h"
#include "support_queue_db/queue_scan.h"

/* A host that has only counters is alive if they changed within a day. Drops count for an hour. A
 * long weekend without an alert is normal; a client that has been due for a minute has been
 * forgotten, and so has an alert that was put aside. */
enum {
    DAY = 86400,
    DROPS_S = 3600,
    NO_ALERT_S = 4 * DAY,
    UNASKED_S = 60,
    PENDING_S = 60,
    FAILED_MANY = 10,
    HELD_LONG_S = 10
};

const char *status_state_name(enum status_state state)
{
    static const char *const names[] = {"not configured", "not there", "stopped", "runs"};
    return names[state];
}

const char *status_code_name(enum status_code code)
{
    static const char *const names[STATUS_CODES] = {
        [STATUS_REGISTER_EMPTY] = "register-empty",
        [STATUS_LOCKS_LOCAL] = "locks-local",
        [STATUS_LOCK_HELD] = "lock-held",
        [STATUS_IDENTIFY_STOPPED] = "identify-stopped",
        [STATUS_PENDING] = "pending",
        [STATUS_LISTENER_STOPPED] = "listener-stopped",
        [STATUS_SNMPTRAPD_STOPPED] = "snmptrapd-stopped",
        [STATUS_HOOKS_STOPPED] = "hooks-stopped",
        [STATUS_DROPPED] = "dropped",
        [STATUS_NO_ALERT] = "no-alert",
        [STATUS_FAILED_MANY] = "failed-many",
        [STATUS_UNREADABLE] = "unreadable",
    };
    return names[code];
}

/* ---------------------------------------------------------------- clients */

const char *status_failure_name(enum entry_failure failure)
{
    return failure == FAILURE_NONE ? "other" : entry_failure_name(failure);
}

/* 0: never. */
static void take_earlier(time_t *earliest, time_t when)
{
    if (when != 0 && (*earliest == 0 || when < *earliest))
        *earliest = when;
}

static void add_client(struct status *status, const struct entry *entry, time_t now)
{
    status->calling++;
    status->states[entry->state]++;
    if (entry->ticket[0] == '\0') {
        status->without_ticket++;
        take_earlier(&status->oldest_without_ticket, entry->last_call);
    }
    if (entry->state == ENTRY_FAILED)
        status->failed[entry->failure]++;
    if (entry->ask_tries == 0 && entry_is_ask_due(entry, now))
        take_earlier(&status->unasked_since, entry->ask_next);
}

struct adding {
    struct status *status;
    time_t now;
};

static bool add_one(void *context, struct entry *entry, const struct err *why)
{
    const struct adding *adding = context;
    (void)why; /* `list` tells it */
    if (entry != NULL)
        add_client(adding->status, entry, adding->now);
    else
        adding->status->unreadable++;
    return true;
}

enum err_code status_add_clients(struct status *status, struct queue *queue, time_t now,
                                 struct err *e)
{
    struct adding adding = {status, now};
    const struct queue_scan scan = {.visit = add_one, .context = &adding};
    return queue_scan(queue, &scan, e);
}

/* ---------------------------------------------------------------- hosts */

enum { IDENTIFY, LISTENER, HOOKS, PARTS };

/* What one host's files say, and whether its programs are alive. */
struct host {
    bool counted;
    struct status_counts counts;
    struct status_part parts[PARTS]; /* alive is 0 if there is none */
    bool lives;
};

static bool is_alive(const struct status_part *part, time_t now)
{
    return part->alive != 0 && part->alive <= now + STATUS_ALIVE_S &&
           now - part->alive <= STATUS_ALIVE_S;
}

/* Keeps the first reason why something could not be read. A file that is not there, or not one of
 * ours, says nothing. */
static void keep_unseen(struct status *status, enum err_code code, const struct err *why)
{
    bool counts = code != ERR_OK && code != ERR_NOHOST && code != ERR_DATA;
    if (counts && status->unseen.code == ERR_OK)
        status->unseen = *why;
}

static void read_host(struct status *status, int at, struct host *host, time_t now)
{
    static const char *const names[PARTS] = {
        [IDENTIFY] = STATUS_IDENTIFY, [LISTENER] = STATUS_LISTENER, [HOOKS] = STATUS_HOOKS};
    struct err why;
    *host = (struct host){.lives = false};
    enum err_code code = status_counts_read(at, &host->counts, &why);
    host->counted = code == ERR_OK;
    keep_unseen(status, code, &why);
    for (size_t i = 0; i < PARTS; i++) {
        keep_unseen(status, status_part_read(at, names[i], &host->parts[i], &why), &why);
        host->lives = host->lives || is_alive(&host->parts[i], now);
    }
}

static void add_counts(struct status *status, const struct status_counts *counts)
{
    take_earlier(&status->counts.since, counts->since);
    if (counts->last_alert > status->counts.last_alert)
        status->counts.last_alert = counts->last_alert;
    for (int i = 0; i < STATUS_KINDS; i++)
        status->counts.kinds[i] += counts->kinds[i];
}

/* All programs of a host see the same port. */
static void add_drops(struct status *status, const struct host *host)
{
    uint64_t most = 0;
    for (size_t i = 0; i < PARTS; i++) {
        const struct status_part *part = &host->parts[i];
        if (part->dropped > most)
            most = part->dropped;
        if (part->drop_time > status->drop_time)
            status->drop_time = part->drop_time;
    }
    status->dropped += most;
}

static void add_part(enum status_state *state, const struct status_part *part, time_t now)
{
    enum status_state said = part->alive == 0      ? STATUS_NOT_THERE
                             : is_alive(part, now) ? STATUS_RUNS
                                                   : STATUS_STOPPED;
    if (said > *state)
        *state = said;
}

static void add_trapd(struct status *status, const struct status_part *part)
{
    static const enum status_state states[] = {
        [TRAPD_NOT_CONFIGURED] = STATUS_NOT_CONFIGURED,
        [TRAPD_NOT_THERE] = STATUS_NOT_THERE,
        [TRAPD_STOPPED] = STATUS_STOPPED,
        [TRAPD_RUNS] = STATUS_RUNS,
        [TRAPD_STUCK] = STATUS_STOPPED,
    };
    status->trapd_stuck = status->trapd_stuck || part->snmptrapd == TRAPD_STUCK;
    if (states[part->snmptrapd] > status->snmptrapd)
        status->snmptrapd = states[part->snmptrapd];
}

static void add_host(struct status *status, int at, bool is_ours, time_t now)
{
    struct host host;
    read_host(status, at, &host, now);
    for (size_t i = 0; i < PARTS; i++)
        if (is_alive(&host.parts[i], now))
            add_trapd(status, &host.parts[i]);
    add_part(&status->identify, &host.parts[IDENTIFY], now);
    add_part(&status->listener, &host.parts[LISTENER], now);
    add_part(&status->hooks, &host.parts[HOOKS], now);
    if (!host.lives && !is_ours && now - host.counts.last_alert > DAY)
        return;
    add_drops(status, &host);
    if (host.counted)
        add_counts(status, &host.counts);
}

static void add_each_host(struct status *status, const struct queue *queue, time_t now)
{
    enum { FLAGS = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC };
    char ours[STATUS_HOST_SIZE];
    const char *name;
    struct queue_walk walk;
    struct err why;
    int all = openat(queue_fd(queue), "status", FLAGS);
    if (all < 0) {
        keep_unseen(status, err_errno(&why, ERR_DATA, "status/"), &why);
        return;
    }
    status_host(ours);
    queue_walk_begin(&walk, all);
    while ((name = queue_walk_name(&walk)) != NULL) {
        if (!status_is_host(name))
            continue;
        int at = openat(all, name, FLAGS);
        if (at < 0) {
            keep_unseen(status, err_errno(&why, ERR_DATA, "status/%s/", name), &why);
            continue;
        }
        add_host(status, at, strcmp(name, ours) == 0, now);
        (void)close(at);
    }
    enum err_code code = queue_walk_end(&walk, ERR_OK, &why);
    if (code != ERR_OK)
        (void)err_about(&why, code, "status/", "%s", err_reason(&why));
    keep_unseen(status, code, &why);
    (void)close(all);
}

/* opened: how opening dir ended; *why is the reason. Closes it. */
static void add_pending(struct status *status, enum err_code opened, struct pending_dir *dir,
                        struct err *why, time_t now)
{
    size_t count = 0;
    time_t oldest = 0;
    if (opened == ERR_OK)
        opened = pending_dir_count(dir, now, &count, &oldest, why);
    keep_unseen(status, opened, why);
    status->pending += count;
    take_earlier(&status->pending_since, oldest);
    pending_dir_close(dir);
}

void status_add_hosts(struct status *status, const struct queue *queue, const struct conf *conf,
                      time_t now)
{
    struct pending_dir dir;
    struct err why;
    add_each_host(status, queue, now);
    add_pending(status, queue_pending_open(queue, &dir, &why), &dir, &why, now);
    enum err_code code = pending_dir_open_spool(conf, &dir, &why);
    if (code == ERR_CONFIG || code == ERR_NOPERM) /* it is another computer's; or `check` tells */
        code = ERR_OK;
    add_pending(status, code, &dir, &why, now);
    /* One that was started for a call shows no sign of life but its lock. */
    bool silent = queue_run_is_stalled(queue, &status->run);
    status->run_state = queue_holder_state(&status->run);
    status->identify = queue_run_is_claimed(queue)                 ? STATUS_RUNS
                       : silent                                    ? STATUS_STOPPED
                       : status->identify == STATUS_NOT_CONFIGURED ? STATUS_NOT_THERE
                                                                   : status->identify;
    status->lock_held =
        queue_is_held(queue, &status->holder) && now - status->holder.since >= HELD_LONG_S;
    status->holder_state = queue_holder_state(&status->holder);
    (void)file_system_read(queue_fd(queue), &status->file_system); /* else a disk, as most are */
    if (status->listener == STATUS_NOT_THERE && conf->collector.event_url[0] == '\0')
        status->listener = STATUS_NOT_CONFIGURED;
    else if (status->listener == STATUS_NOT_CONFIGURED && conf->collector.event_url[0] != '\0')
        status->listener = STATUS_NOT_THERE;
    if (queue_hooks_are_running(queue)) /* with --once it shows no life but its lock, too */
        status->hooks = STATUS_RUNS;
    else if (status->hooks == STATUS_NOT_THERE)
        status->hooks = STATUS_NOT_CONFIGURED;
    if (status->snmptrapd <= STATUS_STOPPED && !status->trapd_stuck) {
        struct status_part here = {.alive = now};
        status_part_update(conf, &here, now);
        add_trapd(status, &here);
    }
    if (status->trapd_stuck) /* even if it runs on another host, alerts are lost here */
        status->snmptrapd = STATUS_STOPPED;
}

/* ---------------------------------------------------------------- what needs a look */

static void judge_pending(struct status *status, time_t now)
{
    char span[32];
    if (status->pending == 0 || now - status->pending_since <= PENDING_S)
        return;
    time_format_duration((long)(now - status->pending_since), span, sizeof span);
    (void)snprintf(status->warnings[STATUS_PENDING], STATUS_WARNING_SIZE,
                   "Alerts wait to be stored, %zu in all, for %s: %s", status->pending, span,
                   status->identify == STATUS_RUNS ? "does fcfh-identify run here?"
                                                   : "start fcfh-identify");
}

static void judge_alerts(struct status *status, const struct conf *conf, size_t clients, time_t now)
{
    char span[32];
    struct stat st;
    const long ago = (long)(now - status->drop_time);
    /* A time to come is of a clock that was set back since, or of a host whose clock is ahead. */
    if (status->drop_time != 0 && ago < DROPS_S && ago > -DROPS_S) {
        time_format_duration(ago > 0 ? ago + 1 : 1, span, sizeof span); /* never "now" */
        (void)snprintf(status->warnings[STATUS_DROPPED], STATUS_WARNING_SIZE,
                       "Alerts were lost at port 162, %" PRIu64 " in all, the last %s ago",
                       status->dropped, span);
    }
    time_t last = status->counts.last_alert;
    if (last == 0)
        last = status->counts.since;
    /* Nothing was ever counted: since when there have been clients that could have called. */
    if (last == 0 && clients > 0 && stat(conf->clients.directory, &st) == 0)
        last = st.st_mtime;
    if (last != 0 && now - last > NO_ALERT_S) {
        time_format_duration((long)(now - last), span, sizeof span);
        (void)snprintf(status->warnings[STATUS_NO_ALERT], STATUS_WARNING_SIZE,
                       "No alert has come for %s: do the clients' alerts arrive here?", span);
    }
}

static void judge_file_system(struct status *status)
{
    char name[FILE_SYSTEM_NAME_SIZE];
    if (file_system_locks(&status->file_system) != LOCKS_LOCAL)
        return;
    file_system_name(&status->file_system, name);
    (void)snprintf(status->warnings[STATUS_LOCKS_LOCAL], STATUS_WARNING_SIZE,
                   "Locks of %s hold on one computer only: see fcfh-queue(5)", name);
}

/* Which process is stuck; "" if that is not known. */
static void name_process(const struct queue_holder *holder, enum holder_state state, char *out,
                         size_t size)
{
    out[0] = '\0';
    if (holder->program[0] != '\0' && state == HOLDER_UNKNOWN)
        (void)snprintf(out, size, "%.16s (process %ld on %.16s)", holder->program, holder->process,
                       holder->host);
    else if (holder->program[0] != '\0')
        (void)snprintf(out, size, "%.16s (process %ld)", holder->program, holder->process);
}

static void judge_lock(struct status *status, time_t now)
{
    char *look = status->warnings[STATUS_LOCK_HELD];
    char who[80];
    char span[32];
    if (!status->lock_held)
        return;
    name_process(&status->holder, status->holder_state, who, sizeof who);
    time_format_duration((long)(now - status->holder.since), span, sizeof span);
    if (status->holder_state == HOLDER_STOPPED)
        (void)snprintf(look, STATUS_WARNING_SIZE, "%s was stopped during a change: kill -CONT %ld",
                       who, status->holder.process);
    else if (status->holder_state == HOLDER_RUNS)
        (void)snprintf(look, STATUS_WARNING_SIZE, "%s has held the lock for %s: end it", who, span);
    else if (who[0] != '\0')
        (void)snprintf(look, STATUS_WARNING_SIZE, "%s holds the lock: end it there", who);
    else
        (void)snprintf(look, STATUS_WARNING_SIZE,
                       "Some program holds the lock of the queue, so nothing can change: end it");
}

/* For a stopped run the process is named, because it has to be continued, not started. */
static void judge_run(struct status *status)
{
    char *look = status->warnings[STATUS_IDENTIFY_STOPPED];
    char who[80];
    name_process(&status->run, status->run_state, who, sizeof who);
    if (who[0] == '\0' || status->run_state == HOLDER_GONE)
        (void)snprintf(look, STATUS_WARNING_SIZE,
                       "fcfh-identify is not running, so nobody is asked: start its service");
    else if (status->run_state == HOLDER_STOPPED)
        (void)snprintf(look, STATUS_WARNING_SIZE, "%s was stopped: kill -CONT %ld", who,
                       status->run.process);
    else
        (void)snprintf(look, STATUS_WARNING_SIZE, "%s hangs: end it, and start it again", who);
}

static void judge_programs(struct status *status, time_t now)
{
    bool forgotten = status->unasked_since != 0 && now - status->unasked_since > UNASKED_S;
    if (status->identify == STATUS_STOPPED || (forgotten && status->identify != STATUS_RUNS))
        judge_run(status);
    if (status->listener == STATUS_STOPPED || status->listener == STATUS_NOT_THERE)
        (void)snprintf(status->warnings[STATUS_LISTENER_STOPPED], STATUS_WARNING_SIZE,
                       "fcfh-listener is not running, so AMT 18 and later cannot call: start it");
    if (status->trapd_stuck)
        (void)snprintf(status->warnings[STATUS_SNMPTRAPD_STOPPED], STATUS_WARNING_SIZE,
                       "snmptrapd does not read the alerts that arrive: restart its service");
    else if (status->snmptrapd == STATUS_STOPPED || status->snmptrapd == STATUS_NOT_THERE)
        (void)snprintf(status->warnings[STATUS_SNMPTRAPD_STOPPED], STATUS_WARNING_SIZE,
                       "snmptrapd is not running, so nobody can call: start its service");
    if (status->hooks == STATUS_STOPPED)
        (void)snprintf(status->warnings[STATUS_HOOKS_STOPPED], STATUS_WARNING_SIZE,
                       "fcfh-hooks is not running, so no other system is told: start its service");
}

static void judge_clients(struct status *status)
{
    enum entry_failure most = FAILURE_NONE;
    for (enum entry_failure i = FAILURE_NONE; i < STATUS_FAILURES; i++)
        if (status->failed[i] > status->failed[most])
            most = i;
    size_t count = status->failed[most];
    if (count >= FAILED_MANY && 2 * count >= status->calling)
        (void)snprintf(status->warnings[STATUS_FAILED_MANY], STATUS_WARNING_SIZE,
                       "%zu of %zu clients failed in the same way: %s", count, status->calling,
                       status_failure_name(most));
    if (status->unreadable > 0)
        (void)snprintf(status->warnings[STATUS_UNREADABLE], STATUS_WARNING_SIZE,
                       "Files in the queue that cannot be read: %zu; 'fcfh-queue list' names them",
                       status->unreadable);
    else if (status->unseen.code != ERR_OK)
        (void)snprintf(status->warnings[STATUS_UNREADABLE], STATUS_WARNING_SIZE,
                       "Not everything can be seen: %.350s", status->unseen.text);
}

void status_check(struct status *status, const struct conf *conf, time_t now)
{
    char trouble[ERR_TEXT_MAX];
    size_t clients = register_peek(conf->clients.directory, trouble);
    if (conf->amt.login == CONF_LOGIN_REGISTER && clients == 0)
        (void)snprintf(status->warnings[STATUS_REGISTER_EMPTY], STATUS_WARNING_SIZE, "%s",
                       trouble[0] != '\0' ? trouble
                                          : "No client is in the register, so none is asked: run "
                                            "fcfh-config --learn HOST");
    judge_file_system(status);
    judge_lock(status, now);
    judge_programs(status, now);
    judge_pending(status, now);
    judge_alerts(status, conf, clients, now);
    judge_clients(status);
}

bool status_is_ok(const struct status *status)
{
    for (int i = 0; i < STATUS_CODES; i++)
        if (status->warnings[i][0] != '\0')
            return false;
    return true;
}
