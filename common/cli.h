/* What every program's main has in common: -c, --help, --version, usage errors, the end of stdout.
 */
#ifndef FCFH_COMMON_CLI_H
#define FCFH_COMMON_CLI_H

#include <stdbool.h>

#include "common/conf.h"
#include "common/err.h"

/* Values of struct option's val for the long options that all programs share. */
enum cli_option { CLI_HELP = 1000, CLI_VERSION, CLI_CONFIG, CLI_FLAG };

/* The short options that all programs share, and entries for an array of struct option. */
#define CLI_SHORT_OPTIONS "c:h"
#define CLI_LONG_OPTIONS                                                                           \
    {"config", required_argument, NULL, CLI_CONFIG}, {"help", no_argument, NULL, CLI_HELP},        \
    {                                                                                              \
        "version", no_argument, NULL, CLI_VERSION                                                  \
    }

struct cli {
    const char *help;        /* the whole text of --help */
    const char *config_file; /* what -c gave, or NULL */
    enum err_code status;    /* the exit status when cli_option says that the program is done */
};

/* Handles the options that all programs share, and getopt's '?'. True: exit with cli->status. */
int cli_option(struct cli *cli, int option);

/* With --dump-options alone, prints what a program accepts, for command line completion: a line for
 * each option, "option --log =" or "option --yes", and for each of `usages` (NULL: none), which
 * ends with NULL: "usage clients show ID". True: exit with cli->status. */
struct option;
bool cli_dump(struct cli *cli, int argc, char **argv, const char *letters,
              const struct option *options, const char *const *usages);

/* Parses a command line with the shared options and, if flag is not NULL, --flag, which sets
 * *given. usages as above. optind is where the arguments begin. True: exit with cli->status. */
bool cli_parse(struct cli *cli, int argc, char **argv, const char *flag, bool *given,
               const char *const *usages);

/* Prints "reason" and where to find help; returns ERR_USAGE. */
enum err_code cli_usage(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Reads the configuration, and reports what is wrong with it. */
enum err_code cli_conf(const struct cli *cli, struct conf *conf);

/* Flushes stdout: losing data to a full disk is an error, whatever status says. */
enum err_code cli_finish(enum err_code status);

#endif
