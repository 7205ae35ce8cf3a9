/* A connection on which bytes go both ways, over the client's TLS: what the machine shows is judged
 * before the first byte. The engine must be the client's alone: libcurl may close the connection
 * when it makes others. */
#ifndef FCFH_COMMON_AMT_HTTP_LINK_H
#define FCFH_COMMON_AMT_HTTP_LINK_H

#include "common/amt/http.h"

enum http_link_io {
    HTTP_LINK_GOOD,
    HTTP_LINK_AGAIN, /* not now: try when http_link_fd is readable, or writable */
    HTTP_LINK_ENDED
};

/* Begins to connect, for at most ms. */
enum err_code http_link(struct http_client *client, long ms, struct err *e);
/* Continues: waits up to wait_ms, also for extra_fd (-1: none) to become readable. *answer is NULL
 * until connecting has ended; the result is HTTP_ANSWERED when bytes may be sent. */
enum err_code http_link_step(struct http_client *client, int extra_fd, long wait_ms,
                             const struct http_answer **answer, struct err *e);

/* Asks the judge again, when the machine asks for a log-in to realm. False: why says why not. */
bool http_link_may_log_in(struct http_client *client, const char *realm, char why[HTTP_WHY_SIZE]);

/* Poll it only after HTTP_LINK_AGAIN: TLS may hold bytes that have been read. */
int http_link_fd(struct http_client *client);
/* After HTTP_LINK_AGAIN pass the same bytes again, at any address, perhaps with more after them. */
enum http_link_io http_link_send(struct http_client *client, const void *bytes, size_t len,
                                 size_t *sent);
enum http_link_io http_link_receive(struct http_client *client, void *bytes, size_t size,
                                    size_t *received);

#endif
