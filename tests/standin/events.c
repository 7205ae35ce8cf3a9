#include "tests/standin/events.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/standin/event_text.h"
#include "tests/standin/log.h"
#include "tests/standin/subscriptions.h"

enum { TRIES = 4, TIME_BETWEEN = 1000, TIME_OUT = 10, STACK_SIZE = 512 * 1024 };
enum { FIRST_WITH_REASON = 10 };

/* What one thread sends: a machine's event to all who subscribed to it. */
struct job {
    const struct server *server;
    struct machine *machine;
    struct subscription *subscriptions; /* copies */
    size_t count;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t done = PTHREAD_COND_INITIALIZER;
static unsigned running; /* threads; guarded by lock */

bool events_open(void)
{
    return curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

static size_t drop(char *bytes, size_t size, size_t count, void *unused)
{
    (void)bytes;
    (void)unused;
    return size * count;
}

/* Ends the transfer when the stand-in should stop. */
static int look(void *server, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    (void)a;
    (void)b;
    (void)c;
    (void)d;
    return !server_pause(server, 0);
}

/* Only the agent's own headers: no Content-Type, and it never waits for 100. */
static struct curl_slist *make_headers(void)
{
    static const char *const lines[] = {"Connection: Keep-Alive",
                                        "Content-Type:", "Accept:", "Expect:"};
    struct curl_slist *list = NULL;

    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct curl_slist *longer = curl_slist_append(list, lines[i]);

        if (longer == NULL)
            abort();
        list = longer;
    }
    return list;
}

/* The address of a machine, without its port and brackets. */
static char *source_of(const struct machine *machine)
{
    const char *where = machine->where + (machine->where[0] == '[');
    const char *end = strrchr(where, ':');

    if (end > where && end[-1] == ']')
        end--;
    return xasprintf("host!%.*s", (int)(end - where), where);
}

static bool prepare(CURL *curl, const struct job *job, const struct subscription *subscription,
                    const struct text *body, struct curl_slist *headers)
{
    const char *authority = job->server->options.amt.events_ca;
    char *source = source_of(job->machine);
    bool good =
        curl_easy_setopt(curl, CURLOPT_URL, subscription->url) == CURLE_OK &&
        curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK &&
        curl_easy_setopt(curl, CURLOPT_PROXY, "") == CURLE_OK &&
        curl_easy_setopt(curl, CURLOPT_INTERFACE, source) == CURLE_OK &&
        curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
        curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1) == CURLE_OK &&
        curl_easy_setopt(curl, CURLOPT_USERAGENT, "Intel(R) AMT Agent") == CURLE_OK &&
        curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers) == CURLE_OK &&
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body->data) == CURLE_OK &&
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)body->size) == CURLE_OK &&
        curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, drop) == CURLE_OK &&
        curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)TIME_OUT) == CURLE_OK &&
        curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L) == CURLE_OK &&
        curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, look) == CURLE_OK &&
        curl_easy_setopt(curl, CURLOPT_XFERINFODATA, (void *)job->server) == CURLE_OK &&
        curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, authority ? 1L : 0L) == CURLE_OK &&
        curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, authority ? 2L : 0L) == CURLE_OK;

    if (good && authority != NULL)
        good = curl_easy_setopt(curl, CURLOPT_CAINFO, authority) == CURLE_OK;
    /* With two methods to choose from, libcurl sends the event first and logs in when asked to. */
    if (good && subscription->user != NULL)
        good = curl_easy_setopt(curl, CURLOPT_USERNAME, subscription->user) == CURLE_OK &&
               curl_easy_setopt(curl, CURLOPT_PASSWORD, subscription->password) == CURLE_OK &&
               curl_easy_setopt(curl, CURLOPT_HTTPAUTH,
                                (long)(CURLAUTH_DIGEST | CURLAUTH_BEARER)) == CURLE_OK;
    free(source);
    return good;
}

static void log_event(const struct job *job, long status)
{
    struct exchange exchange = {
        .where = job->machine->where,
        .status = (int)status,
        .authorised = true,
        .action = "Event",
        .resource = EVENT_CALL,
    };

    log_exchange(job->server->log_fd, &exchange);
}

/* Sends an event until somebody accepts it or refuses it. */
static void send_event(const struct job *job, const struct subscription *subscription)
{
    struct curl_slist *headers = make_headers();
    struct text body = {0};
    CURL *curl = curl_easy_init();

    event_text(job->machine, subscription, job->server->options.amt_major >= FIRST_WITH_REASON,
               &body);
    if (curl == NULL || !prepare(curl, job, subscription, &body, headers))
        fputs("standin: an event cannot be sent\n", stderr);
    else
        for (unsigned tries = 0; tries < TRIES; tries++) {
            long status = 0;

            if (curl_easy_perform(curl) == CURLE_OK &&
                curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status) != CURLE_OK)
                status = 0;
            if (!server_pause(job->server, 0))
                break;
            log_event(job, status);
            if ((status != 0 && status != 503) || !server_pause(job->server, TIME_BETWEEN))
                break;
        }
    curl_easy_cleanup(curl);
    curl_slist_free_all(headers);
    text_free(&body);
}

static void free_job(struct job *job)
{
    for (size_t i = 0; i < job->count; i++)
        subscription_clear(&job->subscriptions[i]);
    free(job->subscriptions);
    free(job);
}

static void *run_job(void *argument)
{
    struct job *job = argument;

    for (size_t i = 0; i < job->count; i++)
        send_event(job, &job->subscriptions[i]);
    free_job(job);
    pthread_mutex_lock(&lock);
    if (--running == 0)
        pthread_cond_signal(&done);
    pthread_mutex_unlock(&lock);
    return NULL;
}

/* NULL when nobody has subscribed. */
static struct job *make_job(const struct server *server, struct machine *machine)
{
    struct config *config = &machine->config;
    struct job *job = NULL;

    pthread_mutex_lock(&config->lock);
    if (config->subscription_count > 0) {
        job = xmalloc(sizeof *job);
        job->server = server;
        job->machine = machine;
        job->count = config->subscription_count;
        job->subscriptions = xmalloc(job->count * sizeof *job->subscriptions);
        for (size_t i = 0; i < job->count; i++)
            subscription_copy(&job->subscriptions[i], &config->subscriptions[i]);
    }
    pthread_mutex_unlock(&config->lock);
    return job;
}

void events_post(const struct server *server, struct machine *machine)
{
    struct job *job = make_job(server, machine);
    pthread_attr_t attributes;
    pthread_t thread;

    if (job == NULL)
        return;
    pthread_mutex_lock(&lock);
    running++;
    pthread_mutex_unlock(&lock);
    if (pthread_attr_init(&attributes) != 0 ||
        pthread_attr_setstacksize(&attributes, STACK_SIZE) != 0 ||
        pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED) != 0 ||
        pthread_create(&thread, &attributes, run_job, job) != 0) {
        fputs("standin: no thread for an event\n", stderr);
        abort();
    }
    pthread_attr_destroy(&attributes);
}

void events_post_all(const struct server *server)
{
    for (size_t i = 0; i < server->machine_count; i++)
        events_post(server, &server->machines[i]);
}

bool events_close(unsigned seconds)
{
    struct timespec limit;
    bool gone;

    clock_gettime(CLOCK_REALTIME, &limit);
    limit.tv_sec += seconds;
    pthread_mutex_lock(&lock);
    while (running > 0 && pthread_cond_timedwait(&done, &lock, &limit) != ETIMEDOUT)
        continue;
    gone = running == 0;
    pthread_mutex_unlock(&lock);
    if (gone)
        curl_global_cleanup();
    return gone;
}
