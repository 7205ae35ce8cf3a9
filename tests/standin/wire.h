/* The bytes of a redirection session: messages in, messages out, and the faults in them. */
#ifndef TESTS_STANDIN_WIRE_H
#define TESTS_STANDIN_WIRE_H

#include "tests/standin/server.h"
#include "tests/standin/stream.h"
#include "tests/standin/text.h"

struct wire {
    const struct listener *listener;
    const struct remote_options *remote;
    struct stream stream;
    struct text in;  /* what arrived and was not used yet */
    struct text out; /* what is sent at the next wait: --redirection-fault together */
    size_t sent;
    int wake_fd; /* an eventfd, or -1 */
    bool dead;
};

enum wire_event { WIRE_INPUT, WIRE_WOKEN, WIRE_TIME, WIRE_END };

/* False when the handshake with the peer fails. */
bool wire_open(struct wire *wire, const struct listener *listener, int fd);
void wire_close(struct wire *wire);

void wire_send(struct wire *wire, const void *bytes, size_t size);
/* timeout: in ms, -1 for none. */
enum wire_event wire_wait(struct wire *wire, int timeout);
/* Waits until this many bytes have arrived, but not longer than AMT would. */
bool wire_need(struct wire *wire, size_t size);
void wire_drop(struct wire *wire, size_t size);

/* Logs a line: what the client did, and a word about it or NULL. status: AMT's. */
void wire_log(const struct wire *wire, unsigned status, bool authorised, const char *action,
              const char *what, const char *note);
/* The client sent what AMT does not know: that ends the connection, and is logged. */
void wire_violation(struct wire *wire, const char *what);

void put_u16(unsigned char *at, unsigned value);
void put_u32(unsigned char *at, unsigned long value);
unsigned get_u16(const char *at);
unsigned long get_u32(const char *at);

#endif
