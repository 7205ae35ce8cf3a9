#include "support_queue_gui/manage/sol.h"

#include <string.h>

/* Types of messages: those to AMT are even, except the heartbeat. */
enum {
    START = 0x20,
    STARTED = 0x21,
    END = 0x22,
    ENDED = 0x23,
    PING = 0x24,
    PONG = 0x25,
    DATA_TO_PC = 0x28,
    CONTROL = 0x29,
    DATA_FROM_PC = 0x2A,
    HEARTBEAT = 0x2B
};

/* What AMT is asked for, in message 20. Machines are known to accept these values. */
enum {
    TX_BUFFER = 10000,   /* most bytes of one message */
    TX_TIMEOUT_MS = 100, /* for so long it collects output that does not fill a message */
    TX_OVERFLOW_MS = 0,  /* when we do not read, it waits for ever and drops nothing */
    RX_FLUSH_MS = 100,   /* typed bytes may wait so long for the PC; 0 would end the session */
    HEARTBEAT_MS = 5000
};

enum {
    SAY_AFTER_MS = SOL_SILENCE_MS / 4,
    PING_AFTER_MS = 2 * HEARTBEAT_MS,
    DEAD_AFTER_MS = 3 * HEARTBEAT_MS
};

/* The PC's serial port holds 16 bytes, and nothing shows when it is full: a burst of so many goes
 * out at once, and then four bytes in five milliseconds, which is less than the slowest such port
 * reads. */
enum {
    FIFO_BYTES = 16,
    BYTE_CREDIT = 1000,
    CREDIT_PER_MS = 800,
    CREDIT_MAX = FIFO_BYTES * BYTE_CREDIT
};

/* Bits of the status in message 29. */
enum { STATUS_TX_OVERFLOW = 1, STATUS_POWER = 4, STATUS_RX_FLUSHED = 8 };

enum { SHORT_HEAD = 8, DATA_HEAD = 10, CONTROL_SIZE = 10, STARTED_SIZE = 23, REFUSAL_SIZE = 4 };

static void put16(unsigned char *out, unsigned value)
{
    out[0] = (unsigned char)value;
    out[1] = (unsigned char)(value >> 8);
}

/* Adds a message with room for its body after the eight bytes that all messages have. NULL: not
 * now, since the messages before have not been sent yet. */
static unsigned char *add_message(struct sol *sol, unsigned char type, size_t size, long long now)
{
    if (sizeof sol->out - sol->out_len < size)
        return NULL;
    unsigned char *message = sol->out + sol->out_len;
    memset(message, 0, size);
    message[0] = type;
    sol->sequence++;
    put16(message + 4, sol->sequence & 0xFFFF);
    put16(message + 6, sol->sequence >> 16);
    sol->out_len += size;
    sol->said = now;
    return message;
}

void sol_begin(struct sol *sol, long long now)
{
    sol->state = SOL_OPENING;
    sol->refusal = 0;
    sol->power = SOL_POWER_UNKNOWN;
    sol->control = 0;
    sol->sequence = 0;
    sol->heard = sol->said = sol->credited = now;
    sol->pinged = false;
    sol->head_len = sol->data_left = sol->out_len = 0;
    sol->credit = CREDIT_MAX;
    unsigned char *message = add_message(sol, START, 24, now);
    put16(message + 8, TX_BUFFER);
    put16(message + 10, TX_TIMEOUT_MS);
    put16(message + 12, TX_OVERFLOW_MS);
    put16(message + 14, SOL_SILENCE_MS);
    put16(message + 16, RX_FLUSH_MS);
    put16(message + 18, HEARTBEAT_MS);
}

/* How long the message with this start is without its data, as far as that is known yet; 0: AMT
 * sends no such message. */
static size_t head_size(const struct sol *sol)
{
    switch (sol->head[0]) {
    case STARTED:
        /* A refusal may be short, as that of a session may be. */
        return sol->head_len >= 2 && sol->head[1] != 0 ? REFUSAL_SIZE : STARTED_SIZE;
    case DATA_FROM_PC:
        return DATA_HEAD;
    case CONTROL:
        return CONTROL_SIZE;
    case ENDED:
    case PING:
    case PONG:
    case HEARTBEAT:
        return SHORT_HEAD;
    default:
        return 0;
    }
}

static unsigned on_control(struct sol *sol)
{
    unsigned char status = sol->head[9];
    unsigned char fresh = status & (unsigned char)~sol->control;
    enum sol_power power = (status & STATUS_POWER) != 0 ? SOL_POWER_ON : SOL_POWER_OFF;
    unsigned news = 0;
    if (power != sol->power)
        news |= SOL_NEWS_POWER;
    if ((fresh & STATUS_TX_OVERFLOW) != 0)
        news |= SOL_NEWS_DROPPED;
    if ((fresh & STATUS_RX_FLUSHED) != 0)
        news |= SOL_NEWS_UNREAD;
    sol->power = power;
    sol->control = status;
    return news;
}

static unsigned on_head(struct sol *sol, long long now)
{
    switch (sol->head[0]) {
    case STARTED:
        if (sol->state != SOL_OPENING) {
            sol->state = SOL_PROTOCOL_ERROR;
        } else if (sol->head[1] != 0) {
            sol->state = SOL_REFUSED;
            sol->refusal = sol->head[1];
        } else {
            sol->state = SOL_OPEN;
            return SOL_NEWS_OPEN;
        }
        return 0;
    case ENDED:
        sol->state = SOL_ENDED;
        return 0;
    case DATA_FROM_PC:
        sol->data_left = sol->head[8] | (size_t)sol->head[9] << 8;
        return 0;
    case CONTROL:
        return on_control(sol);
    case PING: /* never seen so far, but a ping is answered */
        (void)add_message(sol, PONG, SHORT_HEAD, now);
        return 0;
    case HEARTBEAT:
        (void)add_message(sol, HEARTBEAT, SHORT_HEAD, now);
        return 0;
    default:
        return 0;
    }
}

