#include "tests/standin/sol.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/standin/listen.h"

enum {
    OPEN = 0x20,
    OPENED = 0x21,
    CLOSE = 0x22,
    CLOSED = 0x23,
    PING = 0x24,
    PONG = 0x25,
    CONTROLS = 0x27,
    TO_HOST = 0x28,
    LINES = 0x29,
    FROM_HOST = 0x2A,
    HEARTBEAT = 0x2B,
    END = 0x12
};
enum { OPEN_SIZE = 24, OPENED_SIZE = 23, SHORT_SIZE = 8, LINES_SIZE = 10, DATA_HEAD = 10 };
enum { LONG_DATA = 65535, CONTROLS_SIZE = 14, END_SIZE = 4, TO_HOST_MAX = 512, OWN_TX_MAX = 4096 };
enum { UART_BYTES_EACH_MS = 11 }; /* 115200 baud */
enum { RTS_AND_DTR = 3, POWER_IS_ON = 4 };

struct sol {
    struct wire *wire;
    struct pc *pc;
    unsigned tx_max, tx_timeout, rx_timeout, rx_flush, heartbeat;
    unsigned long sequence;
    bool open, mute, power;
    bool closing;    /* the client has ended it, and should send "end" */
    unsigned resets; /* of the PC, when they were looked at last */
    long long heard, told;
    struct text pending; /* from the PC: a message that is not full yet */
    long long pending_since;
    unsigned fifo_level; /* bytes that the PC has not read yet */
    long long fifo_time; /* when that was so */
    int typed_fd;
};

static void begin_message(struct sol *sol, unsigned char *message, unsigned type)
{
    message[0] = (unsigned char)type;
    message[1] = message[2] = message[3] = 0;
    if (remote_fault(sol->wire->remote, "sequence"))
        put_u32(message + 4, (unsigned long)random());
    else
        put_u32(message + 4, sol->sequence++);
}

static void send_message(struct sol *sol, const void *message, size_t size)
{
    if (sol->mute)
        return;
    wire_send(sol->wire, message, size);
    sol->told = pc_clock();
}

static void send_short(struct sol *sol, unsigned type)
{
    unsigned char message[SHORT_SIZE];

    begin_message(sol, message, type);
    send_message(sol, message, sizeof message);
}

static void send_lines(struct sol *sol)
{
    unsigned char message[LINES_SIZE];

    begin_message(sol, message, LINES);
    message[8] = sol->power ? RTS_AND_DTR : 0;
    message[9] = sol->power ? POWER_IS_ON : 0;
    send_message(sol, message, sizeof message);
}

static void send_data(struct sol *sol, const char *bytes, size_t size, size_t said)
{
    unsigned char message[DATA_HEAD + OWN_TX_MAX];

    begin_message(sol, message, FROM_HOST);
    put_u16(message + 8, (unsigned)said);
    memcpy(message + DATA_HEAD, bytes, size);
    send_message(sol, message, DATA_HEAD + size);
}

/* --- Opening -------------------------------------------------------------------------------- */

static void answer_open(struct sol *sol, unsigned status)
{
    unsigned char answer[OPENED_SIZE] = {0};

    begin_message(sol, answer, OPENED);
    answer[1] = (unsigned char)status;
    answer[8] = 1;
    put_u16(answer + 10, 16);
    put_u16(answer + 12, TO_HOST_MAX);
    put_u16(answer + 14, OWN_TX_MAX);
    put_u32(answer + 17, 343);
    send_message(sol, answer, sizeof answer);
}

