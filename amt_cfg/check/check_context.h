/* What all parts of `fcfh-settings check` look at; each part is one call, in the order of check.c.
 */
#ifndef FCFH_AMT_CFG_CHECK_CHECK_CONTEXT_H
#define FCFH_AMT_CFG_CHECK_CHECK_CONTEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "amt_cfg/check/receiver.h"
#include "amt_cfg/check/report.h"
#include "amt_cfg/check/units.h"
#include "common/conf_file.h"

struct check_context {
    struct report report;
    const char *path; /* of the configuration file */
    struct conf conf;
    struct unit all[UNITS];
    const struct unit *units; /* all; NULL: no systemd, or its units are for another path */
    bool is_shared;           /* an installed system, with users of its own */
    bool queue_is_ok;         /* as far as its directories show */
    struct receiver receiver;
};

void check_queue(struct check_context *c); /* its directories, and the register */
void check_passwords(struct check_context *c);
void check_listener(struct check_context *c); /* certificate and key, and for whom */
void check_trapd(struct check_context *c);    /* the port, and what snmptrapd does with a trap */
void check_users(struct check_context *c);    /* what the services' users and technicians may do */
void check_units(struct check_context *c);
void check_status(struct check_context *c); /* what `fcfh-queue status` would say */

/* Sends an alert that belongs to no client and waits for it to arrive; reports where it stopped. */
void check_probe_trap(struct check_context *c);
void check_probe_event(struct check_context *c);

/* Whether the queue of this computer counts this probe within most_ms; in check_queue.c. */
bool check_probe_arrived(const struct check_context *c, uint64_t number, int most_ms);

/* Whether calls are to come to this computer that way. */
bool check_wants_traps(const struct check_context *c);
bool check_wants_events(const struct check_context *c);
bool check_wants_hooks(const struct check_context *c); /* fcfh-hooks is to run here */

#endif
