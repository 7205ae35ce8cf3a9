#include "support_queue_gui/manage/manage_options.h"

#include <getopt.h>
#include <stddef.h>
#include <string.h>

#include "common/msg.h"

static const char help[] =
    "Usage: fcfh-manage [OPTION]... ID-OR-HOST COMMAND\n"
    "\n"
    "  console                     serial console; ~? lists its keys\n"
    "  kvm [-- VIEWER...]          its screen, keyboard and mouse, in a VNC viewer\n"
    "  screen FILE|-               a picture of its screen, as PNG\n"
    "  power [status]              whether it is on, and what can be asked for\n"
    "  power on|off|reset|cycle|sleep|hibernate|nmi\n"
    "  power os-shutdown|os-reset|os-cycle      by its system, which needs LMS\n"
    "  boot bios|pxe|disk|cd|normal             once, with a reset\n"
    "  consent [CODE|cancel]       ask the PC's user for consent; give its digits\n"
    "  log                         AMT's event log since shortly before the last call\n"
    "  info                        what AMT says of the PC\n"
    "\n"
    "ID is a UUID or its start, an address, a host name, a serial number or a ticket.\n"
    "\n"
    "  -u, --user USER             your AMT account; else manage.conf's, or asked for\n"
    "      --auth digest|negotiate      negotiate uses your Kerberos ticket\n"
    "      --password-file FILE    first line of FILE, or of standard input for -\n"
    "      --plain                 without TLS, for old machines: others can read it\n"
    "      --yes                   answer yes to every question but the consent code\n"
    "      --json                  power status, log, info: one JSON object a line\n"
    "      --all                   log: everything recorded\n"
    "      --console               boot: then open the serial console\n"
    "      --enable                console, kvm, screen: switch it on in AMT\n"
    "      --bits 8|16             kvm, screen: bits a pixel; 8 is faster\n"
    "      --log FILE              console: write all output to FILE too\n"
    "      --charset NAME          console: auto, utf-8 or cp437\n"
    "      --function-keys NAME    console: auto, intel, alternate, vt100, as-typed\n"
    "      --enter NAME            console: auto, cr, crlf or lf\n"
    "      --backspace NAME        console: 08 or 7f\n"
    "  -c, --config FILE           instead of $FCFH_CONF or " CONF_DEFAULT_FILE "\n"
    "  -h, --help                  show this help\n"
    "      --version               show the version\n"
    "\n"
    "Exit status: 0 done, 64 usage, 68 no such client or host, 69 switched off,\n"
    "refused or gone, 75 busy or too late, 76 another key or realm, not AMT, or a\n"
    "question that was not answered with yes, 77 password, right or consent, 78\n"
    "configuration.\n";

/* Whether a word is in a list, "a, b, c". */
static bool is_one_of(const char *list, const char *word)
{
    size_t len = strlen(word);
    for (const char *at = list; len > 0; at += strspn(at, ", ")) {
        size_t this = strcspn(at, ",");
        if (this == len && memcmp(at, word, len) == 0)
            return true;
        at += this;
        if (*at == '\0')
            break;
    }
    return false;
}

/* Options that take one of a few words. */
static const struct choice {
    int option;
    const char *name;
    size_t member; /* in struct manage_options */
    const char *words;
} choices[] = {
    {'C', "--charset", offsetof(struct manage_options, charset), "auto, utf-8, cp437"},
    {'F', "--function-keys", offsetof(struct manage_options, function_keys),
     "auto, intel, alternate, vt100, as-typed"},
    {'E', "--enter", offsetof(struct manage_options, enter), "auto, cr, crlf, lf"},
    {'B', "--backspace", offsetof(struct manage_options, backspace), "08, 7f"},
    {'D', "--bits", offsetof(struct manage_options, bits), "8, 16"},
};

static const struct option table[] = {{"user", required_argument, NULL, 'u'},
                                      {"auth", required_argument, NULL, 'A'},
                                      {"password-file", required_argument, NULL, 'P'},
                                      {"plain", no_argument, NULL, 'p'},
                                      {"yes", no_argument, NULL, 'y'},
                                      {"json", no_argument, NULL, 'j'},
                                      {"all", no_argument, NULL, 'a'},
                                      {"console", no_argument, NULL, 'o'},
                                      {"enable", no_argument, NULL, 'e'},
                                      {"log", required_argument, NULL, 'L'},
                                      {"charset", required_argument, NULL, 'C'},
                                      {"cp437", no_argument, NULL, '4'},
                                      {"function-keys", required_argument, NULL, 'F'},
                                      {"enter", required_argument, NULL, 'E'},
                                      {"backspace", required_argument, NULL, 'B'},
                                      {"bits", required_argument, NULL, 'D'},
                                      CLI_LONG_OPTIONS,
                                      {NULL, 0, NULL, 0}};

/* False: the option does not take this word. */
static bool take_choice(int option, struct manage_options *options, struct cli *cli)
{
    for (size_t i = 0; i < sizeof choices / sizeof choices[0]; i++) {
        if (choices[i].option != option)
            continue;
        if (!is_one_of(choices[i].words, optarg)) {
            cli->status = cli_usage("%s: '%.40s' is not one of %s", choices[i].name, optarg,
                                    choices[i].words);
            return false;
        }
        *(const char **)((char *)options + choices[i].member) = optarg;
    }
    return true;
}

/* True: the program is done. */
static bool take(int option, struct manage_options *options, struct cli *cli)
{
    switch (option) {
    case 'u':
        options->user = optarg;
        break;
    case 'A':
        if (!is_one_of("digest, negotiate", optarg)) {
            cli->status = cli_usage("--auth: '%.40s' is not one of digest, negotiate", optarg);
            return true;
        }
        options->auth = optarg[0] == 'n' ? HTTP_AUTH_NEGOTIATE : HTTP_AUTH_DIGEST;
        break;
    case 'P':
        options->password_file = optarg;
        break;
    case 'p':
        options->plain = true;
        break;
    case 'y':
        options->yes = true;
        break;
    case 'j':
        options->json = true;
        break;
    case 'a':
        options->all = true;
        break;
    case 'o':
        options->console = true;
        break;
    case 'e':
        options->enable = true;
        break;
    case 'L':
        options->log_file = optarg;
        break;
    case '4':
        options->charset = "cp437";
        break;
    case 'C':
    case 'F':
    case 'E':
    case 'B':
    case 'D':
        return !take_choice(option, options, cli);
    default:
        return cli_option(cli, option);
    }
    return false;
}

bool manage_options_parse(int argc, char **argv, struct cli *cli, struct manage_options *options,
                          const char *const *usages)
{
    int option;
    *options = (struct manage_options){.auth = HTTP_AUTH_DIGEST};
    cli->help = help;
    if (cli_dump(cli, argc, argv, CLI_SHORT_OPTIONS "u:", table, usages))
        return true;
    while ((option = getopt_long(argc, argv, CLI_SHORT_OPTIONS "u:", table, NULL)) != -1)
        if (take(option, options, cli))
            return true;
    if (argc - optind < 2) {
        cli->status = cli_usage("it takes ID-OR-HOST and a command");
        return true;
    }
    if (options->auth == HTTP_AUTH_NEGOTIATE && !http_has_negotiate()) {
        (void)cli_usage("this libcurl has no Negotiate: use --auth digest");
        cli->status = ERR_UNAVAILABLE;
        return true;
    }
    options->host = argv[optind];
    options->words = argv + optind + 1;
    return false;
}
