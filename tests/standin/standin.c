/* A stand-in for machines with Intel AMT: listens, and gives each connection a thread. */
#include <errno.h>
#include <libxml/parser.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sysexits.h>
#include <unistd.h>

#include "tests/standin/events.h"
#include "tests/standin/http.h"
#include "tests/standin/kvm_picture.h"
#include "tests/standin/listen.h"
#include "tests/standin/log.h"
#include "tests/standin/negotiate.h"
#include "tests/standin/redirection.h"
#include "tests/standin/relay.h"
#include "tests/standin/rmcp.h"
#include "tests/standin/server.h"
#include "tests/standin/state.h"
#include "tests/standin/stream.h"
#include "tests/standin/text.h"

enum { THREAD_STACK = 1024 * 1024, STOP_SECONDS = 5 };

/* A connection that is being served. */
struct client {
    const struct listener *listener;
    int fd;
    pthread_t thread;
    struct client *previous, *next;
};

static pthread_mutex_t clients_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t clients_gone = PTHREAD_COND_INITIALIZER;
static struct client *clients;  /* guarded by clients_lock */
static struct client *finished; /* guarded by it too: their threads are still to be joined */

_Noreturn void die(int status, const char *what, const char *why)
{
    fprintf(stderr, "standin: %s: %s\n", what, why);
    exit(status);
}

bool server_pause(const struct server *server, unsigned milliseconds)
{
    struct pollfd stop = {.fd = server->stop_fd, .events = POLLIN};

    return poll(&stop, 1, (int)milliseconds) == 0;
}

bool server_work(const struct server *server, int fd)
{
    struct pollfd ends[] = {
        {.fd = server->stop_fd, .events = POLLIN},
        {.fd = fd, .events = POLLRDHUP},
    };

    if (server->options.delay == 0)
        return server_pause(server, 0);
    return poll(ends, 2, (int)server->options.delay) == 0;
}

static void *serve_client(void *argument)
{
    struct client *client = argument;

    if (client->listener->redirection)
        redirection_serve(client->listener, client->fd);
    else if (client->listener->server->options.relay_to != NULL)
        relay_serve(client->listener, client->fd);
    else
        http_serve(client->listener, client->fd);
    pthread_mutex_lock(&clients_lock);
    if (client->previous != NULL)
        client->previous->next = client->next;
    else
        clients = client->next;
    if (client->next != NULL)
        client->next->previous = client->previous;
    close(client->fd);
    client->next = finished;
    finished = client;
    if (clients == NULL)
        pthread_cond_signal(&clients_gone);
    pthread_mutex_unlock(&clients_lock);
    return NULL;
}

static void join_finished(void)
{
    struct client *client, *next;

    pthread_mutex_lock(&clients_lock);
    client = finished;
    finished = NULL;
    pthread_mutex_unlock(&clients_lock);
    for (; client != NULL; client = next) {
        next = client->next;
        pthread_join(client->thread, NULL);
        free(client);
    }
}

static void accept_clients(const struct listener *listener, const pthread_attr_t *attributes)
{
    int fd, on = 1;

    join_finished();
    while ((fd = listen_accept(listener)) >= 0) {
        struct client *client = xmalloc(sizeof *client);

        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        client->listener = listener;
        client->fd = fd;
        pthread_mutex_lock(&clients_lock);
        client->next = clients;
        if (clients != NULL)
            clients->previous = client;
        clients = client;
        pthread_mutex_unlock(&clients_lock);
        if (pthread_create(&client->thread, attributes, serve_client, client) != 0)
            die(EX_OSERR, "thread", "cannot be made");
    }
}

/* False when the signal that arrived says that it is time to stop. */
static bool handle_signal(const struct server *server, int signal_fd)
{
    struct signalfd_siginfo info;

    if (read(signal_fd, &info, sizeof info) != sizeof info || info.ssi_signo != SIGUSR1)
        return false;
    events_post_all(server);
    return true;
}

/* Ends every connection and waits until the last thread no longer uses what is shared. */
static void stop_clients(const struct server *server)
{
    struct timespec limit;
    bool gone;

    if (eventfd_write(server->stop_fd, 1) != 0)
        _exit(EX_OSERR);
    clock_gettime(CLOCK_REALTIME, &limit);
    limit.tv_sec += STOP_SECONDS;
    pthread_mutex_lock(&clients_lock);
    for (struct client *client = clients; client != NULL; client = client->next)
        shutdown(client->fd, SHUT_RDWR);
    while (clients != NULL &&
           pthread_cond_timedwait(&clients_gone, &clients_lock, &limit) != ETIMEDOUT)
        continue;
    gone = clients == NULL;
    pthread_mutex_unlock(&clients_lock);
    if (!gone)
        _exit(EX_OK); /* a stuck thread still uses what would be freed here */
    join_finished();
}

static void say_ready(const struct options *options)
{
    static const char word[] = "ready\n";

    if (options->ready_fd >= 0) {
        if (write(options->ready_fd, word, strlen(word)) < 0)
            perror("standin: --ready");
        close(options->ready_fd);
    } else {
        fputs(word, stdout);
    }
    fflush(stdout);
}

