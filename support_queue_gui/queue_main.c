/* fcfh-queue: the support queue for technicians. */
#include <getopt.h>
#include <limits.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/cli.h"
#include "common/msg.h"
#include "support_queue_db/file_system.h"
#include "support_queue_db/queue.h"
#include "support_queue_db/queue_match.h"
#include "support_queue_gui/commands/commands.h"
#include "support_queue_gui/screen/screen.h"

static void print_help(void)
{
    (void)fputs("Usage: fcfh-queue                 the screen: who is calling for help\n"
                "       fcfh-queue list            the same as a list\n"
                "       fcfh-queue ticket ID TEXT  put a ticket on a client\n"
                "\n",
                stdout);
    for (const struct command_entry *entry = command_entries; entry->usage != NULL; entry++)
        (void)printf("  %-26s   %s\n", entry->usage, entry->help);
    (void)printf("  %-26s   %s\n", "help [COMMAND]", "this help, or what a command takes");
    (void)fputs("\n"
                "ID is a UUID or its start, an address, a host name, a serial number or a ticket.\n"
                "\n"
                "      --filter TEXT   only clients that have TEXT somewhere\n"
                "      --ticket T      list: only clients with ticket T\n"
                "      --archive       list: clients that have left the queue\n"
                "      --plain         list: one line a client, separated by tabs, uncut\n"
                "      --read-only     refuse everything that changes something\n"
                "      --bell          ring when somebody calls\n"
                "      --mouse         let the wheel scroll and a click select a client\n"
                "      --ascii         use only ASCII on the screen\n"
                "      --no-color      use no colours; $NO_COLOR does the same\n"
                "      --keys KEYS     press KEYS at the start; $FCFH_QUEUE_KEYS does the same\n"
                "      --check         ticket: wait for what the ticket system says about it\n"
                "      --closed-at TIME  close: only clients that had the ticket by then\n"
                "      --yes           run: do not ask\n"
                "      --metrics       status: as OpenMetrics text\n"
                "  -c, --config FILE   instead of $FCFH_CONF or " CONF_DEFAULT_FILE "\n"
                "  -h, --help          show this help\n"
                "      --version       show the version\n"
                "\n"
                "Exit status: 0 done, 1 the tool failed or something needs a look, 64 usage or\n"
                "several clients match ID, 65 take: it has a ticket, 68 no such client, 69 no\n"
                "queue or tool, 73 restore: it is in the queue, 73 or 75 it could not be written,\n"
                "76 a question was not answered with yes, 77 permission, 78 configuration.\n",
                stdout);
}

static enum err_code no_such_command(const char *name)
{
    const struct command_entry *near = command_nearest(name);
    if (near == NULL)
        return cli_usage("'%s': no such command", name);
    return cli_usage("'%s': no such command; did you mean '%.*s'?", name,
                     (int)strcspn(near->usage, " "), near->usage);
}

/* "help", or "help COMMAND". Returns an exit status. */
static int help(char **args)
{
    const struct command_entry *entry = args[1] != NULL ? command_find(args[1]) : NULL;
    if (args[1] == NULL) {
        print_help();
    } else if (entry == NULL || args[2] != NULL) {
        return (int)no_such_command(args[entry != NULL ? 2 : 1]);
    } else {
        (void)printf("Usage: fcfh-queue %s\n\n%s; see fcfh-queue(1)\n", entry->usage, entry->help);
    }
    return (int)cli_finish(ERR_OK);
}

static const struct option options[] = {{"json", no_argument, NULL, 'j'},
                                        {"ticket", required_argument, NULL, 't'},
                                        {"filter", required_argument, NULL, 'f'},
                                        {"read-only", no_argument, NULL, 'r'},
                                        {"bell", no_argument, NULL, 'b'},
                                        {"ascii", no_argument, NULL, 'a'},
                                        {"mouse", no_argument, NULL, 'M'},
                                        {"no-color", no_argument, NULL, 'n'},
                                        {"keys", required_argument, NULL, 'k'},
                                        {"yes", no_argument, NULL, 'y'},
                                        {"metrics", no_argument, NULL, 'm'},
                                        {"archive", no_argument, NULL, 'A'},
                                        {"plain", no_argument, NULL, 'p'},
                                        {"check", no_argument, NULL, 'C'},
                                        {"closed-at", required_argument, NULL, 'T'},
                                        CLI_LONG_OPTIONS,
                                        {NULL, 0, NULL, 0}};

