/*
 * Serial over LAN, once a redirection session is logged in: its messages, heartbeats, numbers, and
 * how fast what is typed may go out. No input, output or clock: bytes go in and come out, times are
 * milliseconds of whatever clock the caller has.
 */
#ifndef FCFH_SUPPORT_QUEUE_GUI_MANAGE_SOL_H
#define FCFH_SUPPORT_QUEUE_GUI_MANAGE_SOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SOL_TYPED_MAX = 64 * 1024, /* most that waits to be sent to the PC */
    SOL_OUT_MAX = 4096,
    SOL_HEAD_MAX = 32,     /* the longest message without its data */
    SOL_SILENCE_MS = 10000 /* AMT ends the session when it hears nothing for so long */
};

enum sol_state {
    SOL_OPENING, /* asked for */
    SOL_OPEN,
    SOL_ENDING, /* its end has been asked for */
    SOL_ENDED,  /* by either side, in good order */
    SOL_REFUSED,
    SOL_TIMED_OUT,     /* nothing was heard for too long */
    SOL_PROTOCOL_ERROR /* what came is not a message of AMT */
};

/* What AMT reports besides data. Bits, of sol_feed. */
enum {
    SOL_NEWS_OPEN = 1,
    SOL_NEWS_POWER = 2,   /* on or off: sol.power */
    SOL_NEWS_DROPPED = 4, /* output of the PC was lost before it was sent */
    SOL_NEWS_UNREAD = 8   /* the PC did not read what was typed, and it was dropped */
};

enum sol_power { SOL_POWER_UNKNOWN, SOL_POWER_ON, SOL_POWER_OFF };

/* state, refusal and power are for reading. */
struct sol {
    enum sol_state state;
    unsigned char refusal; /* the status AMT gave, for SOL_REFUSED */
    enum sol_power power;
    unsigned char control; /* the last status of the line, so that only changes are reported */

    uint32_t sequence; /* of the last message sent */
    long long heard;   /* when the last byte came */
    long long said;    /* when the last message was made */
    bool pinged;       /* since something was heard */

    unsigned char head[SOL_HEAD_MAX]; /* of the message that is coming in */
    size_t head_len;
    size_t data_left; /* of it */

    unsigned char out[SOL_OUT_MAX]; /* messages to be sent */
    size_t out_len;

    unsigned char typed[SOL_TYPED_MAX]; /* a ring */
    size_t typed_at;
    size_t typed_len;
    long credit; /* thousandths of a byte that may go to the PC now */
    long long credited;
};

/* Asks for the session: the message is then in out. What was typed before, and not sent, stays; a
 * struct of all zeros is a sol without anything in it. */
void sol_begin(struct sol *sol, long long now);

/* Where the PC's output goes, as it comes. */
typedef void sol_data(void *context, const unsigned char *bytes, size_t len);

/* Reads what came; returns the news in it. Nothing more is read once the state is above SOL_ENDING.
 */
unsigned sol_feed(struct sol *sol, const unsigned char *bytes, size_t len, long long now,
                  sol_data *data, void *context);

/* Queues keys: returns how many bytes it took. */
size_t sol_queue_input(struct sol *sol, const unsigned char *bytes, size_t len);

/* Drops all that was typed and not sent: it was for another session. */
void sol_drop_input(struct sol *sol);

/* Makes the messages that are due. listening is false while nobody reads what AMT sends: then it is
 * not to blame for the silence. Returns when to call again, in ms, at most 1000. */
long sol_tick(struct sol *sol, long long now, bool listening);

/* The first len bytes of out are on their way. */
void sol_sent(struct sol *sol, size_t len);

/* Asks for the end. */
void sol_end(struct sol *sol, long long now);

/* Whether all that was typed has gone into messages, and these have been sent. */
bool sol_is_drained(const struct sol *sol);

#endif
