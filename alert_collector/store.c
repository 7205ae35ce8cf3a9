/*
 * fcfh-store: the part of fcfh-collector that writes to the queue. fcfh-collector executes it for
 * an alert that matters, with the same text on standard input, and for --stream.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "alert_collector/collector_options.h"
#include "alert_collector/intake.h"
#include "alert_collector/intake_store.h"
#include "alert_collector/trap/stream.h"
#include "common/cli.h"
#include "common/clock.h"
#include "common/msg.h"
#include "support_queue_db/queue.h"
#include "support_queue_db/queue_dir.h"
#include "support_queue_db/queue_pending.h"
#include "support_queue_db/queue_wake.h"

struct store {
    const char *config_file;
    struct conf conf;
    struct queue *queue; /* NULL until something is to be written */
    unsigned long traps;
    unsigned long calls;
    unsigned long not_understood;
    enum err_code worst;
};

static enum err_code add_to_spool(const struct conf *conf, const struct alert *alert,
                                  const char *text, size_t len, struct err *e)
{
    struct pending_dir spool;
    enum err_code code = pending_dir_open_spool(conf, &spool, e);
    if (code == ERR_OK)
        code = pending_dir_add(&spool, spool.fd, alert->when, text, len, e);
    pending_dir_close(&spool);
    return code;
}

/* Keeps an alert that could not be stored: another program holds the lock, or the disk is full or
 * cannot be reached; then pending/ may fail too, and s->queue is NULL afterwards. If this fails as
 * well, *e still has the code of the first error, and both reasons. */
static enum err_code put_aside(struct store *s, const struct alert *alert, const char *text,
                               size_t len, struct err *e)
{
    const struct err why = *e;
    struct err also;
    const char *spool = s->conf.collector.spool;
    char from[ADDR_TEXT_SIZE];
    const struct log_event about = {.key = LOG_PENDING, .address = from};
    addr_format(&alert->address, from);
    if (why.code == ERR_TEMPFAIL && s->queue != NULL &&
        queue_pending_add(s->queue, alert->when, text, len, NULL) == ERR_OK) {
        msg_event(MSG_WARNING, &about, "%s; the alert is put aside", why.text);
        return ERR_OK;
    }
    queue_close(s->queue); /* the next alert may find it mounted anew */
    s->queue = NULL;
    if (spool[0] == '\0')
        return why.code;
    if (add_to_spool(&s->conf, alert, text, len, &also) != ERR_OK)
        return err_set(e, why.code, "%.180s; %.200s", why.text, also.text);
    msg_event(MSG_WARNING, &about, "%s; the alert is put aside in %s", why.text, spool);
    return ERR_OK;
}

static enum err_code store_alert(struct store *s, const struct alert *alert, const char *text,
                                 size_t len, struct err *e)
{
    bool woken = false;
    struct intake_item item = {.alert = alert};
    enum err_code code = ERR_OK;
    char from[ADDR_TEXT_SIZE];
    addr_format(&alert->address, from);
    if (s->queue == NULL)
        code = queue_open(&s->queue, &s->conf, QUEUE_WRITE, e);
    if (code == ERR_OK) {
        bool had = intake_store_all(s->queue, &item, 1, queue_pending_wait_ms(s->queue), &woken);
        queue_pending_lock_seen(s->queue, had);
        code = item.result.code;
    }
    if (item.result.code != ERR_OK)
        *e = item.result;
    if (code != ERR_OK) {
        code = put_aside(s, alert, text, len, e);
        if (code != ERR_OK)
            return code;
        woken = s->queue != NULL;
        item.kind = intake_kind(alert);
    }
    status_count(s->conf.queue.directory, item.kind, time(NULL));
    char line[ALERT_LINE_SIZE];
    struct err why;
    alert_format(alert, line);
    const struct log_event about = {.key = intake_key(&item), .id = item.id, .address = from};
    msg_event(MSG_INFO, &about, "%s%s", line, about.key == LOG_REPEATED ? ", once more" : "");
    if (woken && queue_wake_identify(s->queue, &s->conf, s->config_file, &why) != ERR_OK)
        msg_event(MSG_WARNING, /* the call is stored: the next one starts fcfh-identify */
                  &(struct log_event){.key = LOG_NOT_ASKED, .id = item.id, .address = from}, "%s",
                  why.text);
    return ERR_OK;
}

