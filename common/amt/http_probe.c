/* With libcurl: seeing whether anybody answers at a port, without a word. */
#include <curl/curl.h>

#include "common/amt/http_client.h"
#include "common/clock.h"

void http_probe_drop(struct http_client *client)
{
    http_list_leave(&client->engine->probes, client);
    http_transfer_drop(client->engine, &client->probe.transfer);
}

enum err_code http_probe(struct http_client *client, const struct http_limits *limits,
                         http_done *done, void *context, struct err *e)
{
    /* libcurl's limit on connecting begins with the look-up of the name: a slow name server would
     * make every machine look as if it had no TLS. So that limit is ours: http_probe_end_slow. */
    const struct http_limits all = {.connect_ms = limits->total_ms, .total_ms = limits->total_ms};
    struct http_probe *probe = &client->probe;
    http_probe_drop(client);
    *probe = (struct http_probe){.transfer = {.peer = &client->peer, .easy = curl_easy_init()},
                                 .limits = *limits,
                                 .done = done,
                                 .context = context};
    if (probe->transfer.easy != NULL && http_set_connection(client, &probe->transfer, &all) &&
        curl_multi_add_handle(client->engine->multi, probe->transfer.easy) == CURLM_OK) {
        http_list_enter(&client->engine->probes, client);
        return ERR_OK;
    }
    http_probe_drop(client);
    return err_set(e, ERR_INTERNAL, "libcurl cannot be set up");
}

void http_probe_finish(struct http_client *client, int code)
{
    const struct http_probe *probe = &client->probe;
    struct http_answer answer = {.body = ""};
    http_explain(&probe->transfer, code, NULL, &answer);
    if (answer.result != HTTP_ANSWERED && answer.result != HTTP_NO_HOST &&
        answer.result != HTTP_FORBIDDEN)
        answer.result = HTTP_UNREACHABLE;
    http_probe_drop(client);
    probe->done(probe->context, &answer);
}

static long long end_of(const struct http_client *client)
{
    return client->probe.transfer.connecting_since + client->probe.limits.connect_ms;
}

void http_probe_end_slow(struct http_engine *engine)
{
    long long now = clock_ms();
    struct http_client *client = engine->probes;
    while (client != NULL && (client->probe.transfer.connecting_since == 0 || end_of(client) > now))
        client = client->next;
    if (client != NULL) /* one at a time: done may change the list */
        http_probe_finish(client, CURLE_OPERATION_TIMEDOUT);
}

long http_probe_wait(const struct http_engine *engine, long wait_ms)
{
    long long now = clock_ms();
    for (const struct http_client *c = engine->probes; c != NULL; c = c->next) {
        /* Nobody says when a name has been found. */
        bool connecting = c->probe.transfer.connecting_since != 0;
        long long left = connecting ? end_of(c) - now : c->probe.limits.connect_ms;
        if (left < wait_ms)
            wait_ms = left > 0 ? (long)left : 0;
    }
    return wait_ms;
}
