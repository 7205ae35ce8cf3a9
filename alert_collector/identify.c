/*
 * fcfh-identify: asks the AMT of every client that waits in the queue which machine it is.
 * fcfh-collector starts it after a call; a service manager may keep it running with --watch.
 */
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "alert_collector/identify/identify_run.h"
#include "alert_collector/identify/recall.h"
#include "alert_collector/identify/schedule.h"
#include "alert_collector/identify/verdict.h"
#include "alert_collector/intake_pending.h"
#include "common/cli.h"
#include "common/clock.h"
#include "common/conf_secret.h"
#include "common/msg.h"
#include "common/secret.h"
#include "common/service_notify.h"
#include "common/text.h"
#include "support_queue_db/file_system.h"
#include "support_queue_db/queue.h"
#include "support_queue_db/queue_ask.h"
#include "support_queue_db/queue_dir.h"
#include "support_queue_db/queue_match.h"
#include "support_queue_db/queue_run.h"
#include "support_queue_db/status_part.h"

static const char help[] =
    "Usage: fcfh-identify [-c FILE]          ask every client that waits, then end\n"
    "       fcfh-identify [-c FILE] ID...    ask these clients again\n"
    "       fcfh-identify [-c FILE] --watch  go on until stopped\n"
    "\n"
    "Asks the Intel AMT of clients in the queue who they are, and writes make, model,\n"
    "serial number and the rest into the queue. ID is a UUID or its start, an\n"
    "address, a host name, a serial number or a ticket.\n"
    "\n"
    "  -c, --config FILE   instead of $FCFH_CONF or " CONF_DEFAULT_FILE "\n"
    "      --watch         keep running, for a service manager\n"
    "  -h, --help          show this help\n"
    "      --version       show the version\n"
    "\n"
    "Exit status: 0 done, 1 AMT did not answer for some of several; for one ID\n"
    "76 its AMT is not the one that called or does not answer properly, 69 it cannot\n"
    "be reached, 77 the password is refused; 68 no such client, 78 configuration.\n";

static volatile sig_atomic_t stop;

static void on_stop_signal(int signal)
{
    (void)signal;
    stop = 1;
}

static void stop_on_signals(void)
{
    struct sigaction action = {.sa_handler = on_stop_signal};
    (void)sigaction(SIGTERM, &action, NULL);
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGHUP, &action, NULL);
    (void)signal(SIGPIPE,
                 SIG_IGN); /* a closed connection is an error and must not end the program */
}

static void log_line(bool is_error, const struct log_event *event, const char *text)
{
    msg_event(is_error ? MSG_ERROR : MSG_INFO, event, "%s", text);
}

/* A client that was named on the command line, and its file as it was then: once the file is
 * written again, the client has been asked. */
struct named {
    char id[QUEUE_ID_SIZE];
    struct addr address;
    ino_t file;
    struct timespec written;
};

struct identify {
    struct conf conf;
    struct identify_run run;
    struct named named[64];
    int count;
};

static void read_file_version(const struct queue *queue, struct named *named)
{
    char name[QUEUE_NAME_SIZE];
    struct stat st = {.st_ino = 0};
    queue_name_of_id(named->id, name);
    (void)fstatat(queue_fd(queue), name, &st, AT_SYMLINK_NOFOLLOW);
    named->file = st.st_ino;
    named->written = st.st_mtim;
}

static bool is_written(const struct queue *queue, const struct named *named)
{
    struct named now = *named;
    read_file_version(queue, &now);
    return now.file != named->file || now.written.tv_sec != named->written.tv_sec ||
           now.written.tv_nsec != named->written.tv_nsec;
}

/* Leaves a request to ask for each client, for this run or for one that is in progress. */
static enum err_code name_clients(struct identify *id, char **names, struct err *e)
{
    struct queue *queue = id->run.queue;
    for (; *names != NULL; names++) {
        if (id->count == (int)(sizeof id->named / sizeof id->named[0]))
            return err_set(e, ERR_USAGE, "more than %d clients at once", id->count);
        struct named *to = &id->named[id->count++];
        struct entry entry;
        enum err_code code = queue_match(queue, *names, to->id, e);
        if (code != ERR_OK)
            return code;
        code = queue_load(queue, to->id, &entry, e);
        to->address = entry.address;
        entry_free(&entry);
        read_file_version(queue, to);
        if (code == ERR_OK)
            code = queue_ask_add(queue, to->id, &to->address, e);
        if (code != ERR_OK)
            return code;
    }
    return ERR_OK;
}

