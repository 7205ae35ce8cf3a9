/* This file prints what is wrong with the command line, so it belongs to the program. */
#include "amt_cfg/options.h"

#include <getopt.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/host_name.h"

/* Each of these returns false after saying what is wrong. */

static bool usage(struct options *o, enum err_code code)
{
    o->cli.status = code;
    return false;
}

static bool parse_number(struct options *o, const char *name, long most, long *out)
{
    char *end;
    long number = strtol(optarg, &end, 10);
    if (end == optarg || *end != '\0' || number < 0 || number > most)
        return usage(o, cli_usage("--%s takes a number up to %ld", name, most));
    *out = number;
    return true;
}

static bool set_mode(struct options *o, enum plan_mode mode)
{
    if (o->mode != PLAN_CONFIGURE && o->mode != mode)
        return usage(o, cli_usage("--check, --remove and --learn cannot be combined"));
    o->mode = mode;
    return true;
}

static bool set_check(struct options *o)
{
    return set_mode(o, PLAN_CHECK);
}

static bool set_remove(struct options *o)
{
    return set_mode(o, PLAN_REMOVE);
}

static bool set_learn(struct options *o)
{
    return set_mode(o, PLAN_LEARN);
}

static bool set_tls(struct options *o, enum conf_tls tls)
{
    if (o->tls_given && o->tls != tls)
        return usage(o, cli_usage("--tls and --plain (or --no-tls) cannot be combined"));
    o->tls = tls;
    o->tls_given = true;
    return true;
}

static bool set_tls_on(struct options *o)
{
    return set_tls(o, CONF_TLS_ON);
}

static bool set_tls_off(struct options *o)
{
    return set_tls(o, CONF_TLS_OFF);
}

static bool parse_key(struct options *o)
{
    if (!tls_key_is_valid(optarg))
        return usage(o, cli_usage("--key takes sha256// and 44 characters, as a message shows it"));
    if (o->key != NULL && strcmp(o->key, optarg) != 0)
        return usage(o, cli_usage("only one key can be given with --key"));
    o->key = optarg;
    return true;
}

static bool parse_alerts(struct options *o)
{
    static const struct {
        const char *word;
        enum plan_alerts alerts;
    } words[] = {
        {"auto", PLAN_AUTO}, {"pet", PLAN_PET}, {"ws-event", PLAN_EVENTS}, {"both", PLAN_BOTH}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(optarg, words[i].word) == 0) {
            o->alerts = words[i].alerts;
            return true;
        }
    }
    return usage(o, cli_usage("--alerts takes pet, ws-event, both or auto"));
}

static bool parse_auth(struct options *o)
{
    if (strcmp(optarg, "digest") == 0)
        o->auth = HTTP_AUTH_DIGEST;
    else if (strcmp(optarg, "negotiate") == 0)
        o->auth = HTTP_AUTH_NEGOTIATE;
    else
        return usage(o, cli_usage("--auth takes digest or negotiate"));
    return true;
}

static bool parse_domain(struct options *o)
{
    struct addr address;
    size_t len = strlen(optarg);
    if (len == 0 || len > 63 ||
        strspn(optarg, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                       "0123456789-_.") != len)
        return usage(o, cli_usage("--domain takes a DNS domain of at most 63 characters"));
    /* A domain that DHCP never gives would close the machine's ports for good. */
    if (optarg[len - 1] == '.' || addr_parse(optarg, &address) || !host_is_valid(optarg, NULL))
        return usage(o,
                     cli_usage("'%s' is not a DNS domain as DHCP gives it (corp.example)", optarg));
    for (size_t i = 0; i < o->domain_count; i++)
        if (strcasecmp(o->domains[i], optarg) == 0)
            return true;
    if (o->domain_count == PLAN_DOMAINS_MAX)
        return usage(o, cli_usage("AMT keeps %d domains at most", PLAN_DOMAINS_MAX));
    o->domains[o->domain_count++] = optarg;
    return true;
}

static bool parse_redirection(struct options *o)
{
    static const struct {
        const char *word;
        enum plan_redirection what;
    } words[] = {{"sol", PLAN_SOL}, {"kvm", PLAN_KVM}};
    const char *at = optarg;
    bool good;
    do {
        size_t len = strcspn(at, ",");
        good = false;
        for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
            if (strlen(words[i].word) == len && strncmp(at, words[i].word, len) == 0) {
                o->redirection |= words[i].what;
                good = true;
            }
        }
        at += len;
    } while (good && *at++ == ',');
    return good || usage(o, cli_usage("--redirection takes sol, kvm or sol,kvm"));
}

static bool parse_policy(struct options *o)
{
    long number;
    if (!parse_number(o, "policy", 255, &number))
        return false;
    o->policy = (int)number;
    return true;
}

static bool parse_parallel(struct options *o)
{
    if (!parse_number(o, "parallel", CONF_PARALLEL_MAX, &o->parallel))
        return false;
    return o->parallel > 0 || usage(o, cli_usage("--parallel takes a number from 1"));
}

