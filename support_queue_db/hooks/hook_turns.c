#include "support_queue_db/hooks/hook_turns.h"

static struct turn *turn_of(const struct tree_node *node)
{
    return TREE_ENTRY(node, struct turn, node);
}

static int by_time(const struct tree_node *a, const struct tree_node *b)
{
    long long x = turn_of(a)->at;
    long long y = turn_of(b)->at;
    return (x > y) - (x < y);
}

static int by_order(const struct tree_node *a, const struct tree_node *b)
{
    long long x = turn_of(a)->order;
    long long y = turn_of(b)->order;
    return (x > y) - (x < y);
}

void turns_init(struct turns *turns, unsigned parallel)
{
    *turns = (struct turns){.parallel = parallel, .waiting = {.compare = by_time}};
}

void turns_add_hook(struct turns *turns, struct turn_hook *hook)
{
    *hook = (struct turn_hook){.next = turns->hooks, .ready = {.compare = by_order}};
    turns->hooks = hook;
}

void turns_cancel(struct turns *turns, struct turn *turn)
{
    if (turn->state == TURN_WAITS)
        tree_remove(&turns->waiting, &turn->node);
    else if (turn->state == TURN_READY)
        tree_remove(&turn->hook->ready, &turn->node);
    if (turn->state != TURN_RUNS)
        turn->state = TURN_IDLE;
}

void turns_schedule(struct turns *turns, struct turn *turn, long long at, long handicap_ms)
{
    bool is_sooner = turn->state == TURN_IDLE || at + handicap_ms < turn->order;
    if (turn->state == TURN_RUNS || !is_sooner)
        return;
    turns_cancel(turns, turn);
    turn->at = at;
    turn->order = at + handicap_ms;
    turn->state = TURN_WAITS;
    tree_insert(&turns->waiting, &turn->node);
}

static void take_ready(struct turns *turns, long long now)
{
    struct tree_node *node;
    while ((node = tree_first(&turns->waiting)) != NULL && turn_of(node)->at <= now) {
        struct turn *turn = turn_of(node);
        tree_remove(&turns->waiting, node);
        turn->state = TURN_READY;
        tree_insert(&turn->hook->ready, node);
    }
}

static bool may_run(const struct turns *turns, const struct turn_hook *hook)
{
    unsigned most = turns->parallel > 1 ? turns->parallel - 1 : 1;
    return hook->ready.root != NULL && hook->running < most;
}

static bool comes_before(const struct turn_hook *a, const struct turn_hook *b)
{
    return a->running != b->running ? a->running < b->running : a->last < b->last;
}

struct turn *turns_begin(struct turns *turns, long long now)
{
    struct turn_hook *best = NULL;
    take_ready(turns, now);
    if (turns->running >= turns->parallel)
        return NULL;
    for (struct turn_hook *hook = turns->hooks; hook != NULL; hook = hook->next)
        if (may_run(turns, hook) && (best == NULL || comes_before(hook, best)))
            best = hook;
    if (best == NULL)
        return NULL;
    struct turn *turn = turn_of(tree_first(&best->ready));
    turns_cancel(turns, turn);
    turn->state = TURN_RUNS;
    best->running++;
    best->last = ++turns->number;
    turns->running++;
    return turn;
}

void turns_end(struct turns *turns, struct turn *turn)
{
    turn->state = TURN_IDLE;
    turn->hook->running--;
    turns->running--;
}

long turns_wait_ms(struct turns *turns, long long now)
{
    take_ready(turns, now);
    if (turns->running >= turns->parallel)
        return -1; /* until one of them ends */
    for (struct turn_hook *hook = turns->hooks; hook != NULL; hook = hook->next)
        if (may_run(turns, hook))
            return 0;
    const struct tree_node *first = tree_first(&turns->waiting);
    return first != NULL ? (long)(turn_of(first)->at - now) : -1;
}

bool turns_are_ready(struct turns *turns, long long now)
{
    take_ready(turns, now);
    for (const struct turn_hook *hook = turns->hooks; hook != NULL; hook = hook->next)
        if (hook->ready.root != NULL)
            return true;
    return false;
}
