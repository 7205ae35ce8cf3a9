/*
 * fcfh-listener: takes the calls for help of newer firmware, which come as WS-Events over HTTP or
 * HTTPS, and puts them into the queue. It is a daemon that a service manager keeps running.
 */
#include <getopt.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "alert_collector/event/event_batch.h"
#include "alert_collector/event/event_server.h"
#include "alert_collector/event/event_tls.h"
#include "alert_collector/event/listen_sockets.h"
#include "alert_collector/log_limit.h"
#include "common/cli.h"
#include "common/clock.h"
#include "common/conf_secret.h"
#include "common/event_url.h"
#include "common/file.h"
#include "common/msg.h"
#include "common/secret.h"
#include "common/service_notify.h"
#include "support_queue_db/file_system.h"
#include "support_queue_db/queue.h"
#include "support_queue_db/status_part.h"

static const char help[] =
    "Usage: fcfh-listener [-c FILE]\n"
    "\n"
    "Takes calls for help that Intel AMT sends as WS-Events, by HTTP or HTTPS, and\n"
    "puts them into the support queue. It runs until it is stopped; SIGHUP makes it\n"
    "read its certificate again.\n"
    "\n"
    "  -c, --config FILE   instead of $FCFH_CONF or " CONF_DEFAULT_FILE "\n"
    "  -h, --help          show this help\n"
    "      --version       show the version\n"
    "\n"
    "Exit status: 0 stopped by a signal, 69 the address or port is not available,\n"
    "73 or 77 the queue cannot be written, 78 the configuration is wrong.\n";

enum {
    PEM_FILE_MAX = 64 * 1024,
    WAIT_MS = 1000,
    LOCK_MS = 10,
    STOP_MS = 10000,
    DESCRIPTORS = 4096
};

struct listener {
    struct conf conf;
    const char *config_file;
    char path[CONF_VALUE_SIZE]; /* of event-url; "" for any */
    struct secret secret;
    int sockets[EVENT_SERVER_SOCKETS_MAX];
    size_t socket_count;
    int signals;
    bool signalled; /* a signal is to be read */
    bool serves;
    struct status_heartbeat sign;
    struct event_batch *batch;
    struct event_server *server;
};

/* ---------------------------------------------------------------- the log */

static struct log_limit limits[TROUBLE_COUNT];

static const enum log_key keys[TROUBLE_COUNT] = {
    [TROUBLE_NETWORK] = LOG_NETWORK,   [TROUBLE_LOGIN] = LOG_LOGIN_REFUSED,
    [TROUBLE_NONCE] = LOG_LOGIN_AGAIN, [TROUBLE_REQUEST] = LOG_REQUEST,
    [TROUBLE_ROOM] = LOG_DROPPED,      [TROUBLE_EVENT] = LOG_NOT_UNDERSTOOD,
    [TROUBLE_UNKNOWN] = LOG_UNKNOWN,   [TROUBLE_HTTP] = LOG_HTTP};

static void log_trouble(enum event_trouble trouble, const struct addr *from, const char *text)
{
    char name[ADDR_TEXT_SIZE] = "http";
    if (!log_limit_allows(&limits[trouble], clock_ms()))
        return;
    if (from != NULL)
        addr_format(from, name);
    const struct log_event event = {
        .key = keys[trouble], .object = name, .address = from != NULL ? name : NULL};
    bool expected = trouble == TROUBLE_HTTP || trouble == TROUBLE_NONCE;
    msg_event(expected ? MSG_INFO : MSG_WARNING, &event, "%s", text);
}

static void log_left_out(void)
{
    static const char *const names[TROUBLE_COUNT] = {[TROUBLE_NETWORK] = "requests from elsewhere",
                                                     [TROUBLE_LOGIN] = "refused log-ins",
                                                     [TROUBLE_NONCE] = "log-ins asked again",
                                                     [TROUBLE_REQUEST] = "refused requests",
                                                     [TROUBLE_ROOM] = "connections without room",
                                                     [TROUBLE_EVENT] = "texts that are not events",
                                                     [TROUBLE_UNKNOWN] = "events without a name",
                                                     [TROUBLE_HTTP] = "messages about HTTP"};
    long long now = clock_ms();
    for (size_t i = 0; i < TROUBLE_COUNT; i++) {
        unsigned count = log_limit_left_out(&limits[i], now);
        if (count > 0)
            msg_event(MSG_WARNING, &(struct log_event){.key = LOG_LEFT_OUT}, "%u more %s", count,
                      names[i]);
    }
}

