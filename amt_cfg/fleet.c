#include "amt_cfg/fleet.h"

#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>

#include "amt_cfg/report/trace.h"

#define TICK_MS 100

struct slot {
    const struct fleet *fleet;
    struct machine *machine; /* NULL: free */
    struct trace_line line;
    bool done;
};

static void slot_step_done(void *context, const struct machine_report *report,
                           enum machine_step step)
{
    const struct slot *slot = context;
    slot->fleet->step_done(slot->fleet->context, report, step);
}

static void slot_done(void *context, const struct machine_report *report)
{
    struct slot *slot = context;
    slot->done = true;
    slot->fleet->done(slot->fleet->context, report);
}

static enum err_code start(struct slot *slot, struct http_engine *engine,
                           const struct host_line *host, struct err *e)
{
    const struct fleet *fleet = slot->fleet;
    slot->line = (struct trace_line){.trace = fleet->trace, .host = host->host};
    slot->done = false;
    enum err_code code =
        machine_new(&slot->machine, engine, fleet->plan, host->host, host->user, fleet->password,
                    &slot->line, slot_step_done, slot_done, slot, e);
    if (code == ERR_OK) {
        slot->line.mask = machine_mask(slot->machine);
        machine_start(slot->machine);
    }
    return code;
}

static void release(struct slot *slot)
{
    machine_free(slot->machine);
    slot->machine = NULL;
}

static bool is_stopped(int fd)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};
    return poll(&p, 1, 0) > 0;
}

/* Fills free slots; says how many machines are under way. */
static enum err_code fill(struct slot *slots, struct http_engine *engine, const struct fleet *fleet,
                          size_t *begun, size_t *busy, struct err *e)
{
    *busy = 0;
    for (size_t i = 0; i < fleet->parallel; i++) {
        if (slots[i].machine != NULL && slots[i].done)
            release(&slots[i]);
        if (slots[i].machine == NULL && *begun < fleet->host_count) {
            enum err_code code = start(&slots[i], engine, &fleet->hosts[*begun], e);
            if (code != ERR_OK)
                return code;
            (*begun)++;
        }
        *busy += slots[i].machine != NULL;
    }
    return ERR_OK;
}

static enum err_code run(struct slot *slots, struct http_engine *engine, const struct fleet *fleet,
                         size_t *begun, struct err *e)
{
    enum err_code code = ERR_OK;
    while (code == ERR_OK && !is_stopped(fleet->stop_fd)) {
        size_t busy;
        code = fill(slots, engine, fleet, begun, &busy, e);
        if (code == ERR_OK && busy == 0)
            break;
        if (code == ERR_OK)
            code = http_engine_step(engine, fleet->stop_fd, TICK_MS, e);
        if (fleet->tick != NULL)
            fleet->tick(fleet->context);
    }
    return code;
}

enum err_code fleet_run(const struct fleet *fleet, size_t *begun, struct err *e)
{
    struct http_engine *engine;
    *begun = 0;
    enum err_code code = http_engine_new(&engine, e);
    if (code != ERR_OK)
        return code;
    struct slot *slots = calloc(fleet->parallel, sizeof *slots);
    if (slots == NULL) {
        http_engine_free(engine);
        return err_nomem(e);
    }
    for (size_t i = 0; i < fleet->parallel; i++)
        slots[i].fleet = fleet;
    code = run(slots, engine, fleet, begun, e);
    for (size_t i = 0; i < fleet->parallel; i++) {
        if (slots[i].machine != NULL && !slots[i].done)
            machine_interrupt(slots[i].machine);
        release(&slots[i]);
    }
    free(slots);
    http_engine_free(engine);
    return code;
}