static void run(struct server *server, int signal_fd)
{
    struct epoll_event event = {.events = EPOLLIN};
    int epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    pthread_attr_t attributes;
    bool stopping = false;

    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, THREAD_STACK);
    if (epoll_fd < 0 || epoll_ctl(epoll_fd, EPOLL_CTL_ADD, signal_fd, &event) != 0)
        die(EX_OSERR, "epoll", strerror(errno));
    listen_watch(epoll_fd);
    rmcp_start(server);
    say_ready(&server->options);
    if (server->options.amt.call_event)
        events_post_all(server);
    while (!stopping) {
        struct epoll_event events[64];
        int count = epoll_wait(epoll_fd, events, 64, -1);

        for (int i = 0; i < count; i++) {
            if (events[i].data.ptr == NULL)
                stopping |= !handle_signal(server, signal_fd);
            else
                accept_clients(events[i].data.ptr, &attributes);
        }
    }
    listen_stop();
    stop_clients(server);
    rmcp_stop();
    if (!events_close(STOP_SECONDS))
        _exit(EX_OK);
    pthread_attr_destroy(&attributes);
    close(epoll_fd);
}

static void open_tls(struct server *server)
{
    const struct options *options = &server->options;

    server->tls = xmalloc((options->certificates.count + 1) * sizeof(SSL_CTX *));
    for (size_t i = 0; i < options->certificates.count; i++) {
        server->tls[i] = stream_tls(options->certificates.items[i], options->keys.items[i],
                                    options->tls_min, options->tls_max);
        if (server->tls[i] == NULL)
            die(EX_CONFIG, options->certificates.items[i], "cannot be used");
    }
    if (options->remote.certificate != NULL) {
        server->redirection_tls = stream_tls(options->remote.certificate, options->remote.key,
                                             options->tls_min, options->tls_max);
        if (server->redirection_tls == NULL)
            die(EX_CONFIG, options->remote.certificate, "cannot be used");
    }
}

/* FRAME:FORMAT, for instance 3:565. */
static int print_picture(const struct kvm_options *kvm)
{
    char *end;
    unsigned frame = (unsigned)strtoul(kvm->print, &end, 10);
    const struct kvm_format *format = *end == ':' ? kvm_format_named(end + 1) : NULL;

    if (format == NULL)
        words_usage("--kvm-print is like 3:565", kvm->print);
    kvm_picture_print(format, kvm->sizes[0].width, kvm->sizes[0].height, frame, stdout);
    return fflush(stdout) == 0 ? EX_OK : EX_IOERR;
}

int main(int count, char **words)
{
    struct server server = {.log_fd = -1};
    struct rlimit files;
    sigset_t signals;
    int signal_fd;

    prctl(PR_SET_PDEATHSIG, SIGTERM); /* a test that dies leaves nothing behind */
    options_read(&server.options, count, words);
    if (server.options.kvm.print != NULL) {
        int status = print_picture(&server.options.kvm);

        options_free(&server.options);
        return status;
    }

    /* Blocked before there are threads: they all inherit that, and signals arrive only by
     * signal_fd. */
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal_fd = signalfd(-1, &signals, SFD_CLOEXEC);
    server.stop_fd = eventfd(0, EFD_CLOEXEC);
    if (signal_fd < 0 || server.stop_fd < 0)
        die(EX_OSERR, "signals", strerror(errno));
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }

    xmlInitParser();
    if (!events_open())
        die(EX_SOFTWARE, "events", "libcurl does not start");
    if (server.options.amt.keytab != NULL && !negotiate_open(server.options.amt.keytab))
        exit(EX_CONFIG);
    if (server.options.log != NULL && (server.log_fd = log_open(server.options.log)) < 0)
        die(EX_CANTCREAT, server.options.log, strerror(errno));
    open_tls(&server);
    server.machine_count =
        server.options.count > 1 ? server.options.count : server.options.addresses.count;
    server.machines = xmalloc(server.machine_count * sizeof *server.machines);
    for (size_t i = 0; i < server.machine_count; i++)
        machine_init(&server.machines[i], &server.options, i);
    listen_everywhere(&server);
    if (!state_open(server.options.amt.state, server.machines, server.machine_count))
        die(EX_CANTCREAT, server.options.amt.state, strerror(errno));
    run(&server, signal_fd);

    for (size_t i = 0; i < server.machine_count; i++)
        machine_free(&server.machines[i]);
    free(server.machines);
    listen_free();
    for (size_t i = 0; i < server.options.certificates.count; i++)
        SSL_CTX_free(server.tls[i]);
    free(server.tls);
    SSL_CTX_free(server.redirection_tls);
    options_free(&server.options);
    xmlCleanupParser();
    negotiate_close();
    if (server.log_fd >= 0)
        close(server.log_fd);
    close(server.stop_fd);
    close(signal_fd);
    return EX_OK;
}
