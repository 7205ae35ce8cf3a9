/* fcfh-settings: looks after fcfh.conf and what it names. */
#include <getopt.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "amt_cfg/check/check.h"
#include "amt_cfg/settings/clients.h"
#include "amt_cfg/settings/key_name.h"
#include "amt_cfg/settings/settings_ask.h"
#include "amt_cfg/settings/settings_file.h"
#include "amt_cfg/settings/settings_secret.h"
#include "common/ask.h"
#include "common/cli.h"
#include "common/msg.h"
#include "common/text.h"

static const char help[] =
    "Usage: fcfh-settings [-c FILE]\n"
    "       fcfh-settings [-c FILE] get [KEY]\n"
    "       fcfh-settings [-c FILE] set KEY VALUE\n"
    "       fcfh-settings [-c FILE] check [--json] [--probe]\n"
    "       fcfh-settings [-c FILE] clients list | show ID | forget ID | export\n"
    "       fcfh-settings [-c FILE] clients import [--accept-key] FILE-OR-'-'\n"
    "\n"
    "Without a command it asks at the terminal for what Fast Call for Help must know,\n"
    "says what will change, and writes it after one more question.\n"
    "\n"
    "  get [KEY]      the value that holds, such as that of queue.timeout, or all\n"
    "  set KEY VALUE  writes it into the configuration, if it is valid\n"
    "  set amt.password -, set listener.password -\n"
    "                 takes the password from standard input, never from an argument\n"
    "  check          what is wrong with the configuration, the queue directory, the\n"
    "                 register and the password's file, and whether something other\n"
    "                 than snmptrapd holds UDP port 162; run it as root to see\n"
    "                 everything\n"
    "  clients        the register of clients: its list, one of them, or all as XML\n"
    "                 for another machine to import; ID is a UUID or its start, a\n"
    "                 name, a serial number, or the address it was learned from\n"
    "\n"
    "      --accept-key    import: a different key or realm replaces the one that\n"
    "                      is known\n"
    "      --json          check: one object a line, with kind, object and text\n"
    "      --probe         check: send a test alert through snmptrapd and another\n"
    "                      through fcfh-listener, and see them counted\n"
    "  -c, --config FILE   instead of $FCFH_CONF or " CONF_DEFAULT_FILE "\n"
    "  -h, --help          show this help\n"
    "      --version       show the version\n"
    "\n"
    "Exit status: 0 done; 1 check found something WRONG, import kept something out;\n"
    "64 usage, 65 a value or file is not valid, 68 no such client, 70 out of memory,\n"
    "73 a file cannot be made, 75 try again, 77 permission, 78 fcfh.conf is\n"
    "wrong.\n";

enum { WIDTH = 80, INDENT = 7 };

static const char *const finding_words[] = {"ok", "note", "WRONG"};

/* On a terminal text is wrapped, and a command is printed unbroken on a line of its own, to be
 * copied; otherwise each finding is one line, for grep. */
static void print_finding(const struct finding *finding)
{
    char line[1200];
    const char *command = finding->command;
    bool wraps = isatty(STDOUT_FILENO) == 1;
    (void)snprintf(line, sizeof line, "%s: %s%s", finding->object, finding->text,
                   command != NULL ? "; do:" : "");
    (void)printf("%-5s  ", finding_words[finding->kind]);
    if (wraps)
        text_wrap(stdout, line, INDENT, INDENT, WIDTH);
    else
        (void)fputs(line, stdout);
    if (command != NULL)
        (void)printf("%s%s", wraps ? "\n           " : " ", command);
    (void)putchar('\n');
}

static void print_finding_json(const struct finding *finding)
{
    char clean[1200]; /* a path may not be UTF-8, but JSON must be */
    text_clean_visible(finding->text, clean, sizeof clean);
    json_t *object = json_pack("{s:s, s:s, s:s}", "kind", finding_words[finding->kind], "object",
                               finding->object, "text", clean);
    if (finding->kind != FINDING_OK)
        (void)json_object_set_new(object, "code", json_string(finding_code_name(finding->code)));
    text_clean_visible(finding->command != NULL ? finding->command : "", clean, sizeof clean);
    if (clean[0] != '\0')
        (void)json_object_set_new(object, "command", json_string(clean));
    /* A failure to print is noticed at the end. */
    (void)json_dumpf(object, stdout, JSON_ENSURE_ASCII);
    (void)putchar('\n');
    json_decref(object);
}

/* What every command works on, and the options that some of them take. */
struct place {
    const char *path;
    bool chosen;
    bool accept_key;
    bool json;
    bool probe;
};

static enum err_code get(const struct place *p, const char *key, struct err *e)
{
    struct key_name name;
    char value[CONF_VALUE_SIZE];
    char shown[CONF_VALUE_SIZE];
    enum err_code code = key_name_parse(key, &name, e);
    if (code == ERR_OK && name.secret)
        code = err_set(e, ERR_USAGE,
                       "%s.password: a password is never shown; %s.password-file "
                       "tells where it is",
                       name.section, name.section);
    if (code == ERR_OK)
        code = settings_get(p->path, p->chosen, name.section, name.key, value, e);
    if (code != ERR_OK)
        return code;
    text_clean_visible(value, shown, sizeof shown);
    (void)puts(isatty(STDOUT_FILENO) ? shown : value);
    return ERR_OK;
}

