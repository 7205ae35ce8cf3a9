/* What all parts of `fcfh-settings check` look at; each part is one call, in the order of check.c.
 */
#ifndef FCFH_AMT_CFG_CHECK_CHECKING_H
#define FCFH_AMT_CFG_CHECK_CHECKING_H

#include <stdbool.h>
#include <stdint.h>

#include "amt_cfg/check/receiver.h"
#include "amt_cfg/check/report.h"
#include "amt_cfg/check/units.h"
#include "common/conf_file.h"

struct checking {
    struct report report;
    const char *path; /* of the configuration file */
    struct conf conf;
    struct unit all[UNITS];
    const struct unit
        *units;         /* all; NULL if systemd does not run or its units are for another path */
    bool is_shared;     /* an installed system, with users of its own */
    bool queue_is_well; /* as far as its directories show */
    struct receiver receiver;
};

void check_queue(struct checking *c); /* its directories, and the register */
void check_passwords(struct checking *c);
void check_listener(struct checking *c); /* certificate and key, and for whom */
void check_trapd(struct checking *c);    /* the port, and what snmptrapd does with a trap */
void check_users(struct checking *c);    /* what the services' users and technicians may do */
void check_units(struct checking *c);
void check_status(struct checking *c); /* what `fcfh-queue status` would say */

/* Sends an alert that belongs to no client and waits for it to arrive; reports where it stopped. */
void check_probe_trap(struct checking *c);
void check_probe_event(struct checking *c);

/* Whether the queue of this computer counts this probe within most_ms; in check_queue.c. */
bool check_probe_came(const struct checking *c, uint64_t number, int most_ms);

/* Whether calls are to come to this computer that way. */
bool check_wants_traps(const struct checking *c);
bool check_wants_events(const struct checking *c);
bool check_wants_hooks(const struct checking *c); /* fcfh-hooks is to run here */

#endif
