/*
 * Questions to one machine that are waited for: what a program with a thread a machine tells its
 * story with. Each thread has an http_engine of its own; http_engine_new() must have been called
 * once before there are threads.
 */
#ifndef FCFH_COMMON_AMT_AMT_CALL_H
#define FCFH_COMMON_AMT_AMT_CALL_H

#include <stdbool.h>
#include <stddef.h>

#include "common/amt/amt.h"

/* What became of a question, and what came. All zeros is an empty one. */
struct amt_reply {
    struct amt_outcome outcome;
    xml_doc **instances;
    size_t count;
    const char *realm; /* what is known of the machine since; the session's own, "" for nothing */
    const char *key;   /* at the other end of TLS */
    const char *tls_version;
    const char *version;
    const char *address;
    bool is_private; /* nobody else can read what is said */
};

/* An instance, or what a method gave, from 0 on; NULL if there is none. The reply's own. */
const xml_node *amt_reply_instance(const struct amt_reply *reply, size_t i);
/* Copies it into the reply. False: out of memory. */
bool amt_reply_add(struct amt_reply *reply, const xml_node *instance);
/* Leaves an empty one. */
void amt_reply_free(struct amt_reply *reply);

/* As amt_ask, and returns when the answer has come; reply must be empty and is to be freed also
 * after an error. ERR_TEMPFAIL: stop_fd is readable, and nothing but amt_session_free may be done
 * with the session any more. ERR_UNAVAILABLE: the time for the whole conversation is over. */
enum err_code amt_call(struct amt_session *session, struct http_engine *engine, int stop_fd,
                       const struct wsman_request *request, struct amt_reply *reply, struct err *e);

#endif