/* A word in a place where a password may be is not repeated, since it may end up in a log. */
static bool refuse_option(struct options *o, char **argv, int at, int words, bool no_value)
{
    if (words >= (o->hosts_file != NULL ? 1 : 2))
        return usage(
            o, cli_usage("word %d is not an option; a password that begins with '-' goes after --",
                         at));
    return usage(o, cli_usage("'%.60s': %s", argv[at],
                              no_value ? "its value is missing" : "there is no such option"));
}

/* A flag, a text, or a function that reads optarg. */
static const struct rule {
    const char *name;
    size_t flag; /* its offset in struct options; 0: none */
    size_t text;
    bool (*set)(struct options *o);
    bool has_argument; /* `set` needs one */
} rules[] = {
    {"check", .set = set_check},
    {"remove", .set = set_remove},
    {"learn", .set = set_learn},
    {"dry-run", .flag = offsetof(struct options, dry_run)},
    {"scan", .text = offsetof(struct options, scan)},
    {"hosts", .text = offsetof(struct options, hosts_file)},
    {"parallel", .set = parse_parallel, .has_argument = true},
    {"json", .flag = offsetof(struct options, json)},
    {"resume", .text = offsetof(struct options, resume_file)},
    {"trace", .text = offsetof(struct options, trace_file)},
    {"alerts", .set = parse_alerts, .has_argument = true},
    {"policy", .set = parse_policy, .has_argument = true},
    {"domain", .set = parse_domain, .has_argument = true},
    {"redirection", .set = parse_redirection, .has_argument = true},
    {"tls", .set = set_tls_on},
    {"plain", .set = set_tls_off},
    {"no-tls", .set = set_tls_off},
    {"key", .set = parse_key, .has_argument = true},
    {"accept-key", .flag = offsetof(struct options, accept_key)},
    {"yes", .flag = offsetof(struct options, yes)},
    {"ca-file", .text = offsetof(struct options, ca_file)},
    {"insecure", .flag = offsetof(struct options, insecure)},
    {"legacy-tls", .flag = offsetof(struct options, legacy_tls)},
    {"auth", .set = parse_auth, .has_argument = true},
    {"password-file", .text = offsetof(struct options, password_file)},
    {"password-command", .text = offsetof(struct options, password_command)},
};

enum {
    RULE_COUNT = sizeof rules / sizeof rules[0],
    OPTION_WORD = 1, /* what getopt returns, with '-' in front, for a word that is not an option */
    OPTION_RULE      /* the first rule; the others follow */
};

static bool apply_rule(struct options *o, const struct rule *rule)
{
    if (rule->set != NULL)
        return rule->set(o);
    if (rule->flag != 0)
        *(bool *)((char *)o + rule->flag) = true;
    else
        *(const char **)(void *)((char *)o + rule->text) = optarg;
    return true;
}

static bool apply_option(struct options *o, int option, char **argv, int at, int words)
{
    bool unknown = option == '?' || option == ':';
    /* "-cSecret", or "-hSecret" in which a password follows the letter */
    bool glued = words >= 2 && ((option == 'c' && optarg == argv[at] + 2) ||
                                (option == 'h' && strcmp(argv[at], "-h") != 0));
    if (unknown || glued)
        return refuse_option(o, argv, at, words, option == ':');
    if (option >= OPTION_RULE && option < OPTION_RULE + RULE_COUNT)
        return apply_rule(o, &rules[option - OPTION_RULE]);
    return !cli_option(&o->cli, option);
}

/* Someone who lists the processes must not see it for longer than can be avoided. */
static bool move_password(struct options *o, char *word)
{
    size_t len = strlen(word);
    bool fits = len > 0 && len < sizeof o->password.text;
    if (fits)
        memcpy(o->password.text, word, len + 1);
    explicit_bzero(word, len);
    o->password_given = fits;
    return fits || usage(o, cli_usage("the password is empty, or longer than %d characters",
                                      SECRET_SIZE - 1));
}

/* --learn logs in as the user of fcfh.conf, and takes any number of machines. */
static bool parse_learn(struct options *o, int count, char **words)
{
    o->learn = words;
    o->learn_count = count;
    if (o->hosts_file != NULL && count > 0)
        return usage(o, cli_usage("hosts are given as words or with --hosts, not both"));
    if (o->hosts_file == NULL && count == 0)
        return usage(o, cli_usage("no host given: fcfh-config --learn HOST"));
    if (o->password_file != NULL || o->password_command != NULL || o->auth != HTTP_AUTH_DIGEST)
        return usage(o, cli_usage("--learn logs in as the user of [amt], with its password"));
    if (o->redirection != 0)
        return usage(
            o, cli_usage("--learn changes no machine: it cannot be combined with --redirection"));
    if (o->dry_run)
        return usage(o,
                     cli_usage("--learn changes no machine: it cannot be combined with --dry-run"));
    return true;
}