/* Prints the options, and the commands with what they take, if that was asked for: then true. */
static bool dump(struct cli *cli, int argc, char **argv)
{
    enum { MOST = 40 };
    const char *usages[MOST + 2] = {"help COMMAND"};
    size_t count = 1;
    for (const struct command_entry *entry = command_entries; entry->usage != NULL; entry++)
        if (count <= MOST)
            usages[count++] = entry->usage;
    return cli_dump(cli, argc, argv, CLI_SHORT_OPTIONS, options, usages);
}

/* True when the program is done, with cli->status. */
static bool parse_options(int argc, char **argv, struct cli *cli, struct command *command,
                          struct screen_options *screen)
{
    int option;
    if (dump(cli, argc, argv))
        return true;
    while ((option = getopt_long(argc, argv, CLI_SHORT_OPTIONS, options, NULL)) != -1) {
        switch (option) {
        case 'j':
            command->options |= COMMAND_JSON;
            break;
        case 't':
            command->options |= COMMAND_SELECT;
            command->ticket = optarg;
            break;
        case 'f':
            command->options |= COMMAND_SELECT;
            command->filter = optarg;
            screen->filter = optarg;
            break;
        case 'r':
            screen->read_only = true;
            break;
        case 'b':
            screen->bell = true;
            break;
        case 'a':
            screen->ascii = true;
            break;
        case 'M':
            screen->mouse = true;
            break;
        case 'n':
            screen->color = false;
            break;
        case 'k':
            screen->keys = optarg;
            break;
        case 'y':
            command->options |= COMMAND_YES;
            break;
        case 'm':
            command->options |= COMMAND_METRICS;
            break;
        case 'A':
            command->options |= COMMAND_ARCHIVE;
            break;
        case 'p':
            command->options |= COMMAND_PLAIN;
            break;
        case 'C':
            command->options |= COMMAND_CHECK;
            break;
        case 'T':
            command->options |= COMMAND_CLOSED_AT;
            command->closed_at = optarg;
            break;
        case 'h':
        case CLI_HELP:
            print_help();
            cli->status = cli_finish(ERR_OK);
            return true;
        default:
            if (cli_option(cli, option))
                return true;
        }
    }
    return false;
}

/* The command that the arguments ask for; ERR_USAGE, with a message, if they make no sense. */
static enum err_code choose(char **args, int count, unsigned given, bool read_only,
                            const struct command_entry **chosen)
{
    static const struct {
        enum command_flag option;
        const char *use;
    } uses[] = {{COMMAND_JSON, "--json is for list, show, follow and status"},
                {COMMAND_METRICS, "--metrics is for status"},
                {COMMAND_SELECT, "--ticket and --filter are for list"},
                {COMMAND_YES, "--yes is for run"},
                {COMMAND_ARCHIVE, "--archive is for list"},
                {COMMAND_PLAIN, "--plain is for list"},
                {COMMAND_CHECK, "--check is for ticket"},
                {COMMAND_CLOSED_AT, "--closed-at is for close"}};
    const struct command_entry *entry = command_find(args[0]);
    *chosen = entry;
    if (entry == NULL)
        return no_such_command(args[0]);
    int most = entry->arguments + ((entry->flags & COMMAND_OPTIONAL) != 0);
    bool too_many = count - 1 > most && (entry->flags & COMMAND_MANY) == 0;
    if (count - 1 < entry->arguments || too_many)
        return cli_usage("%s: the usage is 'fcfh-queue %s'", args[0], entry->usage);
    for (size_t i = 0; i < sizeof uses / sizeof uses[0]; i++)
        if ((given & ~entry->flags & uses[i].option) != 0)
            return cli_usage("%s: %s", args[0], uses[i].use);
    if (read_only && (entry->flags & COMMAND_CHANGES) != 0)
        return cli_usage("%s: not with --read-only", args[0]);
    return ERR_OK;
}

