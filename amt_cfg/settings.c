/* fcfh-settings: looks after fcfh.conf and what it names. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "amt_cfg/settings_check.h"
#include "common/cli.h"
#include "common/msg.h"

static const char help[] =
    "Usage: fcfh-settings check [-c FILE]\n"
    "\n"
    "Says what is wrong with the configuration, the queue directory's owner and\n"
    "mode, the password's file, and whether something else than snmptrapd holds UDP\n"
    "port 162. Run it as root to see everything.\n"
    "\n"
    "  -c, --config FILE   instead of $FCFH_CONF or " CONF_DEFAULT_FILE "\n"
    "      --help          this text\n"
    "      --version       the version\n"
    "\n"
    "Exit status: 0 nothing is wrong, 64 usage, 78 something is wrong.\n";

enum { WIDTH = 80, INDENT = 7 };

/* Broken between words, so that a path can still be copied. */
static void print_wrapped(const char *text)
{
    size_t column = INDENT;
    for (const char *word = text; *word != '\0'; word += strspn(word, " ")) {
        size_t len = strcspn(word, " ");
        if (word > text && column + 1 + len > WIDTH) {
            (void)printf("\n%*s", INDENT, "");
            column = INDENT;
        } else if (word > text) {
            (void)putchar(' ');
            column++;
        }
        (void)printf("%.*s", (int)len, word);
        column += len;
        word += len;
    }
    (void)putchar('\n');
}

static void print_finding(enum finding kind, const char *object, const char *text)
{
    static const char *const words[] = {"ok", "note", "WRONG"};
    char line[600];
    (void)snprintf(line, sizeof line, "%s: %s", object, text);
    (void)printf("%-5s  ", words[kind]);
    if (isatty(STDOUT_FILENO))
        print_wrapped(line);
    else
        (void)puts(line); /* for grep */
}

int main(int argc, char **argv)
{
    static const struct option options[] = {CLI_LONG_OPTIONS, {NULL, 0, NULL, 0}};
    struct cli cli = {.help = help};
    int option;
    msg_open("fcfh-settings");
    while ((option = getopt_long(argc, argv, "c:", options, NULL)) != -1)
        if (cli_option(&cli, option))
            return (int)cli.status;
    if (optind == argc)
        return (int)cli_usage("no command given");
    if (strcmp(argv[optind], "check") != 0 || optind + 1 != argc)
        return (int)cli_usage("'%s': the one command is 'check'", argv[optind]);
    bool chosen;
    const char *path = conf_path(cli.config_file, &chosen);
    bool good = settings_check(path, chosen, print_finding);
    return (int)cli_finish(good ? ERR_OK : ERR_CONFIG);
}
