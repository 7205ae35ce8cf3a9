#include "alert_collector/collector_options.h"

#include <getopt.h>
#include <string.h>

#include "alert_collector/trap/stream.h"
#include "common/msg.h"

enum { OPTION_STREAM = CLI_FLAG, OPTION_MARK };

bool collector_options_read(struct cli *cli, int argc, char **argv,
                            struct collector_options *options)
{
    static const struct option known[] = {CLI_LONG_OPTIONS,
                                          {"stream", no_argument, NULL, OPTION_STREAM},
                                          {"mark", required_argument, NULL, OPTION_MARK},
                                          {NULL, 0, NULL, 0}};
    int option;
    if (cli_dump(cli, argc, argv, CLI_SHORT_OPTIONS, known, NULL))
        return true;
    while ((option = getopt_long(argc, argv, CLI_SHORT_OPTIONS, known, NULL)) != -1) {
        if (option == OPTION_STREAM)
            options->stream = true;
        else if (option == OPTION_MARK)
            options->mark = optarg;
        else if (cli_option(cli, option))
            return true;
    }
    cli->status = ERR_OK;
    if (optind < argc)
        cli->status = cli_usage("'%s': only options are accepted", argv[optind]);
    else if (options->mark != NULL && !options->stream)
        cli->status = cli_usage("--mark needs --stream");
    else if (options->mark != NULL && !stream_is_mark(options->mark))
        cli->status =
            cli_usage("--mark: not a word of 8 to %d letters and digits", STREAM_MARK_MAX);
    return cli->status != ERR_OK;
}

void collector_options_argv(const struct cli *cli, const struct collector_options *options,
                            const char *argv[COLLECTOR_ARGC_MAX])
{
    size_t n = 0;
    argv[n++] = msg_program();
    if (cli->config_file != NULL) {
        argv[n++] = "-c";
        argv[n++] = cli->config_file;
    }
    if (options->stream)
        argv[n++] = "--stream";
    if (options->mark != NULL) {
        argv[n++] = "--mark";
        argv[n++] = options->mark;
    }
    argv[n] = NULL;
}
