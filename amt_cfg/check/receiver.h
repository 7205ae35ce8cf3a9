/* What receives the alerts at UDP port 162: which snmptrapd, as which user, with which
 * configuration. */
#ifndef FCFH_AMT_CFG_CHECK_RECEIVER_H
#define FCFH_AMT_CFG_CHECK_RECEIVER_H

#include <stdbool.h>

#include "amt_cfg/check/access_as.h"
#include "amt_cfg/check/port_holder.h"
#include "amt_cfg/check/trapd_conf.h"
#include "amt_cfg/check/units.h"

enum { TRAP_PORT = 162 };

struct receiver {
    bool port_known;
    struct udp_holder port;
    bool runs;                       /* there is an snmptrapd, or systemd in its place */
    enum unit_id unit;               /* UNITS: it belongs to none of our units */
    long pid;                        /* 0: it has not started yet, or cannot be seen */
    bool has_user;                   /* else the user is not known */
    struct access_user user;         /* with the groups of its unit */
    char conf_path[TRAPD_PATH_SIZE]; /* where a line would be added */
    struct trapd_conf conf;
};

/* units: NULL if systemd does not run. */
void receiver_find(struct receiver *receiver, const struct unit *units, const char *community);

/* The unit that receives the alerts, whether it runs or is only enabled; UNITS: none. */
enum unit_id receiver_unit(const struct unit *units);

#endif
