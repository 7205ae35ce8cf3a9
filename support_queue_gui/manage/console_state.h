/*
 * What the files console*.c share, and no other: a console from its first connection to its end.
 */
#ifndef FCFH_SUPPORT_QUEUE_GUI_MANAGE_CONSOLE_STATE_H
#define FCFH_SUPPORT_QUEUE_GUI_MANAGE_CONSOLE_STATE_H

#include "common/amt/redirect.h"
#include "support_queue_gui/manage/console_screen.h"
#include "support_queue_gui/manage/manage.h"
#include "support_queue_gui/manage/sol.h"
#include "support_queue_gui/manage/typing.h"

enum console_phase {
    PHASE_CONNECTING,
    PHASE_OPENING, /* logged in, and Serial over LAN is asked for */
    PHASE_OPEN,
    PHASE_PAUSING, /* until the next try */
    PHASE_ENDING,
    PHASE_OVER
};

enum { INPUT_SIZE = 1024 };

struct console {
    struct manage *m;
    struct manage_dialog outer;
    struct http_peer peer;
    struct redirect *session; /* NULL while pausing */
    enum console_phase phase;
    long long phase_end; /* clock_ms(): the end of every phase but CONNECTING and OPEN */
    bool was_open;
    enum sol_power power; /* that the person knows of */
    bool tried_again;     /* after a failure before it was ever open */
    long long opened_at;  /* when the session was opened last */
    long long lost_since; /* 0: it is not lost, or has been open long enough since */
    long long broken_at;  /* when it broke last while it was open */
    long again_ms;        /* the pause before the next try */
    int unanswered;       /* log-ins in a row without any answer */
    enum err_code code;   /* of PHASE_OVER */
    struct err *e;        /* and its text */

    struct console_terminal terminal;
    struct console_screen screen;
    struct sol sol;
    struct typing typing;
    bool auto_function; /* how keys are sent follows what the PC writes */
    bool auto_enter;

    unsigned char input[INPUT_SIZE];
    size_t input_at;
    size_t input_len;
    bool input_ended;
    long long typed_at;        /* when the last key came */
    long long shown_at;        /* when the PC wrote last, or something was sent to it */
    long long ended_at;        /* when all input had been sent */
    enum typing_action wanted; /* an action that asks AMT: its turn comes in run() */
    bool busy;                 /* AMT is being asked */
    int wake_fd;               /* becomes readable for keys of a terminal, and for the end */

    bool asking;
    bool hidden;
    char answer[256];
    size_t answer_len;
    bool answered;
    bool refused_answer;
};

/* Ends the console; *c->e says why if code is not ERR_OK. */
void console_finish(struct console *c, enum err_code code);

/* In console_link.c: the session, and what becomes of it when it is lost. */
void console_link_connect(struct console *c);
/* While it connects: waits up to wait_ms, also for wake_fd. */
void console_link_step(struct console *c, long wait_ms);
/* Reads what is there, as far as it can be shown; but leaves room for the technician's keys. */
void console_link_receive(struct console *c);
void console_link_transmit(struct console *c);
/* Whether messages of Serial over LAN are exchanged by now. */
bool console_link_is_up(const struct console *c);
/* Whether what AMT sends is read now. */
bool console_link_is_read(const struct console *c);
/* Does what is due; returns for how long nothing else is, at most wait_ms. */
long console_link_on_timer(struct console *c, long long now, long wait_ms);
/* Asks for an orderly end. */
void console_link_end(struct console *c);
/* Closes it, whatever state it is in. */
void console_link_close(struct console *c);

/* In console_keys.c: what is typed. */
void console_keys_begin(struct console *c);
bool console_keys_are_wanted(const struct console *c);
void console_keys_read(struct console *c);
/* Deals with what was read, as far as there is room for it. */
void console_keys_take(struct console *c);
long console_keys_on_timer(struct console *c, long long now, long wait_ms);

#endif