static bool read_open(struct sol *sol)
{
    const char *message;

    if (!wire_need(sol->wire, 1))
        return false;
    if (sol->wire->in.data[0] == END)
        return false;
    if (sol->wire->in.data[0] != OPEN) {
        wire_violation(sol->wire, "not-open");
        return false;
    }
    if (!wire_need(sol->wire, OPEN_SIZE))
        return false;
    message = sol->wire->in.data;
    sol->tx_max = get_u16(message + 8);
    sol->tx_timeout = get_u16(message + 10);
    sol->rx_timeout = get_u16(message + 14);
    sol->rx_flush = get_u16(message + 16);
    sol->heartbeat = get_u16(message + 18);
    if (message[1] != 0 || message[2] != 0 || message[3] != 0 || get_u32(message + 20) != 0 ||
        sol->tx_max == 0 || sol->rx_timeout == 0 || (sol->heartbeat != 0 && sol->heartbeat < 100)) {
        wire_violation(sol->wire, "open");
        return false;
    }
    if (sol->tx_max > OWN_TX_MAX)
        sol->tx_max = OWN_TX_MAX;
    wire_drop(sol->wire, OPEN_SIZE);
    return true;
}

/* True when this session has the serial port. */
static bool open_session(struct sol *sol)
{
    bool busy;

    if (remote_fault(sol->wire->remote, "open-lost") || !read_open(sol))
        return false;
    pc_lock(sol->pc);
    busy = sol->pc->attended;
    if (!busy && !remote_fault(sol->wire->remote, "sol-refused")) {
        pc_attach(sol->pc, sol->wire->wake_fd);
        sol->open = true;
        sol->resets = sol->pc->resets;
        sol->power = sol->pc->power == POWER_ON && !sol->pc->dark;
    }
    pc_unlock(sol->pc);
    wire_log(sol->wire, sol->open ? 0 : 1, true, "Open", "SOL", NULL);
    answer_open(sol, sol->open ? 0 : 1);
    if (sol->open)
        send_lines(sol);
    sol->mute = remote_fault(sol->wire->remote, "mute");
    return sol->open;
}

/* --- From the client ------------------------------------------------------------------------ */

/* How many of this many bytes reach the PC: it reads as fast as its serial port does. */
static size_t fill_fifo(struct sol *sol, size_t size)
{
    long long now = pc_clock();
    size_t room = sol->wire->remote->fifo, read;

    if (room == 0)
        return size;
    read = (size_t)(now - sol->fifo_time) * UART_BYTES_EACH_MS;
    sol->fifo_level -= read < sol->fifo_level ? (unsigned)read : sol->fifo_level;
    sol->fifo_time = now;
    room += (size_t)sol->rx_flush * UART_BYTES_EACH_MS; /* those that AMT waits for */
    if (sol->fifo_level + size > room) {
        wire_log(sol->wire, 0, true, "Lost", sol->rx_flush == 0 ? "all" : "bytes", NULL);
        if (sol->rx_flush == 0)
            sol->wire->dead = true;
        size = room - sol->fifo_level;
    }
    sol->fifo_level += (unsigned)size;
    return size;
}

static void take_typed(struct sol *sol, const char *bytes, size_t size)
{
    if (sol->typed_fd >= 0 && write(sol->typed_fd, bytes, size) != (ssize_t)size)
        perror("standin: --typed");
    size = fill_fifo(sol, size);
    pc_lock(sol->pc);
    pc_type(sol->pc, (const unsigned char *)bytes, size);
    pc_unlock(sol->pc);
}

/* The length of the message whose beginning has arrived; 0: not known yet. */
static size_t message_size(struct sol *sol)
{
    const struct text *in = &sol->wire->in;

    if (in->size == 0)
        return 0;
    switch ((unsigned char)in->data[0]) {
    case TO_HOST:
        return in->size < DATA_HEAD ? 0 : DATA_HEAD + get_u16(in->data + 8);
    case CONTROLS:
        return CONTROLS_SIZE;
    case PING:
    case PONG:
    case HEARTBEAT:
    case CLOSE:
        return SHORT_SIZE;
    default:
        wire_violation(sol->wire, in->data[0] == END ? "end-without-close" : "unknown-message");
        return 0;
    }
}

