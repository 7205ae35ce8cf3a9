/* fcfh-queue: the support queue for technicians. */
#include <getopt.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "common/cli.h"
#include "common/msg.h"
#include "support_queue_db/queue.h"
#include "support_queue_gui/commands.h"

static const char help[] =
    "Usage: fcfh-queue                 who is calling for help\n"
    "       fcfh-queue show ID         all that is known of a client\n"
    "       fcfh-queue ticket ID TEXT  put a ticket on a client\n"
    "\n"
    "  list [--ticket T] [--json]   the queue, the last caller first\n"
    "  show ID [--json]             one client: make, model, serial number, events\n"
    "  ticket ID T                  assign ticket T, 1 to 64 characters\n"
    "  clear ID                     take the ticket off\n"
    "  close T                      take all clients of ticket T out of the queue\n"
    "  delete ID                    take a client out of the queue\n"
    "  expire                       take out what is due\n"
    "  add ADDRESS                  put a client into the queue that did not call\n"
    "  identify ID                  ask its AMT again who it is\n"
    "\n"
    "ID is a UUID or its start, an address, a host name, a serial number or a ticket.\n"
    "\n"
    "      --filter TEXT   list: only clients that have TEXT somewhere\n"
    "      --read-only     refuse every command that changes something\n"
    "  -c, --config FILE   instead of $FCFH_CONF or " CONF_DEFAULT_FILE "\n"
    "      --help          this text\n"
    "      --version       the version\n"
    "\n"
    "Exit status: 0 done, 64 usage or several clients fit ID, 68 no such client,\n"
    "69 no queue, 73 or 75 it could not be written, 77 permission, 78 configuration.\n";

struct verb {
    const char *name;
    int arguments;
    bool changes;
    enum err_code (*run)(const struct command *c, struct err *e);
};

static const struct verb verbs[] = {
    {"list", 0, false, command_list},        {"show", 1, false, command_show},
    {"ticket", 2, true, command_ticket},     {"clear", 1, true, command_clear},
    {"close", 1, true, command_close},       {"delete", 1, true, command_delete},
    {"expire", 0, true, command_expire},     {"add", 1, true, command_add},
    {"identify", 1, true, command_identify},
};

static const struct verb *find_verb(const char *name)
{
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
        if (strcmp(verbs[i].name, name) == 0)
            return &verbs[i];
    return NULL;
}

static enum err_code run(const struct verb *verb, struct command *command)
{
    struct err e;
    enum err_code code =
        queue_open(&command->queue, command->conf, verb->changes ? QUEUE_WRITE : QUEUE_READ, &e);
    if (code == ERR_OK)
        code = verb->run(command, &e);
    if (code != ERR_OK)
        msg_error("%s", e.text);
    queue_close(command->queue);
    return code;
}

enum long_option { OPTION_JSON = 1, OPTION_TICKET, OPTION_FILTER, OPTION_READ_ONLY };

static const struct option options[] = {{"json", no_argument, NULL, OPTION_JSON},
                                        {"ticket", required_argument, NULL, OPTION_TICKET},
                                        {"filter", required_argument, NULL, OPTION_FILTER},
                                        {"read-only", no_argument, NULL, OPTION_READ_ONLY},
                                        CLI_LONG_OPTIONS,
                                        {NULL, 0, NULL, 0}};

/* What the words of the command line ask for; NULL, with a message, if that makes no sense. */
static const struct verb *choose(char **words, int count, const struct command *command,
                                 bool read_only)
{
    const struct verb *verb = find_verb(count > 0 ? words[0] : "list");
    if (verb == NULL)
        (void)cli_usage("'%s': no such command", words[0]);
    else if (count > 0 && count - 1 != verb->arguments)
        (void)cli_usage("%s: it takes %d arguments, not %d", verb->name, verb->arguments,
                        count - 1);
    else if (command->json && verb->run != command_list && verb->run != command_show)
        (void)cli_usage("%s: --json is for list and show", verb->name);
    else if ((command->ticket != NULL || command->filter != NULL) && verb->run != command_list)
        (void)cli_usage("%s: --ticket and --filter are for list", verb->name);
    else if (read_only && verb->changes)
        (void)cli_usage("%s: not with --read-only", verb->name);
    else
        return verb;
    return NULL;
}

int main(int argc, char **argv)
{
    struct cli cli = {.help = help};
    struct conf conf;
    struct command command = {.conf = &conf};
    bool read_only = false;
    int option;
    (void)setlocale(LC_ALL, "");
    msg_open("fcfh-queue");
    while ((option = getopt_long(argc, argv, "c:", options, NULL)) != -1) {
        switch (option) {
        case OPTION_JSON:
            command.json = true;
            break;
        case OPTION_TICKET:
            command.ticket = optarg;
            break;
        case OPTION_FILTER:
            command.filter = optarg;
            break;
        case OPTION_READ_ONLY:
            read_only = true;
            break;
        default:
            if (cli_option(&cli, option))
                return (int)cli.status;
        }
    }
    const struct verb *verb = choose(argv + optind, argc - optind, &command, read_only);
    if (verb == NULL)
        return ERR_USAGE;
    command.arguments = argv + optind + 1;
    command.config_file = cli.config_file;
    enum err_code code = cli_conf(&cli, &conf);
    if (code == ERR_OK)
        code = run(verb, &command);
    return (int)cli_finish(code);
}
