/*
 * The PC around AMT: its power, what it does from power-on to a log-in prompt, and what it writes
 * to the serial port that AMT carries. Nothing of it runs by itself: whoever looks at it or uses it
 * calls pc_advance first, and finds it where it would be by now.
 */
#ifndef TESTS_STANDIN_PC_H
#define TESTS_STANDIN_PC_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "tests/standin/text.h"

struct options;

/* CIM's numbers of power states, and of what can be asked for. */
enum {
    POWER_ON = 2,
    POWER_SLEEP = 4,
    POWER_CYCLE = 5,
    POWER_HIBERNATE = 7,
    POWER_OFF = 8,
    POWER_RESET = 10,
    POWER_NMI = 11,
    POWER_SOFT_OFF = 12,
    POWER_SOFT_RESET = 14
};

enum pc_stage { PC_OFF, PC_POST, PC_SETUP, PC_LOADER, PC_RUNNING };
enum pc_shell { SHELL_LOGIN, SHELL_PROMPT, SHELL_KEYS };

/* What a person at the PC, or the PC itself, does to the connection through which it is seen. */
enum pc_trick { TRICK_NONE, TRICK_CUT, TRICK_MUTE, TRICK_TAKEN, TRICK_JUNK, TRICK_LOG_OFF };

/* How it is to start, once. */
struct pc_boot {
    bool setup, serial; /* serial: the BIOS writes to the serial port too */
    const char *source; /* pxe, cd, disk; NULL: as it is set up */
};

struct pc {
    pthread_mutex_t lock; /* guards everything below */
    const char *host, *model;
    const char *keys; /* which table of function keys the BIOS knows */
    unsigned power_delay, post_delay;
    bool lms, saving; /* saving: Modern Standby */
    unsigned resets;  /* so far */

    unsigned power;
    enum pc_stage stage;
    unsigned wish;      /* a request that is being carried out, or 0 */
    long long wish_due; /* when it is done */
    long long stage_due;
    bool dark; /* in the middle of a reset */
    struct pc_boot boot, next_boot;

    bool attended;  /* somebody is at the serial port; what is written to it is lost otherwise */
    int watcher_fd; /* the connection of who sees its screen, or -1 */
    int wake_fd;    /* an eventfd that tells the serving thread of a change; or -1 */
    struct text output;
    bool split; /* what is written goes out byte by byte */
    size_t flood_left, flood_at;
    enum pc_trick trick;

    enum pc_shell shell;
    char line[256]; /* typed so far: the line of a shell, or a key of the BIOS */
    size_t line_size;
};

void pc_init(struct pc *pc, const struct options *options, const char *host, const char *model);
void pc_free(struct pc *pc);

long long pc_clock(void);    /* ms, monotonic */
void pc_lock(struct pc *pc); /* and advances it */
void pc_unlock(struct pc *pc);

/* All functions below are called with the lock held. */

/* The ReturnValue of RequestPowerStateChange. */
unsigned pc_request(struct pc *pc, unsigned state);
/* What may be requested now: out has room for 16. */
size_t pc_requests(const struct pc *pc, unsigned *out);

void pc_attach(struct pc *pc, int wake_fd);
void pc_detach(struct pc *pc);
/* Whether somebody sees its screen who has not hung up. */
bool pc_is_watched(const struct pc *pc);
void pc_type(struct pc *pc, const unsigned char *bytes, size_t size);
/* What the serial port has to send, up to this many bytes. */
size_t pc_read(struct pc *pc, void *bytes, size_t size);
bool pc_has_output(const struct pc *pc);
/* ms until it changes by itself, or -1. */
int pc_wait(const struct pc *pc);

/* For its parts. */
void pc_print(struct pc *pc, const char *format, ...) __attribute__((format(printf, 2, 3)));
void pc_reset(struct pc *pc); /* from inside: at once */
void pc_switch_off(struct pc *pc);

#endif