static void take_message(struct sol *sol, size_t size)
{
    const char *message = sol->wire->in.data;
    unsigned char type = (unsigned char)message[0];

    if (message[1] != 0 || message[2] != 0 || message[3] != 0) {
        wire_violation(sol->wire, "reserved");
    } else if (type == TO_HOST && (size == DATA_HEAD || size > DATA_HEAD + TO_HOST_MAX)) {
        wire_violation(sol->wire, "data-length");
    } else if (type == TO_HOST) {
        take_typed(sol, message + DATA_HEAD, size - DATA_HEAD);
    } else if (type == PING) {
        send_short(sol, PONG);
    } else if (type == CLOSE) {
        sol->open = false;
        sol->closing = true;
        wire_log(sol->wire, 0, true, "Close", "SOL", NULL);
        send_short(sol, CLOSED);
    }
    wire_drop(sol->wire, size);
}

static void take_messages(struct sol *sol)
{
    size_t size;

    sol->heard = pc_clock();
    while (sol->open && !sol->wire->dead && (size = message_size(sol)) != 0 &&
           sol->wire->in.size >= size)
        take_message(sol, size);
}

/* --- From the PC ---------------------------------------------------------------------------- */

static void flush_pending(struct sol *sol)
{
    if (sol->pending.size > 0)
        send_data(sol, sol->pending.data, sol->pending.size, sol->pending.size);
    sol->pending.size = 0;
}

/* With --tx-wait a message that is not full waits for as long as the client asked. */
static void pass_on(struct sol *sol, const char *bytes, size_t size)
{
    if (!sol->wire->remote->tx_wait) {
        send_data(sol, bytes, size, size);
        return;
    }
    if (sol->pending.size == 0)
        sol->pending_since = pc_clock();
    if (sol->pending.size + size > sol->tx_max)
        flush_pending(sol);
    text_add(&sol->pending, bytes, size);
}

/* The connection ends in the middle of a message. */
static void cut(struct sol *sol)
{
    static const char half[] = {FROM_HOST, 0, 0, 0, 1, 0, 0, 0, 100, 0, 'h', 'a', 'l', 'f'};

    wire_send(sol->wire, half, sizeof half);
    stream_reset(&sol->wire->stream);
    sol->wire->dead = true;
}

static void play(struct sol *sol, enum pc_trick trick)
{
    static const char junk[] = {0x7F, 0, 0, 0, 9, 9, 9, 9};
    struct machine *machine = sol->wire->listener->machine;

    switch (trick) {
    case TRICK_NONE:
        break;
    case TRICK_CUT:
        cut(sol);
        break;
    case TRICK_MUTE:
        sol->mute = true;
        break;
    case TRICK_JUNK:
        send_message(sol, junk, sizeof junk);
        break;
    case TRICK_TAKEN:
        pthread_mutex_lock(&machine->lock);
        machine->session_taken = true;
        pthread_mutex_unlock(&machine->lock);
        sol->open = false;
        break;
    case TRICK_LOG_OFF:
        sol->open = false;
        break;
    }
}

/* The network goes down with a reset, and comes back after a time. */
static void lose_network(struct sol *sol)
{
    const struct listener *listener = sol->wire->listener;

    stream_reset(&sol->wire->stream);
    sol->wire->dead = true;
    listen_network(listener->machine, false);
    shutdown(sol->wire->stream.fd, SHUT_RDWR);
    server_pause(listener->server, sol->wire->remote->reboot_drops);
    listen_network(listener->machine, true);
}

