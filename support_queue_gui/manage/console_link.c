#include "support_queue_gui/manage/console_state.h"

#include <stdio.h>

#include "common/clock.h"

enum {
    AGAIN_FIRST_MS = 1000,
    AGAIN_MOST_MS = 5000,
    END_MS = 1000,
    /* A session of ours that was lost blocks the next one until AMT gives it up. */
    BUSY_MS = SOL_SILENCE_MS + 5000,
    STEADY_MS = 10000,  /* a session that breaks sooner counts as still lost */
    LOST_TIMEOUTS = 12, /* in units of [amt] timeout: for so long a lost session is tried again */
    UNANSWERED_MOST = 2 /* a network may break off once just then; a refusal comes each time */
};

static enum http_link_io send_messages(struct console *c)
{
    enum http_link_io io = HTTP_LINK_GOOD;
    while (io == HTTP_LINK_GOOD && c->sol.out_len > 0) {
        size_t sent;
        io = redirect_send(c->session, c->sol.out, c->sol.out_len, &sent);
        sol_sent(&c->sol, sent);
        c->shown_at = clock_ms();
    }
    return io;
}

void console_link_close(struct console *c)
{
    if (c->session == NULL)
        return;
    if (c->sol.state == SOL_OPEN) { /* in a hurry, without waiting for the answer */
        sol_end(&c->sol, clock_ms());
        (void)send_messages(c);
    }
    if (c->sol.state == SOL_ENDING || c->sol.state == SOL_ENDED)
        redirect_end(c->session);
    redirect_free(c->session);
    c->session = NULL;
}

void console_link_connect(struct console *c)
{
    c->phase = PHASE_CONNECTING;
    enum err_code code =
        redirect_new(&c->session, REDIRECT_SOL, &c->peer, c->m->conf.amt.timeout * 1000, c->e);
    if (code != ERR_OK)
        console_finish(c, code);
}

static void pause_session(struct console *c, long long now)
{
    c->phase = PHASE_PAUSING;
    if (c->again_ms == 0)
        c->again_ms = AGAIN_FIRST_MS;
    c->phase_end = now + c->again_ms;
    c->again_ms = c->again_ms < AGAIN_MOST_MS / 2 ? 2 * c->again_ms : AGAIN_MOST_MS;
}

/* Whether it may succeed the next time. After a refused log-in, another key or another realm it
 * will not. */
static bool may_pass(enum redirect_result result)
{
    switch (result) {
    case REDIRECT_BUSY:
    case REDIRECT_FAILED:
    case REDIRECT_UNREACHABLE:
    case REDIRECT_TIMEOUT:
    case REDIRECT_NO_TLS:
    case REDIRECT_CONNECTION_LOST:
        return true;
    default:
        return false;
    }
}

/* The password went out and nothing says whether it was taken. AMT locks an account that fails too
 * often. */
static bool is_in_doubt(const struct console *c)
{
    return c->phase == PHASE_CONNECTING && redirect_outcome(c->session)->logged_in;
}

/* A session that was never open: firmware up to 6.2 may fail the first time. A password that was
 * not accepted is not sent twice for that. */
static bool may_begin_again(struct console *c, enum redirect_result result)
{
    bool again = !c->was_open && !c->tried_again && !is_in_doubt(c) &&
                 (result == REDIRECT_FAILED || result == REDIRECT_CONNECTION_LOST);
    c->tried_again = true;
    return again;
}

/* The session has ended, or could not be opened: *c->e says why, and code. */
static void on_lost(struct console *c, enum redirect_result result, enum err_code code)
{
    char text[ERR_TEXT_MAX + 64];
    long long now = clock_ms();
    bool again = may_begin_again(c, result);
    bool refused = is_in_doubt(c) && ++c->unanswered >= UNANSWERED_MOST;
    if (c->phase == PHASE_ENDING) {
        console_finish(c, ERR_OK);
        return;
    }
    redirect_free(c->session);
    c->session = NULL;
    c->sol.state = SOL_TIMED_OUT;
    c->screen.output.signs.system = false;
    if (c->terminal.has_keys) /* nobody sees what it would do; a script's lines wait */
        sol_drop_input(&c->sol);
    if (!again && (refused || !c->was_open || !may_pass(result))) {
        console_finish(c, code);
        return;
    }
    if (c->phase == PHASE_OPEN && now - c->opened_at >= STEADY_MS) {
        c->lost_since = 0;
        c->again_ms = 0;
    }
    if (c->was_open && c->lost_since == 0)
        c->lost_since = now;
    if (c->phase == PHASE_OPEN) {
        c->broken_at = now;
        (void)snprintf(text, sizeof text, "%s; reconnecting", c->e->text);
        console_screen_message(&c->screen, text);
    }
    long long lost_ms = c->lost_since > 0 ? now - c->lost_since : 0;
    if (result == REDIRECT_BUSY && now - c->broken_at > BUSY_MS)
        console_finish(c, err_about(c->e, ERR_TEMPFAIL, c->m->target.name,
                                    "somebody else has its console now"));
    else if (lost_ms > c->m->conf.amt.timeout * 1000LL * LOST_TIMEOUTS)
        console_finish(c, err_recode(c->e, ERR_UNAVAILABLE));
    else
        pause_session(c, now);
}

static void on_cut(struct console *c, const char *reason)
{
    (void)err_about(c->e, ERR_UNAVAILABLE, c->m->target.name, "the console was lost: %s", reason);
    on_lost(c, REDIRECT_CONNECTION_LOST, ERR_UNAVAILABLE);
}

