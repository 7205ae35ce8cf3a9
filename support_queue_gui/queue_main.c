/* fcfh-queue: the support queue for technicians. */
#include <getopt.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/cli.h"
#include "common/msg.h"
#include "support_queue_db/queue.h"
#include "support_queue_gui/commands/commands.h"
#include "support_queue_gui/screen/screen.h"

static const char help[] =
    "Usage: fcfh-queue                 the screen: who is calling for help\n"
    "       fcfh-queue list            the same as a list\n"
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
    "  run TOOL ID [--yes]          run a tool of [tools] on a client\n"
    "\n"
    "ID is a UUID or its start, an address, a host name, a serial number or a ticket.\n"
    "\n"
    "      --filter TEXT   only clients that have TEXT somewhere\n"
    "      --read-only     refuse everything that changes something\n"
    "      --bell          ring when somebody calls\n"
    "      --ascii         nothing but ASCII on the screen\n"
    "      --no-color      no colours; $NO_COLOR does the same\n"
    "      --keys KEYS     press KEYS at the start; $FCFH_QUEUE_KEYS does the same\n"
    "      --yes           run: do not ask\n"
    "  -c, --config FILE   instead of $FCFH_CONF or " CONF_DEFAULT_FILE "\n"
    "      --help          this text\n"
    "      --version       the version\n"
    "\n"
    "Exit status: 0 done, 1 the tool failed, 64 usage or several clients fit ID,\n"
    "68 no such client, 69 no queue or tool, 73 or 75 it could not be written,\n"
    "76 the client is not verified, 77 permission, 78 configuration.\n";

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
    {"identify", 1, true, command_identify}, {"run", 2, true, command_run},
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

/* Returns an exit status. */
static int run_screen(struct command *command, const struct screen_options *screen)
{
    struct err e;
    int status = 0;
    enum err_code code = queue_open(&command->queue, command->conf,
                                    screen->read_only ? QUEUE_READ : QUEUE_WRITE, &e);
    if (code == ERR_OK)
        code = screen_run(command->conf, command->config_file, command->queue, screen, &status, &e);
    if (code != ERR_OK)
        msg_error("%s", e.text);
    queue_close(command->queue);
    return code != ERR_OK ? (int)code : status;
}

enum long_option {
    OPTION_JSON = 1,
    OPTION_TICKET,
    OPTION_FILTER,
    OPTION_READ_ONLY,
    OPTION_BELL,
    OPTION_ASCII,
    OPTION_NO_COLOR,
    OPTION_KEYS,
    OPTION_YES
};

static const struct option options[] = {{"json", no_argument, NULL, OPTION_JSON},
                                        {"ticket", required_argument, NULL, OPTION_TICKET},
                                        {"filter", required_argument, NULL, OPTION_FILTER},
                                        {"read-only", no_argument, NULL, OPTION_READ_ONLY},
                                        {"bell", no_argument, NULL, OPTION_BELL},
                                        {"ascii", no_argument, NULL, OPTION_ASCII},
                                        {"no-color", no_argument, NULL, OPTION_NO_COLOR},
                                        {"keys", required_argument, NULL, OPTION_KEYS},
                                        {"yes", no_argument, NULL, OPTION_YES},
                                        CLI_LONG_OPTIONS,
                                        {NULL, 0, NULL, 0}};

/* What the words of the command line ask for; NULL, with a message, if that makes no sense. */
static const struct verb *choose(char **words, int count, const struct command *command,
                                 bool read_only)
{
    const struct verb *verb = find_verb(words[0]);
    if (verb == NULL)
        (void)cli_usage("'%s': no such command", words[0]);
    else if (count - 1 != verb->arguments)
        (void)cli_usage("%s: it takes %d arguments, not %d", verb->name, verb->arguments,
                        count - 1);
    else if (command->json && verb->run != command_list && verb->run != command_show)
        (void)cli_usage("%s: --json is for list and show", verb->name);
    else if ((command->ticket != NULL || command->filter != NULL) && verb->run != command_list)
        (void)cli_usage("%s: --ticket and --filter are for list", verb->name);
    else if (command->yes && verb->run != command_run)
        (void)cli_usage("%s: --yes is for run", verb->name);
    else if (read_only && verb->changes)
        (void)cli_usage("%s: not with --read-only", verb->name);
    else
        return verb;
    return NULL;
}

/* True when the program is done, with cli->status. */
static bool take_options(int argc, char **argv, struct cli *cli, struct command *command,
                         struct screen_options *screen)
{
    int option;
    while ((option = getopt_long(argc, argv, "c:", options, NULL)) != -1) {
        switch (option) {
        case OPTION_JSON:
            command->json = true;
            break;
        case OPTION_TICKET:
            command->ticket = optarg;
            break;
        case OPTION_FILTER:
            command->filter = optarg;
            break;
        case OPTION_READ_ONLY:
            screen->read_only = true;
            break;
        case OPTION_BELL:
            screen->bell = true;
            break;
        case OPTION_ASCII:
            screen->ascii = true;
            break;
        case OPTION_NO_COLOR:
            screen->color = false;
            break;
        case OPTION_KEYS:
            screen->keys = optarg;
            break;
        case OPTION_YES:
            command->yes = true;
            break;
        default:
            if (cli_option(cli, option))
                return true;
        }
    }
    return false;
}

/* The screen needs a terminal that can move its cursor; all else gets the list. */
static bool wants_screen(int words, const struct command *command)
{
    const char *terminal = getenv("TERM");
    if (terminal == NULL || terminal[0] == '\0' || strcmp(terminal, "dumb") == 0)
        return false;
    return words == 0 && !command->json && command->ticket == NULL && isatty(STDIN_FILENO) &&
           isatty(STDOUT_FILENO);
}

int main(int argc, char **argv)
{
    struct cli cli = {.help = help};
    struct conf conf;
    struct command command = {.conf = &conf};
    const char *no_color = getenv("NO_COLOR");
    struct screen_options screen = {.color = no_color == NULL || no_color[0] == '\0',
                                    .keys = getenv("FCFH_QUEUE_KEYS")};
    (void)setlocale(LC_ALL, "");
    msg_open("fcfh-queue");
    if (take_options(argc, argv, &cli, &command, &screen))
        return (int)cli.status;
    int words = argc - optind;
    bool on_screen = wants_screen(words, &command);
    static char *const list[] = {"list", NULL};
    const struct verb *verb = on_screen ? NULL
                                        : choose(words > 0 ? argv + optind : (char **)list,
                                                 words > 0 ? words : 1, &command, screen.read_only);
    if (!on_screen && verb == NULL)
        return ERR_USAGE;
    command.arguments = argv + optind + 1;
    command.config_file = cli.config_file;
    screen.filter = command.filter;
    enum err_code code = cli_conf(&cli, &conf);
    if (code == ERR_OK && on_screen)
        return run_screen(&command, &screen);
    if (code == ERR_OK)
        code = run(verb, &command);
    return (int)cli_finish(code);
}