static void log_alert(const struct intake_item *item, const char *why)
{
    char line[ALERT_LINE_SIZE];
    char from[ADDR_TEXT_SIZE];
    addr_format(&item->alert->address, from);
    alert_format(item->alert, line);
    struct log_event event = {.key = LOG_NOT_STORED, .object = from, .address = from};
    if (why != NULL) {
        msg_event(MSG_ERROR, &event, "%s NOT STORED, to be sent again: %s", item->alert->name, why);
        return;
    }
    event = (struct log_event){.key = intake_key(item), .id = item->id, .address = from};
    msg_event(MSG_INFO, &event, "%s%s", line, event.key == LOG_REPEATED ? ", once more" : "");
}

/* ---------------------------------------------------------------- starting */

static enum err_code check_conf(struct listener *l, struct err *e)
{
    const struct conf *conf = &l->conf;
    char given[CREDENTIAL_PATH_SIZE];
    const struct secret_source from = conf_listener_password(conf);
    bool has_certificate = conf->listener.certificate[0] != '\0';
    /* A key that was handed over although there is no certificate is not a mistake. */
    if (has_certificate ? conf_listener_key(conf, given)[0] == '\0' : conf->listener.key[0] != '\0')
        return err_set(e, ERR_CONFIG, "[listener] certificate and key: one needs the other");
    if (conf->listener.port == 0)
        return err_set(e, ERR_CONFIG, "[listener] port is needed");
    if (conf->listener.user[0] != '\0' && from.path[0] == '\0' &&
        !credential_path(from.credential, given))
        return err_set(e, ERR_CONFIG, "[listener] user without password-file");
    enum err_code code = event_url_path(conf->collector.event_url, l->path, sizeof l->path, e);
    if (code == ERR_OK && conf->listener.user[0] != '\0')
        code = secret_read(&from, &l->secret, e);
    if (code == ERR_OK && conf->listener.user[0] == '\0')
        msg_warning("[listener] user is not set: anybody in [amt] networks can send events");
    return code;
}

/* From here on SIGTERM and the like are read from a descriptor. */
static enum err_code catch_signals(struct listener *l, struct err *e)
{
    sigset_t set;
    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGTERM);
    (void)sigaddset(&set, SIGINT);
    (void)sigaddset(&set, SIGHUP);
    if (sigprocmask(SIG_BLOCK, &set, NULL) != 0 || signal(SIGPIPE, SIG_IGN) == SIG_ERR)
        return err_errno(e, ERR_INTERNAL, "signals");
    l->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    return l->signals >= 0 ? ERR_OK : err_errno(e, ERR_INTERNAL, "signalfd");
}

/* Each connection takes a descriptor. If more are not allowed, fewer connections are served at
 * once. */
static void allow_descriptors(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= DESCRIPTORS)
        return;
    limit.rlim_cur = limit.rlim_max < DESCRIPTORS ? limit.rlim_max : DESCRIPTORS;
    (void)setrlimit(RLIMIT_NOFILE, &limit);
}

/* The service manager hands a key over only once. So after SIGHUP the one in the file is newer, if
 * this user may read it. */
static const char *key_path(const struct listener *l, char given[CREDENTIAL_PATH_SIZE])
{
    const char *path = l->conf.listener.key;
    return l->serves && access(path, R_OK) == 0 ? path : conf_listener_key(&l->conf, given);
}

/* Called at the start and after SIGHUP. */
static enum err_code read_certificate(struct listener *l, struct err *e)
{
    const struct conf *conf = &l->conf;
    char *certificate = NULL;
    char *key = NULL;
    char given[CREDENTIAL_PATH_SIZE];
    size_t len;
    if (conf->listener.certificate[0] == '\0')
        return ERR_OK;
    enum err_code code =
        file_load(conf->listener.certificate, FILE_PUBLIC, PEM_FILE_MAX, &certificate, &len, e);
    if (code == ERR_OK)
        code = file_load(key_path(l, given), FILE_PRIVATE, PEM_FILE_MAX, &key, &len, e);
    if (code == ERR_OK)
        code = event_tls_set_certificate(certificate, key, e);
    free(certificate);
    if (key != NULL)
        explicit_bzero(key, strlen(key));
    free(key);
    return code;
}

static enum err_code serve(struct listener *l, struct err *e)
{
    enum err_code code = read_certificate(l, e);
    if (code == ERR_OK)
        code = event_server_listen(l->server, l->sockets, l->socket_count,
                                   l->conf.listener.certificate[0] != '\0', e);
    l->serves = code == ERR_OK;
    return code;
}

