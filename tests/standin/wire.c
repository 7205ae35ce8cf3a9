#include "tests/standin/wire.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "tests/standin/log.h"

enum { PATIENCE = 30000, SLOW_PAUSE = 2 };

void put_u16(unsigned char *at, unsigned value)
{
    at[0] = value & 255;
    at[1] = value >> 8 & 255;
}

void put_u32(unsigned char *at, unsigned long value)
{
    put_u16(at, value & 65535);
    put_u16(at + 2, value >> 16 & 65535);
}

unsigned get_u16(const char *at)
{
    return (unsigned char)at[0] | (unsigned)(unsigned char)at[1] << 8;
}

unsigned long get_u32(const char *at)
{
    return get_u16(at) | (unsigned long)get_u16(at + 2) << 16;
}

bool wire_open(struct wire *wire, const struct listener *listener, int fd)
{
    memset(wire, 0, sizeof *wire);
    wire->listener = listener;
    wire->remote = &listener->server->options.remote;
    wire->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (wire->wake_fd < 0)
        return false;
    if (stream_open(&wire->stream, fd, listener->tls))
        return true;
    close(wire->wake_fd);
    return false;
}

void wire_close(struct wire *wire)
{
    stream_close(&wire->stream);
    text_free(&wire->in);
    text_free(&wire->out);
    close(wire->wake_fd);
}

/* Writes bytes to the peer. */
static void write_out(struct wire *wire, const char *bytes, size_t size)
{
    size_t most = wire->remote->cut_after;

    if (most != 0 && wire->sent + size >= most)
        size = most - wire->sent;
    if (remote_fault(wire->remote, "slow")) {
        for (size_t i = 0; !wire->dead && i < size; i++)
            wire->dead = !stream_write(&wire->stream, bytes + i, 1) ||
                         !server_pause(wire->listener->server, SLOW_PAUSE);
    } else if (!wire->dead) {
        wire->dead = !stream_write(&wire->stream, bytes, size);
    }
    wire->sent += size;
    if (most != 0 && wire->sent >= most && !wire->dead) {
        stream_reset(&wire->stream);
        wire->dead = true;
    }
}

void wire_send(struct wire *wire, const void *bytes, size_t size)
{
    if (remote_fault(wire->remote, "together"))
        text_add(&wire->out, bytes, size);
    else
        write_out(wire, bytes, size);
}

static bool read_more(struct wire *wire)
{
    char buffer[16 * 1024];
    size_t size = stream_read(&wire->stream, buffer, sizeof buffer);

    text_add(&wire->in, buffer, size);
    wire->dead |= size == 0;
    return size > 0;
}

enum wire_event wire_wait(struct wire *wire, int timeout)
{
    struct pollfd ends[] = {
        {.fd = wire->listener->server->stop_fd, .events = POLLIN},
        {.fd = wire->wake_fd, .events = POLLIN},
        {.fd = wire->stream.fd, .events = POLLIN},
    };
    eventfd_t count;

    if (wire->out.size > 0) {
        write_out(wire, wire->out.data, wire->out.size);
        wire->out.size = 0;
    }
    if (wire->dead)
        return WIRE_END;
    if (wire->stream.tls != NULL && SSL_pending(wire->stream.tls) > 0)
        return read_more(wire) ? WIRE_INPUT : WIRE_END;
    if (poll(ends, 3, timeout) < 0 || ends[0].revents != 0) {
        wire->dead = true;
        return WIRE_END;
    }
    if (ends[2].revents != 0)
        return read_more(wire) ? WIRE_INPUT : WIRE_END;
    if (ends[1].revents != 0 && eventfd_read(wire->wake_fd, &count) == 0)
        return WIRE_WOKEN;
    return WIRE_TIME;
}

bool wire_need(struct wire *wire, size_t size)
{
    while (wire->in.size < size) {
        enum wire_event event = wire_wait(wire, PATIENCE);

        if (event == WIRE_END || event == WIRE_TIME)
            return false;
    }
    return true;
}

void wire_drop(struct wire *wire, size_t size)
{
    struct text *in = &wire->in;

    memmove(in->data, in->data + size, in->size - size);
    in->size -= size;
}

void wire_log(const struct wire *wire, unsigned status, bool authorised, const char *action,
              const char *what, const char *note)
{
    struct exchange exchange = {
        .where = wire->listener->where,
        .status = (int)status,
        .authorised = authorised,
        .action = action,
        .resource = what,
        .note = note,
    };

    log_exchange(wire->listener->server->log_fd, &exchange);
}

void wire_violation(struct wire *wire, const char *what)
{
    wire_log(wire, 400, false, "Violation", what, NULL);
    wire->dead = true;
}