/* Handles changes of the PC; returns how long nothing will change, in ms or -1. */
static int look(struct sol *sol)
{
    char bytes[OWN_TX_MAX];
    size_t size;
    bool power, lost;
    enum pc_trick trick;
    int wait;

    pc_lock(sol->pc);
    power = sol->pc->power == POWER_ON && !sol->pc->dark;
    lost = sol->pc->resets != sol->resets && sol->wire->remote->reboot_drops != 0;
    sol->resets = sol->pc->resets;
    trick = sol->pc->trick;
    sol->pc->trick = TRICK_NONE;
    size = pc_read(sol->pc, bytes, sol->tx_max);
    wait = pc_has_output(sol->pc) ? 0 : pc_wait(sol->pc);
    pc_unlock(sol->pc);
    if (size > 0)
        pass_on(sol, bytes, size);
    if (power != sol->power) {
        sol->power = power;
        send_lines(sol);
    }
    play(sol, trick);
    if (lost)
        lose_network(sol);
    return wait;
}

/* Messages that AMT would never send. */
static void misbehave(struct sol *sol)
{
    const struct remote_options *remote = sol->wire->remote;
    static const char zeros[OWN_TX_MAX];
    static const char unknown[] = {0x2F, 0, 0, 0, 0, 0, 0, 0};

    if (remote_fault(remote, "empty-data"))
        send_data(sol, "", 0, 0);
    if (remote_fault(remote, "long-data")) {
        send_data(sol, zeros, sizeof zeros, LONG_DATA);
        for (size_t left = LONG_DATA - sizeof zeros; left > 0;) {
            size_t part = left < sizeof zeros ? left : sizeof zeros;

            send_message(sol, zeros, part);
            left -= part;
        }
    }
    if (remote_fault(remote, "unknown"))
        send_message(sol, unknown, sizeof unknown);
    if (remote_fault(remote, "unknown-ok"))
        send_short(sol, PING);
}

/* ms until something is due, including the wait. */
static int earliest(const struct sol *sol, int wait)
{
    long long now = pc_clock(), due = sol->heard + sol->rx_timeout;

    if (sol->heartbeat != 0 && sol->told + sol->heartbeat < due)
        due = sol->told + sol->heartbeat;
    if (sol->pending.size > 0 && sol->tx_timeout != 0 && sol->pending_since + sol->tx_timeout < due)
        due = sol->pending_since + sol->tx_timeout;
    if (wait >= 0 && now + wait < due)
        due = now + wait;
    return due <= now ? 0 : (int)(due - now);
}

/* False when nothing was heard for too long. */
static bool keep_time(struct sol *sol)
{
    long long now = pc_clock();

    if (sol->pending.size > 0 && sol->tx_timeout != 0 &&
        now >= sol->pending_since + sol->tx_timeout)
        flush_pending(sol);
    if (sol->heartbeat != 0 && now >= sol->told + sol->heartbeat) {
        send_short(sol, HEARTBEAT);
        sol->told = now; /* also when it is mute */
    }
    if (now < sol->heard + sol->rx_timeout)
        return true;
    wire_log(sol->wire, 0, true, "Timeout", "SOL", NULL);
    return false;
}

void sol_serve(struct wire *wire)
{
    struct sol sol = {
        .wire = wire,
        .pc = wire->listener->machine->pc,
        .heard = pc_clock(),
        .told = pc_clock(),
        .fifo_time = pc_clock(),
        .typed_fd = -1,
    };

    if (!open_session(&sol))
        return;
    if (wire->remote->typed != NULL)
        sol.typed_fd = open(wire->remote->typed, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    misbehave(&sol);
    take_messages(&sol);
    while (sol.open && !wire->dead) {
        int wait = look(&sol);

        if (!sol.open || wire->dead || !keep_time(&sol))
            break;
        if (wire_wait(wire, earliest(&sol, wait)) == WIRE_INPUT)
            take_messages(&sol);
    }
    pc_lock(sol.pc);
    pc_detach(sol.pc);
    pc_unlock(sol.pc);
    if (sol.closing && !wire->dead)
        wire_need(wire, END_SIZE);
    if (sol.typed_fd >= 0)
        close(sol.typed_fd);
    text_free(&sol.pending);
}
