/* What the command line of fcfh-manage says. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_MANAGE_MANAGE_OPTIONS_H
#define FCFH_SUPPORT_QUEUE_GUI_MANAGE_MANAGE_OPTIONS_H

#include <stdbool.h>

#include "common/amt/http.h"
#include "common/cli.h"

struct manage_options {
    const char *user; /* NULL: not given, as with the others */
    enum http_auth auth;
    const char *password_file;
    bool plain;
    bool yes;
    bool json;
    /* of console, and of boot with --console */
    bool enable;
    const char *log_file;
    const char *charset;       /* "auto", "utf-8", "cp437" */
    const char *function_keys; /* "auto", "intel", "alternate", "vt100", "as-typed" */
    const char *enter;         /* "auto", "cr", "crlf", "lf" */
    const char *backspace;     /* "08", "7f" */
    /* of kvm and screen, as enable is */
    const char *bits; /* "8", "16" */
    /* of boot */
    bool console;
    /* of log */
    bool all;

    const char *host; /* ID-OR-HOST */
    char **words;     /* the command and its own words, ended by NULL */
};

/* usages: as for cli_dump. True when the program is done, with cli->status. */
bool manage_options_parse(int argc, char **argv, struct cli *cli, struct manage_options *options,
                          const char *const *usages);

#endif
