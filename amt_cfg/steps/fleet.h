/* Many machines at once, a bounded number of them at any time, each in a thread; and the way to
 * stop it. */
#ifndef FCFH_AMT_CFG_FLEET_H
#define FCFH_AMT_CFG_FLEET_H

#include <stddef.h>

#include "amt_cfg/hosts.h"
#include "amt_cfg/machine.h"
#include "amt_cfg/plan.h"

struct trace;

/* What fleet_run needs to know. */
struct fleet {
    const struct plan *plan;
    const struct host_line *hosts;
    size_t host_count;
    size_t parallel; /* at least 1 */
    const struct secret *password;
    struct trace *trace;          /* NULL: none */
    int stop_fd;                  /* becomes readable when the run is to stop */
    machine_step_done *step_done; /* NULL: not wanted */
    machine_done *done;
    void (*tick)(void *context); /* called at least every 100 ms; NULL: not wanted */
    void *context;
};

/* Runs until every machine is finished, or until it is to stop: then machines in progress are
 * interrupted and reported to `done`, and those not begun are left out. The callbacks are called
 * from any thread, but never two at a time. *begun says how many machines were begun. An error is
 * one that concerns all of them. */
enum err_code fleet_run(const struct fleet *fleet, size_t *begun, struct err *e);

#endif
