/*
 * Whose turn it is: what is due at which time, and how much runs at once: at most `parallel` runs
 * of all hooks, and one less of a single hook, so that none can hold up the others; the hook with
 * the fewest runs comes first. Pure: the caller gives the time, and nothing is allocated.
 */
#ifndef FCFH_SUPPORT_QUEUE_DB_HOOKS_HOOK_TURNS_H
#define FCFH_SUPPORT_QUEUE_DB_HOOKS_HOOK_TURNS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/tree.h"

/* A hook, in a list of all. */
struct turn_hook {
    struct turn_hook *next;
    struct tree ready;
    unsigned running;
    unsigned long long last; /* the number of its last turn */
};

/* Something to do with a hook; all zeros but hook at first. */
struct turn {
    struct tree_node node;
    struct turn_hook *hook;
    enum { TURN_IDLE, TURN_WAITS, TURN_READY, TURN_RUNS } state;
    long long at;    /* when it is due, in milliseconds */
    long long order; /* the order among those that are ready */
};

struct turns {
    struct turn_hook *hooks;
    struct tree waiting;
    unsigned parallel;
    unsigned running;
    unsigned long long number;
};

void turns_init(struct turns *turns, unsigned parallel);
void turns_add_hook(struct turns *turns, struct turn_hook *hook);

/* Makes it due at `at`, or earlier if it already was. handicap_ms: how much longer than others it
 * may wait for its turn. Nothing happens while it runs. */
void turns_schedule(struct turns *turns, struct turn *turn, long long at, long handicap_ms);
/* There is nothing left to do. */
void turns_cancel(struct turns *turns, struct turn *turn);

/* The next one, which runs until turns_end; NULL: there is none, or too many are running. */
struct turn *turns_begin(struct turns *turns, long long now);
void turns_end(struct turns *turns, struct turn *turn);

/* How long until one is due that nothing holds up; -1: forever. */
long turns_wait_ms(struct turns *turns, long long now);

/* Whether one is ready. */
bool turns_are_ready(struct turns *turns, long long now);

#endif