/* Called with the run lock held. */
static enum err_code run_once(struct identify *id, struct err *e)
{
    struct queue *queue = id->run.queue;
    struct secret secret;
    const struct secret_source from = conf_amt_password(&id->conf);
    intake_pending_store(queue, &id->conf, log_line); /* even if no client can be asked */
    enum err_code code = secret_read(&from, &secret, e);
    /* The technician must see why. But the service may be able to read what another user cannot:
     * then the clients wait for the service. */
    if (code == ERR_CONFIG && (id->run.watch || queue_dir_is_own(queue_fd(queue))))
        (void)recall_set_reason(queue, e->text, NULL);
    if (code != ERR_OK)
        return code;
    id->run.secret = &secret;
    code = identify_run(&id->run, e);
    secret_wipe(&secret);
    return code;
}

static bool anything_waits(struct identify *id)
{
    struct queue_walk walk;
    struct entry entry;
    bool waits = false;
    intake_pending_store(id->run.queue, &id->conf, log_line);
    queue_walk_begin(&walk, queue_fd(id->run.queue));
    while (!waits && queue_next(id->run.queue, &walk, &entry)) {
        waits =
            schedule_is_due(&entry, time(NULL)) || queue_ask_is_there(id->run.queue, entry.file_id);
        entry_free(&entry);
    }
    return queue_walk_end(&walk, ERR_OK, NULL) == ERR_OK && waits;
}

static struct status_heartbeat sign = {.name = STATUS_IDENTIFY};

/* Reports to the service manager and to other programs that this run is alive. */
static bool keep_run_alive(struct queue *queue)
{
    struct err e;
    status_heartbeat(&sign);
    if (service_notify_alive(&e) != ERR_OK)
        msg_warning("%s", e.text);
    if (queue_run_keep_alive(queue))
        return true;
    msg_warning("another fcfh-identify has taken over, because this one had been stopped");
    return false;
}

/* Claims the run. A service waits as long as it takes; any other program leaves the work to the one
 * that has claimed it. That may be on another computer, which does not read the spool of this one.
 */
static enum err_code claim(const struct identify *id, bool *got, struct err *e)
{
    struct timespec nap = {.tv_sec = 1};
    bool told = false;
    *got = false;
    while (!stop) {
        enum err_code code = queue_run_claim(id->run.queue, got, e);
        if (code != ERR_OK || *got)
            return code;
        if (!told)
            msg_info("another fcfh-identify is running%s", id->run.watch ? ": this one waits" : "");
        told = true;
        if (!id->run.watch)
            break;
        (void)service_notify_alive(NULL);
        intake_pending_store_spool(id->run.queue, &id->conf, log_line);
        (void)nanosleep(&nap, NULL);
    }
    return ERR_OK;
}

/* A call that is stored after the last look at the queue and before the lock is released finds the
 * lock taken, starts nothing, and would wait for ever: so the queue is looked at once more
 * afterwards. */
static enum err_code run_until_nothing_waits(struct identify *id, struct err *e)
{
    enum err_code code = ERR_OK;
    bool got;
    do {
        code = claim(id, &got, e);
        if (code != ERR_OK || !got || stop)
            return code;
        code = run_once(id, e);
        queue_run_release(id->run.queue);
    } while (code == ERR_OK && !stop &&
             (id->run.watch || (id->run.stuck == 0 && anything_waits(id))));
    return code;
}

/* Whether the client is still to be asked, or is being asked. Another run may be asking it, but not
 * one that has ended or was killed. */