static enum err_code start(struct listener *l, struct err *e)
{
    enum err_code code = check_conf(l, e);
    /* If the queue cannot be used it is better to say so now than when the first call comes. */
    struct queue *queue = NULL;
    char warning[FILE_SYSTEM_WARNING_SIZE];
    if (code == ERR_OK)
        code = queue_open(&queue, &l->conf, QUEUE_WRITE, e);
    if (code == ERR_OK && file_system_warns(queue_fd(queue), warning))
        msg_event(MSG_WARNING, &(struct log_event){.key = LOG_QUEUE}, "%s", warning);
    queue_close(queue);
    if (code == ERR_OK)
        code = catch_signals(l, e);
    if (code == ERR_OK)
        code = listen_sockets_given(l->sockets, EVENT_SERVER_SOCKETS_MAX, &l->socket_count, e);
    if (code == ERR_OK && l->socket_count == 0)
        code = listen_sockets_open(l->conf.listener.address, l->conf.listener.port, l->sockets,
                                   EVENT_SERVER_SOCKETS_MAX, &l->socket_count, e);
    if (code == ERR_OK)
        code = event_batch_new(&l->batch, &l->conf, l->config_file, log_alert, log_trouble, e);
    if (code != ERR_OK)
        return code;
    const struct event_server_options options = {
        .networks = l->conf.amt.networks,
        .network_count = l->conf.amt.network_count,
        .path = l->path,
        .user = l->conf.listener.user,
        .password = l->secret.text,
        .on_request = event_batch_on_request,
        .log = log_trouble,
        .context = l->batch,
    };
    l->sign = (struct status_heartbeat){.conf = &l->conf, .name = STATUS_LISTENER};
    code = event_server_new(&l->server, &options, e);
    return code == ERR_OK ? serve(l, e) : code;
}

/* ---------------------------------------------------------------- running */

static void flush(struct listener *l, long wait_ms)
{
    struct err why;
    if (event_batch_flush(l->batch, wait_ms, &why) != ERR_OK)
        msg_event(MSG_WARNING, &(struct log_event){.key = LOG_NOT_ASKED}, "%s",
                  why.text); /* the call is stored */
}

static enum err_code step(struct listener *l, struct err *e)
{
    long wait_ms = event_batch_is_waiting(l->batch) ? LOCK_MS : WAIT_MS;
    enum err_code code = event_server_step(l->server, l->signals, wait_ms, &l->signalled, e);
    flush(l, 0);
    status_heartbeat(&l->sign);
    log_left_out();
    return code;
}

static void notify_manager(bool stops)
{
    struct err e;
    if ((stops ? service_notify("STOPPING=1", &e) : service_notify_alive(&e)) != ERR_OK)
        msg_warning("%s", e.text);
}

static void reload(struct listener *l)
{
    const struct log_event event = {.key = LOG_CERTIFICATE};
    struct err e;
    if (read_certificate(l, &e) != ERR_OK)
        msg_event(MSG_ERROR, &event, "%s; the old certificate stays in use", e.text);
    else
        msg_event(MSG_INFO, &event, "certificate read again");
}

/* Whether a signal says that we are to end. */
static bool read_signals(struct listener *l)
{
    struct signalfd_siginfo info;
    bool stop = false;
    while (l->signalled && read(l->signals, &info, sizeof info) == (ssize_t)sizeof info) {
        if (info.ssi_signo == SIGHUP)
            reload(l);
        else
            stop = true;
    }
    return stop;
}

static enum err_code run(struct listener *l, struct err *e)
{
    enum err_code code = ERR_OK;
    while (code == ERR_OK && !read_signals(l)) {
        notify_manager(false);
        code = step(l, e);
    }
    notify_manager(true);
    event_server_quiesce(l->server);
    long long end = clock_ms() + STOP_MS;
    while (code == ERR_OK && event_server_is_busy(l->server) && clock_ms() < end)
        code = step(l, e);
    flush(l, QUEUE_WAIT_COLLECTOR);
    return code;
}

int main(int argc, char **argv)
{
    static struct listener listener = {.signals = -1};
    struct cli cli = {.help = help};
    struct err e;
    msg_open("fcfh-listener");
    if (cli_parse(&cli, argc, argv, NULL, NULL, NULL))
        return (int)cli.status;
    if (optind < argc)
        return (int)cli_usage("'%s': no arguments are accepted", argv[optind]);
    secret_protect_process();
    allow_descriptors();
    listener.config_file = cli.config_file;
    enum err_code code = cli_conf(&cli, &listener.conf);
    if (code != ERR_OK)
        return (int)code;
    code = start(&listener, &e);
    if (code == ERR_OK)
        code = run(&listener, &e);
    if (code != ERR_OK)
        msg_error("%s", e.text);
    event_server_free(listener.server);
    event_tls_free();
    event_batch_free(listener.batch);
    listen_sockets_close(listener.sockets, listener.socket_count);
    secret_wipe(&listener.secret);
    return (int)code;
}