void console_link_step(struct console *c, long wait_ms)
{
    bool open;
    struct err e;
    enum err_code code = redirect_step(c->session, c->wake_fd, wait_ms, &open, &e);
    if (code != ERR_OK) {
        (void)err_about(c->e, code, c->m->target.name, "%s", e.text);
        on_lost(c, redirect_outcome(c->session)->result, code);
    } else if (open) {
        c->phase = PHASE_OPENING;
        c->phase_end = clock_ms() + c->m->conf.amt.timeout * 1000;
        sol_begin(&c->sol, clock_ms());
    }
}

static void on_open(struct console *c)
{
    c->phase = PHASE_OPEN;
    c->shown_at = c->opened_at = clock_ms();
    c->unanswered = 0;
    if (c->was_open)
        console_screen_message(&c->screen, "connected again");
    else if (c->terminal.has_keys)
        console_screen_message(
            &c->screen,
            "connected; ~? helps, ~. ends. Nothing is seen before the PC writes something: "
            "~R resets it so that it does");
    if (!c->was_open && c->terminal.has_screen && !console_terminal_has_room())
        console_screen_message(&c->screen,
                               "a BIOS draws 80 columns and 25 lines, but this terminal has fewer");
    c->was_open = true;
}

/* The PC is off, or its firmware starts again. */
static void on_power(struct console *c)
{
    bool known = c->power != SOL_POWER_UNKNOWN;
    c->power = c->sol.power;
    c->screen.output.signs.system = false;
    c->screen.output.signs.utf8_lines = false;
    c->screen.output.signs.newline_mode = false;
    if (c->power == SOL_POWER_OFF)
        console_screen_message(&c->screen, "the PC is off");
    else if (known)
        console_screen_message(&c->screen, "the PC is on");
}

static void on_news(struct console *c, unsigned news)
{
    if ((news & SOL_NEWS_OPEN) != 0)
        on_open(c);
    if ((news & SOL_NEWS_POWER) != 0 && c->sol.power != c->power)
        on_power(c);
    if ((news & SOL_NEWS_DROPPED) != 0)
        console_screen_message(&c->screen, "some of what the PC wrote is lost: it came too fast");
    if ((news & SOL_NEWS_UNREAD) != 0)
        console_screen_message(&c->screen,
                               "the PC does not read what is typed, and some of it is lost");
}

/* Deals with the state of the session after what it received. */
static void on_sol_state(struct console *c)
{
    switch (c->sol.state) {
    case SOL_ENDED:
        on_cut(c, "AMT ended it");
        break;
    case SOL_TIMED_OUT:
        on_cut(c, "nothing more was heard from AMT");
        break;
    case SOL_REFUSED:
        (void)err_about(c->e, ERR_UNAVAILABLE, c->m->target.name,
                        "AMT refuses Serial-over-LAN, with status %u", c->sol.refusal);
        on_lost(c, REDIRECT_FAILED, ERR_UNAVAILABLE);
        break;
    case SOL_PROTOCOL_ERROR:
        console_finish(c,
                       err_about(c->e, ERR_PROTOCOL, c->m->target.name,
                                 "it sends a message that is not of Intel AMT's Serial-over-LAN"));
        break;
    default:
        break;
    }
}

static void on_data(void *context, const unsigned char *bytes, size_t len)
{
    struct console *c = context;
    console_screen_show(&c->screen, bytes, len);
    c->shown_at = clock_ms();
}

bool console_link_is_up(const struct console *c)
{
    return c->phase == PHASE_OPENING || c->phase == PHASE_OPEN || c->phase == PHASE_ENDING;
}

bool console_link_is_read(const struct console *c)
{
    return console_link_is_up(c) && !c->asking && console_screen_has_room(&c->screen);
}

void console_link_receive(struct console *c)
{
    enum { PIECES = 8 };
    unsigned char piece[SCREEN_PIECE];
    for (int i = 0; i < PIECES && console_link_is_read(c); i++) {
        size_t len;
        enum http_link_io io = redirect_receive(c->session, piece, sizeof piece, &len);
        if (io == HTTP_LINK_AGAIN)
            break;
        if (io == HTTP_LINK_ENDED) {
            on_cut(c, "the connection was closed");
        } else {
            on_news(c, sol_feed(&c->sol, piece, len, clock_ms(), on_data, c));
            console_screen_flush(&c->screen);
            on_sol_state(c);
        }
    }
}

void console_link_transmit(struct console *c)
{
    if (console_link_is_up(c) && send_messages(c) == HTTP_LINK_ENDED)
        on_cut(c, "the connection was closed");
}

void console_link_end(struct console *c)
{
    if (c->phase != PHASE_OPEN) {
        console_finish(c, ERR_OK);
        return;
    }
    c->phase = PHASE_ENDING;
    c->phase_end = clock_ms() + END_MS;
    sol_end(&c->sol, clock_ms());
}

long console_link_on_timer(struct console *c, long long now, long wait_ms)
{
    long long left = wait_ms;
    if (console_link_is_up(c)) {
        left = sol_tick(&c->sol, now, console_link_is_read(c));
        on_sol_state(c);
    }
    if (c->phase == PHASE_OPENING || c->phase == PHASE_PAUSING || c->phase == PHASE_ENDING)
        left = c->phase_end - now < left ? c->phase_end - now : left;
    if (left > 0 || c->phase == PHASE_OPEN)
        return left < wait_ms ? (long)left : wait_ms;
    if (c->phase == PHASE_PAUSING) {
        console_link_connect(c);
    } else if (c->phase == PHASE_ENDING) {
        console_finish(c, ERR_OK);
    } else if (c->phase == PHASE_OPENING) {
        (void)err_about(c->e, ERR_TEMPFAIL, c->m->target.name,
                        "AMT does not open Serial-over-LAN in time; try again");
        on_lost(c, REDIRECT_TIMEOUT, ERR_TEMPFAIL);
    }
    return 0;
}