/* --scan does not log in anywhere. */
static bool parse_scan(struct options *o, int count)
{
    bool others = o->mode != PLAN_CONFIGURE || o->hosts_file != NULL || o->resume_file != NULL ||
                  o->password_file != NULL || o->password_command != NULL || o->dry_run ||
                  o->redirection != 0 || o->domain_count > 0 || o->key != NULL;
    if (count > 0 || others)
        return usage(o, cli_usage("--scan NET only looks: it takes no host or user, and of the "
                                  "other options --json and --config"));
    return true;
}

static bool parse_words(struct options *o, int count, char **words)
{
    struct err e;
    int at = 0;
    if (o->scan != NULL)
        return parse_scan(o, count);
    if (o->mode == PLAN_LEARN)
        return parse_learn(o, count, words);
    if (o->hosts_file == NULL && count > 0)
        o->host = words[at++];
    if (at < count)
        o->user = words[at++];
    if (at < count && !move_password(o, words[at++]))
        return false;
    if (at < count)
        return usage(o, cli_usage("more words than HOST, USER and PASSWORD"));
    if (o->hosts_file == NULL && o->host == NULL)
        return usage(o, cli_usage("no host given"));
    if (o->user == NULL && o->hosts_file == NULL && o->auth == HTTP_AUTH_DIGEST && !o->dry_run)
        return usage(o, cli_usage("no user given: fcfh-config HOST USER"));
    if ((o->host != NULL && !host_is_valid(o->host, &e)) ||
        (o->user != NULL && !user_is_valid(o->user, &e)))
        return usage(o, cli_usage("%s", e.text));
    return true;
}

bool options_password_is_stdin(const struct options *options)
{
    return (options->password_given && strcmp(options->password.text, "-") == 0) ||
           (options->password_file != NULL && strcmp(options->password_file, "-") == 0);
}

static bool check_combination(struct options *o)
{
    int passwords = o->password_given + (o->password_file != NULL) + (o->password_command != NULL);
    struct addr address;
    char bare[HOST_NAME_SIZE];
    if (passwords > 1)
        return usage(o, cli_usage("the password is given in more than one way"));
    if (options_password_is_stdin(o) && o->hosts_file != NULL && strcmp(o->hosts_file, "-") == 0)
        return usage(o, cli_usage("standard input is for the hosts or for the password, not both"));
    if (o->insecure && o->ca_file != NULL)
        return usage(o, cli_usage("--insecure and --ca-file cannot be combined"));
    if (o->key != NULL && (o->hosts_file != NULL || o->learn_count > 1))
        return usage(o, cli_usage("--key is for one machine"));
    if (o->key != NULL && o->tls_given && o->tls == CONF_TLS_OFF)
        return usage(o, cli_usage("--key and --plain cannot be combined: a key comes with TLS"));
    if (o->resume_file != NULL && o->hosts_file == NULL)
        return usage(o, cli_usage("--resume needs --hosts"));
    if (o->resume_file != NULL && o->mode != PLAN_CONFIGURE)
        return usage(o, cli_usage("--resume cannot be combined with --check, --remove or --learn"));
    if (o->auth == HTTP_AUTH_NEGOTIATE && o->host != NULL) {
        host_strip_brackets(o->host, bare);
        if (addr_parse(bare, &address))
            return usage(o, cli_usage("Kerberos needs the host's name, not its address"));
    }
    if (o->auth == HTTP_AUTH_NEGOTIATE && !http_has_negotiate())
        return usage(o, cli_usage("this libcurl has no Kerberos: use --auth digest"));
    return true;
}

bool options_read(struct options *options, int argc, char **argv)
{
    static const struct option common[] = {CLI_LONG_OPTIONS};
    struct option long_options[RULE_COUNT + sizeof common / sizeof common[0] + 1] = {
        {.name = NULL}};
    char **words = argv + 1; /* the words that are kept, moved to the front one after the other */
    int count = 0;
    int option;
    int at = optind; /* the word that getopt looks at next, or is in the middle of */
    for (int i = 0; i < RULE_COUNT; i++)
        long_options[i] = (struct option){
            rules[i].name, rules[i].text != 0 || rules[i].has_argument, NULL, OPTION_RULE + i};
    memcpy(long_options + RULE_COUNT, common, sizeof common);
    if (cli_dump(&options->cli, argc, argv, CLI_SHORT_OPTIONS, long_options, NULL))
        return false;
    options->policy = -1;
    opterr = 0;
    while ((option = getopt_long(argc, argv, "-:" CLI_SHORT_OPTIONS, long_options, NULL)) != -1) {
        if (option != OPTION_WORD) {
            if (!apply_option(options, option, argv, at, count))
                return false;
        } else {
            words[count++] = optarg; /* from here in argv or further on, so none is lost */
        }
        at = optind;
    }
    while (optind < argc)
        words[count++] = argv[optind++];
    return parse_words(options, count, words) && check_combination(options);
}
