/* The command line of fcfh-collector, which it hands on to fcfh-store. */
#ifndef FCFH_ALERT_COLLECTOR_COLLECTOR_OPTIONS_H
#define FCFH_ALERT_COLLECTOR_COLLECTOR_OPTIONS_H

#include <stdbool.h>

#include "common/cli.h"

struct collector_options {
    bool stream;
    const char *mark; /* NULL: no mark */
};

/* True: the program is to exit with cli->status. */
bool collector_options_read(struct cli *cli, int argc, char **argv,
                            struct collector_options *options);

/* Room for collector_options_argv. */
#define COLLECTOR_ARGC_MAX 8

/* Builds the same command line for another program; argv[0] is the name of the calling program. */
void collector_options_argv(const struct cli *cli, const struct collector_options *options,
                            const char *argv[COLLECTOR_ARGC_MAX]);

#endif
