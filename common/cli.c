#include "common/cli.h"

#include <fcfh_paths.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/conf_file.h"
#include "common/msg.h"

int cli_option(struct cli *cli, int option)
{
    switch (option) {
    case 'c':
    case CLI_CONFIG:
        cli->config_file = optarg;
        return 0;
    case 'h':
    case CLI_HELP:
        (void)fputs(cli->help, stdout);
        cli->status = cli_finish(ERR_OK);
        return 1;
    case CLI_VERSION:
        (void)printf("%s %s\n", msg_program(), FCFH_VERSION);
        cli->status = cli_finish(ERR_OK);
        return 1;
    default: /* getopt has said what is wrong */
        (void)fprintf(stderr, "Try '%s --help'.\n", msg_program());
        cli->status = ERR_USAGE;
        return 1;
    }
}

bool cli_dump(struct cli *cli, int argc, char **argv, const char *letters,
              const struct option *options, const char *const *usages)
{
    if (argc != 2 || strcmp(argv[1], "--dump-options") != 0)
        return false;
    for (; *letters != '\0'; letters++)
        if (*letters != ':')
            (void)printf("option -%c%s\n", *letters, letters[1] == ':' ? " =" : "");
    for (; options->name != NULL; options++)
        (void)printf("option --%s%s\n", options->name, options->has_arg != no_argument ? " =" : "");
    for (; usages != NULL && *usages != NULL; usages++)
        (void)printf("usage %s\n", *usages);
    cli->status = cli_finish(ERR_OK);
    return true;
}

bool cli_parse(struct cli *cli, int argc, char **argv, const char *flag, bool *given,
               const char *const *usages)
{
    const struct option options[] = {
        CLI_LONG_OPTIONS, {flag, no_argument, NULL, CLI_FLAG}, {NULL, 0, NULL, 0}};
    int option;
    if (cli_dump(cli, argc, argv, CLI_SHORT_OPTIONS, options, usages))
        return true;
    while ((option = getopt_long(argc, argv, CLI_SHORT_OPTIONS, options, NULL)) != -1) {
        if (option == CLI_FLAG)
            *given = true;
        else if (cli_option(cli, option))
            return true;
    }
    return false;
}

enum err_code cli_usage(const char *format, ...)
{
    char text[256];
    va_list args;
    va_start(args, format);
    if (vsnprintf(text, sizeof text, format, args) < 0)
        text[0] = '\0';
    va_end(args);
    msg_error("%s; try '%s --help'", text, msg_program());
    return ERR_USAGE;
}

enum err_code cli_conf(const struct cli *cli, struct conf *conf)
{
    bool chosen;
    struct err e;
    const char *path = conf_path(cli->config_file, &chosen);
    conf_init(conf);
    enum err_code code = conf_read(conf, path, chosen, &e);
    if (code != ERR_OK)
        msg_error("%s", e.text);
    return code;
}

enum err_code cli_finish(enum err_code status)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    struct err e;
    (void)err_errno(&e, ERR_TEMPFAIL, "standard output");
    msg_error("%s", e.text);
    return status == ERR_OK || status == ERR_SOME ? ERR_TEMPFAIL : status;
}