static void print_setting(void *context, const char *section, const char *key, const char *value)
{
    char shown[CONF_VALUE_SIZE];
    (void)context;
    text_clean_visible(value, shown, sizeof shown);
    (void)printf("%s.%s = %s\n", section, key, isatty(STDOUT_FILENO) ? shown : value);
}

static enum err_code set_secret(const struct place *p, const char *section, const char *value,
                                struct err *e)
{
    struct conf conf;
    struct secret secret;
    struct err why;
    const char *path;
    if (strcmp(value, "-") != 0)
        return err_set(e, ERR_USAGE,
                       "%s.password: an argument can be seen by every user of this machine; give "
                       "'-' and the password on standard input",
                       section);
    conf_init(&conf);
    enum err_code code = conf_read(&conf, p->path, p->chosen, e);
    if (code == ERR_OK)
        code = settings_secret_path(&conf, section, &path, e);
    if (code == ERR_OK)
        code = settings_writable(path, e);
    if (code != ERR_OK)
        return code;
    code = settings_secret_read(&secret, &why);
    if (code != ERR_OK)
        return err_set(e, code, "%s.password: %.300s", section, why.text);
    code = settings_secret_store(section, path, &secret, e);
    secret_wipe(&secret);
    return code;
}

static enum err_code set(const struct place *p, const char *key, const char *value, struct err *e)
{
    struct key_name name;
    char text[CONF_VALUE_SIZE];
    enum err_code code = key_name_parse(key, &name, e);
    if (code != ERR_OK)
        return code;
    if (name.secret)
        return set_secret(p, name.section, value, e);
    value += strspn(value, " \t"); /* blanks at both ends would be removed when the file is read */
    size_t len = strlen(value);
    while (len > 0 && strchr(" \t", value[len - 1]) != NULL)
        len--;
    if (len >= sizeof text)
        return err_set(e, ERR_DATA, "%s.%.60s: longer than %d characters", name.section, name.key,
                       CONF_VALUE_SIZE - 1);
    (void)snprintf(text, sizeof text, "%.*s", (int)len, value);
    const struct setting setting = {.section = name.section, .key = name.key, .value = text};
    code = settings_check_value(&setting, e);
    return code == ERR_OK ? settings_write(p->path, &setting, 1, e) : code;
}

/* argv[0] to argv[argc - 1] are the command and its arguments. Wrong usage is reported here; other
 * errors are returned in *e. */
static enum err_code run(const struct place *p, char **argv, int argc, struct err *e)
{
    const char *command = argc > 0 ? argv[0] : "";
    if (argc == 0 && !ask_is_possible())
        return cli_usage("no terminal to ask at: use 'get', 'set', 'check' or 'clients'");
    if (strcmp(command, "clients") == 0)
        return clients_run(p->path, p->chosen, argv + 1, argc - 1, p->accept_key, e);
    if (p->accept_key)
        return cli_usage("--accept-key is for 'clients import'");
    if ((p->json || p->probe) && strcmp(command, "check") != 0)
        return cli_usage("%s is for 'check'", p->json ? "--json" : "--probe");
    if (argc == 0)
        return settings_ask(p->path, e);
    if (strcmp(command, "check") == 0 && argc == 1)
        return check_run(p->path, p->chosen, p->probe, p->json ? print_finding_json : print_finding)
                   ? ERR_OK
                   : ERR_SOME;
    if (strcmp(command, "check") == 0)
        return cli_usage("'check' takes no more arguments");
    if (strcmp(command, "get") == 0 && argc == 1)
        return settings_each(p->path, p->chosen, print_setting, NULL, e);
    if (strcmp(command, "get") == 0)
        return argc == 2 ? get(p, argv[1], e) : cli_usage("'get' takes one key");
    if (strcmp(command, "set") == 0)
        return argc == 3 ? set(p, argv[1], argv[2], e) : cli_usage("'set' takes a key and a value");
    return cli_usage("'%.60s': no such command; there are 'get', 'set', 'check' and 'clients'",
                     command);
}

int main(int argc, char **argv)
{
    static const struct option options[] = {{"accept-key", no_argument, NULL, CLI_FLAG},
                                            {"json", no_argument, NULL, 'j'},
                                            {"probe", no_argument, NULL, 'p'},
                                            CLI_LONG_OPTIONS,
                                            {NULL, 0, NULL, 0}};
    static const char *const usages[] = {
        "get KEY",        "set KEY VALUE",       "check",
        "clients list",   "clients show ID",     "clients forget ID",
        "clients export", "clients import FILE", NULL};
    struct cli cli = {.help = help};
    struct place place = {.accept_key = false};
    struct err e = {.code = ERR_OK};
    int option;
    msg_open("fcfh-settings");
    secret_protect_process();
    if (cli_dump(&cli, argc, argv, CLI_SHORT_OPTIONS, options, usages))
        return (int)cli.status;
    while ((option = getopt_long(argc, argv, CLI_SHORT_OPTIONS, options, NULL)) != -1)
        if (option == CLI_FLAG)
            place.accept_key = true;
        else if (option == 'j')
            place.json = true;
        else if (option == 'p')
            place.probe = true;
        else if (cli_option(&cli, option))
            return (int)cli.status;
    place.path = conf_path(cli.config_file, &place.chosen);
    enum err_code code = run(&place, argv + optind, argc - optind, &e);
    if (code != ERR_OK && e.code == code)
        msg_error("%s", e.text);
    return (int)cli_finish(code);
}
