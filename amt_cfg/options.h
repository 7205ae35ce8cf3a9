/* The command line of fcfh-config. */
#ifndef FCFH_AMT_CFG_OPTIONS_H
#define FCFH_AMT_CFG_OPTIONS_H

#include <stdbool.h>

#include "amt_cfg/plan.h"
#include "common/cli.h"
#include "common/secret.h"

/* The texts point into argv. */
struct options {
    struct cli cli;
    enum plan_mode mode;
    enum plan_alerts alerts;
    int policy; /* -1: not given */
    const char *domains[PLAN_DOMAINS_MAX];
    size_t domain_count;
    unsigned redirection; /* of enum plan_redirection; 0: not given */
    enum http_auth auth;
    enum conf_tls tls; /* if tls_given */
    bool tls_given;
    bool legacy_tls;
    bool insecure;
    bool accept_key;
    bool yes;
    const char *key; /* NULL: not given */
    const char *ca_file;
    long parallel; /* 0: not given */
    bool json;
    bool dry_run;
    const char *scan;       /* the network in which AMT is looked for; NULL: not given */
    const char *hosts_file; /* NULL: one machine, host */
    const char *resume_file;
    const char *trace_file;
    const char *password_file;
    const char *password_command;
    const char *host;
    char **learn; /* with --learn: hosts and UUIDs, some of argv */
    int learn_count;
    const char *user; /* NULL: not given */
    bool password_given;
    struct secret password;
};

/* Takes a password out of argv and wipes it there, before anything else is done. False: the program
 * is to exit with options->cli.status, and has printed why. */
bool options_read(struct options *options, int argc, char **argv);

/* Whether "-" was given in place of the password or of its file. */
bool options_password_is_stdin(const struct options *options);

#endif