/* Runs the command, or the screen if entry is NULL. Returns an exit status. */
static int run(const struct command_entry *entry, struct command *command,
               const struct screen_options *screen)
{
    struct err e;
    char warning[FILE_SYSTEM_WARNING_SIZE];
    int status = 0;
    bool changes = entry != NULL ? (entry->flags & COMMAND_CHANGES) != 0 : !screen->read_only;
    bool alone = entry != NULL && (entry->flags & COMMAND_NO_QUEUE) != 0;
    enum err_code code =
        alone ? ERR_OK
              : queue_open(&command->queue, command->conf, changes ? QUEUE_WRITE : QUEUE_READ, &e);
    /* On the screen the line below its header says so. */
    if (code == ERR_OK && entry != NULL && changes && !alone &&
        file_system_warns(queue_fd(command->queue), warning))
        msg_warning("%s", warning);
    if (code == ERR_OK && entry != NULL && (entry->flags & COMMAND_CLIENT) != 0)
        code = queue_match(command->queue, command->arguments[0], command->id, &e);
    if (code == ERR_OK && entry != NULL)
        code = entry->run(command, &e);
    else if (code == ERR_OK)
        code = screen_run(command->conf, command->config_file, command->queue, screen, &status, &e);
    if (code != ERR_OK && e.text[0] != '\0')
        msg_error("%s", e.text);
    queue_close(command->queue);
    return code != ERR_OK ? (int)code : status;
}

/* The screen needs a terminal that can move its cursor; all else gets the list. */
static bool wants_screen(int args, const struct command *command)
{
    static const unsigned list_only = COMMAND_JSON | COMMAND_PLAIN | COMMAND_ARCHIVE;
    const char *terminal = getenv("TERM");
    if (terminal == NULL || terminal[0] == '\0' || strcmp(terminal, "dumb") == 0)
        return false;
    return args == 0 && (command->options & list_only) == 0 && command->ticket == NULL &&
           isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
}

/* A tool that is a program of ours gets the same settings. */
static void export_conf_path(const char *config_file)
{
    char absolute[PATH_MAX];
    if (config_file != NULL && realpath(config_file, absolute) != NULL)
        (void)setenv("FCFH_CONF", absolute, 1);
}

int main(int argc, char **argv)
{
    struct cli cli = {.help = NULL}; /* print_help has it */
    struct conf conf;
    struct command command = {.conf = &conf};
    const char *no_color = getenv("NO_COLOR");
    struct screen_options screen = {.color = no_color == NULL || no_color[0] == '\0',
                                    .keys = getenv("FCFH_QUEUE_KEYS")};
    (void)setlocale(LC_ALL, "");
    msg_open("fcfh-queue");
    if (parse_options(argc, argv, &cli, &command, &screen))
        return (int)cli.status;
    static char *list[] = {"list", NULL};
    char **args = optind < argc ? argv + optind : list;
    int count = optind < argc ? argc - optind : 1;
    if (strcmp(args[0], "help") == 0)
        return help(args);
    bool on_screen = wants_screen(argc - optind, &command);
    const struct command_entry *entry = NULL;
    if (!on_screen && choose(args, count, command.options, screen.read_only, &entry) != ERR_OK)
        return ERR_USAGE;
    command.arguments = args + 1;
    command.config_file = cli.config_file;
    enum err_code code = cli_conf(&cli, &conf);
    if (code == ERR_OK)
        export_conf_path(cli.config_file);
    if (code == ERR_OK && on_screen)
        return run(NULL, &command, &screen);
    if (code == ERR_OK)
        code = (enum err_code)run(entry, &command, &screen);
    return (int)cli_finish(code);
}