unsigned sol_feed(struct sol *sol, const unsigned char *bytes, size_t len, long long now,
                  sol_data *data, void *context)
{
    unsigned news = 0;
    size_t at = 0;
    if (len > 0) {
        sol->heard = now;
        sol->pinged = false;
    }
    while (at < len && sol->state <= SOL_ENDING) {
        if (sol->data_left > 0) {
            size_t part = len - at < sol->data_left ? len - at : sol->data_left;
            data(context, bytes + at, part);
            sol->data_left -= part;
            at += part;
            continue;
        }
        sol->head[sol->head_len++] = bytes[at++];
        size_t size = head_size(sol);
        if (size == 0)
            sol->state = SOL_PROTOCOL_ERROR;
        if (sol->head_len < size)
            continue;
        sol->head_len = 0;
        /* Before the session is open there is nothing that it could carry, or that could end. */
        if (sol->state == SOL_OPENING && (sol->head[0] == DATA_FROM_PC || sol->head[0] == ENDED))
            sol->state = SOL_PROTOCOL_ERROR;
        if (sol->state != SOL_PROTOCOL_ERROR)
            news |= on_head(sol, now);
    }
    return news;
}

size_t sol_queue_input(struct sol *sol, const unsigned char *bytes, size_t len)
{
    size_t room = sizeof sol->typed - sol->typed_len;
    size_t taken = len < room ? len : room;
    for (size_t i = 0; i < taken; i++)
        sol->typed[(sol->typed_at + sol->typed_len + i) % sizeof sol->typed] = bytes[i];
    sol->typed_len += taken;
    return taken;
}

void sol_drop_input(struct sol *sol)
{
    explicit_bzero(sol->typed, sizeof sol->typed); /* there may be a password in it */
    sol->typed_at = 0;
    sol->typed_len = 0;
}

static unsigned char typed(const struct sol *sol, size_t i)
{
    return sol->typed[(sol->typed_at + i) % sizeof sol->typed];
}

/* A key of the terminal that has more than one byte is not cut: firmware would take its ESC for the
 * key Escape. */
static size_t whole_keys(const struct sol *sol, size_t most)
{
    enum { KEY_MAX = 8, ESC = 0x1B };
    if (sol->typed_len <= most)
        return sol->typed_len;
    for (size_t i = most; i > most - KEY_MAX && i > 1; i--)
        if (typed(sol, i - 1) == ESC)
            return i - 1;
    return most;
}

static void send_typed(struct sol *sol, long long now)
{
    long long passed = now - sol->credited;
    sol->credited = now;
    sol->credit = passed >= 2 * FIFO_BYTES || sol->credit + passed * CREDIT_PER_MS > CREDIT_MAX
                      ? CREDIT_MAX
                      : sol->credit + (long)passed * CREDIT_PER_MS;
    size_t len = whole_keys(sol, FIFO_BYTES);
    if (len == 0 || (long)len * BYTE_CREDIT > sol->credit)
        return;
    unsigned char *message = add_message(sol, DATA_TO_PC, DATA_HEAD + len, now);
    if (message == NULL)
        return;
    put16(message + 8, (unsigned)len);
    for (size_t i = 0; i < len; i++) {
        message[DATA_HEAD + i] = typed(sol, i);
        sol->typed[(sol->typed_at + i) % sizeof sol->typed] = 0;
    }
    sol->typed_at = (sol->typed_at + len) % sizeof sol->typed;
    sol->typed_len -= len;
    sol->credit -= (long)len * BYTE_CREDIT;
}

long sol_tick(struct sol *sol, long long now, bool listening)
{
    enum { LONGEST_MS = 1000 };
    if (sol->state > SOL_ENDING)
        return LONGEST_MS;
    if (!listening)
        sol->heard = now;
    if (now - sol->heard >= DEAD_AFTER_MS) {
        sol->state = SOL_TIMED_OUT;
        return LONGEST_MS;
    }
    if (sol->state != SOL_OPEN)
        return LONGEST_MS;
    send_typed(sol, now);
    /* Firmware that sends no heartbeats answers this. */
    if (now - sol->heard >= PING_AFTER_MS && !sol->pinged)
        sol->pinged = add_message(sol, PING, SHORT_HEAD, now) != NULL;
    if (now - sol->said >= SAY_AFTER_MS)
        (void)add_message(sol, HEARTBEAT, SHORT_HEAD, now);
    return sol->typed_len > 0 ? 1 : LONGEST_MS;
}

void sol_sent(struct sol *sol, size_t len)
{
    sol->out_len -= len;
    memmove(sol->out, sol->out + len, sol->out_len);
    explicit_bzero(sol->out + sol->out_len, len);
}

void sol_end(struct sol *sol, long long now)
{
    if (sol->state == SOL_OPEN && add_message(sol, END, SHORT_HEAD, now) != NULL)
        sol->state = SOL_ENDING;
}

bool sol_is_drained(const struct sol *sol)
{
    return sol->typed_len == 0 && sol->out_len == 0;
}