static enum err_code store_trap(struct store *s, const char *text, size_t len)
{
    struct err e;
    struct intake intake;
    bool matters = false;
    s->traps++;
    enum err_code code = intake_read(&s->conf, text, len, time(NULL), &intake, &e);
    if (code == ERR_OK && intake.probe != 0) {
        status_count_probe(s->conf.queue.directory, intake.probe, time(NULL));
        return ERR_OK;
    }
    if (code == ERR_OK)
        code = queue_dir_alert_matters(s->conf.queue.directory, &intake.alert, &matters, &e);
    if (code != ERR_OK) {
        if (code == ERR_DATA) {
            s->not_understood++;
            status_count(s->conf.queue.directory, STATUS_NOT_UNDERSTOOD, time(NULL));
        }
        msg_event(MSG_ERROR, &(struct log_event){.key = intake_failure_key(code)}, "trap: %s",
                  e.text);
        return code;
    }
    char from[ADDR_TEXT_SIZE];
    addr_format(&intake.alert.address, from);
    if (intake.hint[0] != '\0')
        msg_event(MSG_WARNING,
                  &(struct log_event){.key = LOG_UNKNOWN, .object = from, .address = from}, "%s",
                  intake.hint);
    if (!matters) {
        status_count(s->conf.queue.directory, STATUS_IGNORED, time(NULL));
        return ERR_OK;
    }
    s->calls += intake.alert.kind == ALERT_CALL;
    code = store_alert(s, &intake.alert, text, len, &e);
    if (code != ERR_OK)
        msg_event(MSG_ERROR,
                  &(struct log_event){.key = LOG_NOT_STORED, .object = from, .address = from},
                  "%s NOT STORED: %s", intake.alert.name, e.text);
    return code;
}

static enum err_code store_stdin(struct store *s)
{
    static char text[TRAP_TEXT_MAX + 1]; /* one more byte shows that it is too long */
    size_t len = 0;
    struct err e;
    enum err_code code = intake_read_stdin(text, sizeof text, &len, &e);
    if (code == ERR_OK)
        return store_trap(s, text, len);
    msg_event(MSG_ERROR, &(struct log_event){.key = LOG_NOT_STORED}, "trap: %s", e.text);
    return code;
}

static void on_trap(void *context, const char *text, size_t len)
{
    struct store *s = context;
    enum err_code code = store_trap(s, text, len);
    if (code != ERR_OK && code != ERR_DATA)
        s->worst = code;
}

static volatile sig_atomic_t stopped;

static void on_stop_signal(int signal)
{
    (void)signal;
    stopped = 1;
}

/* This does without SA_RESTART: a signal ends the wait, and what was read is still stored. */
static void stop_on_signals(void)
{
    struct sigaction action = {.sa_handler = on_stop_signal};
    (void)sigaction(SIGTERM, &action, NULL);
    (void)sigaction(SIGINT, &action, NULL);
}

/* LOOK_MS: how often it checks whether it is to stop. A service manager stops snmptrapd at the same
 * time; what that has printed is read until nothing has come for STOPPED_MS. */
enum { LOOK_MS = 1000, STOPPED_MS = 300 };

static enum err_code store_stream(struct store *s, const char *mark)
{
    static struct stream stream;
    char bytes[16384];
    stream_init(&stream, mark, clock_ms, on_trap, s);
    stop_on_signals();
    for (;;) {
        struct pollfd p = {.fd = STDIN_FILENO, .events = POLLIN};
        bool last = stopped != 0;
        int pause_ms = stream_wait_ms(&stream);
        int ready = poll(&p, 1, pause_ms >= 0 ? pause_ms : last ? STOPPED_MS : LOOK_MS);
        if (ready == 0 && pause_ms >= 0)
            stream_flush(&stream);
        else if (ready == 0 && last)
            break;
        if (ready <= 0)
            continue;
        ssize_t got = read(STDIN_FILENO, bytes, sizeof bytes);
        if (got == 0 || (got < 0 && errno != EINTR))
            break;
        if (got > 0)
            stream_feed(&stream, bytes, (size_t)got);
    }
    stream_flush(&stream);
    msg_event(MSG_INFO, &(struct log_event){.key = LOG_STREAM, .object = "stream"},
              "%lu traps, %lu calls, %lu not understood", s->traps, s->calls, s->not_understood);
    return s->worst;
}

int main(int argc, char **argv)
{
    struct cli cli = {.help = "Usage: fcfh-collector runs this program; see fcfh-collector(8).\n"};
    static struct store store;
    struct collector_options options = {0};
    msg_open("fcfh-collector");
    if (collector_options_read(&cli, argc, argv, &options))
        return (int)cli.status;
    store.config_file = cli.config_file;
    enum err_code configured = cli_conf(&cli, &store.conf);
    enum err_code code = options.stream ? store_stream(&store, options.mark) : store_stdin(&store);
    queue_close(store.queue);
    return (int)(code != ERR_OK ? code : configured);
}