static bool is_in_progress(struct queue *queue, const struct named *named)
{
    struct entry entry;
    if (queue_ask_is_there(queue, named->id))
        return true;
    bool runs = queue_run_is_claimed(queue); /* before the file that it may write is looked at */
    bool written = is_written(queue, named);
    bool is_there = queue_load(queue, named->id, &entry, NULL) == ERR_OK;
    bool asked = written && (entry.ask_since == 0 || entry.ask_tries > 0);
    bool moved = is_there && !addr_equal(&entry.address, &named->address);
    entry_free(&entry);
    return runs && is_there && !asked && !moved;
}

/* Says how asking one client ended; if another run is asking it, waits for that. */
static enum err_code report_one(struct identify *id, const struct named *named)
{
    struct queue *queue = id->run.queue;
    struct entry entry;
    struct err e;
    struct timespec nap = {.tv_nsec = 50L * 1000 * 1000};
    /* The other run gives a machine three time-outs; twice that is enough even if another machine
     * had just been begun. */
    const long long end = clock_ms() + 6000LL * id->conf.amt.timeout;
    while (clock_ms() < end && !stop && is_in_progress(queue, named))
        (void)nanosleep(&nap, NULL);
    enum err_code code = queue_load(queue, named->id, &entry, &e);
    if (code == ERR_OK) {
        char reason[ENTRY_REASON_SIZE];
        text_clean_ascii(entry.reason, reason, sizeof reason);
        (void)printf("%s: %s%s%s\n", named->id, entry_state_name(entry.state),
                     reason[0] != '\0' ? ": " : "", reason);
        code = verdict_exit_code(&entry);
    } else {
        /* An entry that was known only by its address is now named by its UUID. */
        (void)printf("%s: has another name in the queue now\n", named->id);
        code = code == ERR_NOHOST ? ERR_OK : code;
    }
    entry_free(&entry);
    return code;
}

static enum err_code identify(const struct cli *cli, bool watch, char **names)
{
    static struct identify id = {
        .run = {.log = log_line, .stop = &stop, .keep_alive = keep_run_alive}};
    struct err e;
    char warning[FILE_SYSTEM_WARNING_SIZE];
    enum err_code code = cli_conf(cli, &id.conf);
    if (code != ERR_OK)
        return code;
    id.run.conf = &id.conf;
    id.run.watch = watch;
    if (watch)
        sign.conf = &id.conf;
    /* A service that waits for another run to end must not find an error only then. */
    const struct secret_source from = conf_amt_password(&id.conf);
    if (watch && !secret_is_readable(&from))
        code = err_set(&e, ERR_NOPERM, "%.200s: this user may not read it", from.path);
    if (code == ERR_OK)
        code = queue_open(&id.run.queue, &id.conf, QUEUE_WRITE, &e);
    if (code == ERR_OK)
        code = queue_tidy_in_thread(id.run.queue, &e);
    if (code == ERR_OK && file_system_warns(queue_fd(id.run.queue), warning))
        msg_event(MSG_WARNING, &(struct log_event){.key = LOG_QUEUE}, "%s", warning);
    if (code == ERR_OK)
        code = name_clients(&id, names, &e);
    if (code == ERR_OK)
        code = run_until_nothing_waits(&id, &e);
    if (code != ERR_OK) {
        msg_error("%s", e.text);
    } else if (id.count > 0) {
        for (int i = 0; i < id.count; i++) {
            enum err_code one = report_one(&id, &id.named[i]);
            if (one != ERR_OK)
                code = id.count == 1 ? one : ERR_SOME;
        }
        if (code == ERR_OK && id.run.stuck > 0)
            code = ERR_SOME; /* the inventory, say, was not written */
    } else if (!watch && id.run.failures + id.run.stuck > 0) {
        code = ERR_SOME;
    }
    queue_close(id.run.queue);
    return code;
}

int main(int argc, char **argv)
{
    static const char *const usages[] = {"ID", NULL};
    struct cli cli = {.help = help};
    bool watch = false;
    msg_open("fcfh-identify");
    if (cli_parse(&cli, argc, argv, "watch", &watch, usages))
        return (int)cli.status;
    if (watch && optind < argc)
        return (int)cli_usage("--watch takes no ID");
    secret_protect_process();
    stop_on_signals();
    return (int)cli_finish(identify(&cli, watch, argv + optind));
}
