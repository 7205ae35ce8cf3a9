#include "common/amt/amt_call.h"

#include <poll.h>
#include <stdlib.h>

enum { STEP_MS = 1000 };

struct waiting {
    struct amt_reply *reply;
    bool done;
    bool no_memory;
};

const xml_node *amt_reply_instance(const struct amt_reply *reply, size_t i)
{
    return i < reply->count ? xml_root(reply->instances[i]) : NULL;
}

bool amt_reply_add(struct amt_reply *reply, const xml_node *instance)
{
    xml_doc **more = realloc(reply->instances, (reply->count + 1) * sizeof *reply->instances);
    if (more == NULL)
        return false;
    reply->instances = more;
    reply->instances[reply->count] = xml_copy(instance);
    return reply->instances[reply->count] != NULL && ++reply->count > 0;
}

void amt_reply_free(struct amt_reply *reply)
{
    for (size_t i = 0; i < reply->count; i++)
        xml_free(reply->instances[i]);
    free(reply->instances);
    *reply = (struct amt_reply){.count = 0};
}

static void on_instance(void *context, const xml_node *instance)
{
    struct waiting *w = context;
    w->no_memory = !amt_reply_add(w->reply, instance) || w->no_memory;
}

static void on_done(void *context, const struct amt_outcome *outcome)
{
    struct waiting *w = context;
    w->reply->outcome = *outcome;
    w->done = true;
}

static bool is_readable(int fd)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};
    return poll(&p, 1, 0) > 0;
}

enum err_code amt_call(struct amt_session *session, struct http_engine *engine, int stop_fd,
                       const struct wsman_request *request, struct amt_reply *reply, struct err *e)
{
    struct waiting w = {.reply = reply};
    enum err_code code = amt_ask(session, request, on_instance, on_done, &w, e);
    while (code == ERR_OK && !w.done)
        code = is_readable(stop_fd) ? err_set(e, ERR_TEMPFAIL, "interrupted")
                                    : http_engine_step(engine, stop_fd, STEP_MS, e);
    if (code == ERR_OK && w.no_memory)
        code = err_nomem(e);
    const struct amt_known *known = amt_known(session);
    reply->realm = known->realm;
    reply->key = known->key;
    reply->tls_version = known->tls_version;
    reply->version = known->version;
    reply->address = known->address;
    reply->is_private = known->is_private;
    return code;
}
