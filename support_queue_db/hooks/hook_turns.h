/*
 * Whose turn it is: what is to be looked at at which time, and how much runs side by side. Of all
 * hooks `parallel` at most, of one hook one less, so that none can hold up the others; who has
 * least running comes first. Pure: the time is told, and nothing is allocated.
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

/* Something to be done with a hook; all zeros but hook at first. */
struct turn {
    struct tree_node node;
    struct turn_hook *hook;
    enum { TURN_IDLE, TURN_WAITS, TURN_READY, TURN_RUNS } state;
    long long at;    /* when it is to be looked at, in milliseconds */
    long long order; /* who comes first of those that are ready */
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

/* It is to be looked at at `at`, or before if that was said already. handicap_ms: so much longer
 * than others it may wait for its turn. Nothing happens while it runs. */
void turns_want(struct turns *turns, struct turn *turn, long long at, long handicap_ms);
/* Nothing is to be done any more. */
void turns_drop(struct turns *turns, struct turn *turn);

/* The next, which runs until turns_end; NULL: there is none, or too many run. */
struct turn *turns_begin(struct turns *turns, long long now);
void turns_end(struct turns *turns, struct turn *turn);

/* How long it takes until one is to be looked at that nothing holds up; -1: for ever. */
long turns_wait_ms(struct turns *turns, long long now);

/* Whether something is ready. */
bool turns_are_ready(struct turns *turns, long long now);

#endif
