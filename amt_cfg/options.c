/* It says what is wrong with the command line: a program's own file. */
#include "amt_cfg/options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "amt_cfg/host_name.h"

enum {
    OPTION_WORD = 1, /* getopt's, with '-' in front: what is no option */
    OPTION_CHECK,
    OPTION_REMOVE,
    OPTION_DRY_RUN,
    OPTION_HOSTS,
    OPTION_PARALLEL,
    OPTION_JSON,
    OPTION_RESUME,
    OPTION_TRACE,
    OPTION_ALERTS,
    OPTION_POLICY,
    OPTION_DOMAIN,
    OPTION_TLS,
    OPTION_NO_TLS,
    OPTION_CA_FILE,
    OPTION_INSECURE,
    OPTION_LEGACY_TLS,
    OPTION_AUTH,
    OPTION_PASSWORD_FILE,
    OPTION_PASSWORD_COMMAND
};

enum { WORDS_MAX = 4 }; /* one more than there may be */

static const struct option long_options[] = {
    {"check", no_argument, NULL, OPTION_CHECK},
    {"remove", no_argument, NULL, OPTION_REMOVE},
    {"dry-run", no_argument, NULL, OPTION_DRY_RUN},
    {"hosts", required_argument, NULL, OPTION_HOSTS},
    {"parallel", required_argument, NULL, OPTION_PARALLEL},
    {"json", no_argument, NULL, OPTION_JSON},
    {"resume", required_argument, NULL, OPTION_RESUME},
    {"trace", required_argument, NULL, OPTION_TRACE},
    {"alerts", required_argument, NULL, OPTION_ALERTS},
    {"policy", required_argument, NULL, OPTION_POLICY},
    {"domain", required_argument, NULL, OPTION_DOMAIN},
    {"tls", no_argument, NULL, OPTION_TLS},
    {"no-tls", no_argument, NULL, OPTION_NO_TLS},
    {"ca-file", required_argument, NULL, OPTION_CA_FILE},
    {"insecure", no_argument, NULL, OPTION_INSECURE},
    {"legacy-tls", no_argument, NULL, OPTION_LEGACY_TLS},
    {"auth", required_argument, NULL, OPTION_AUTH},
    {"password-file", required_argument, NULL, OPTION_PASSWORD_FILE},
    {"password-command", required_argument, NULL, OPTION_PASSWORD_COMMAND},
    CLI_LONG_OPTIONS,
    {NULL, 0, NULL, 0}};

/* Each of these returns false after saying what is wrong. */

static bool usage(struct options *o, enum err_code code)
{
    o->cli.status = code;
    return false;
}

static bool take_number(struct options *o, const char *name, long most, long *out)
{
    char *end;
    long number = strtol(optarg, &end, 10);
    if (end == optarg || *end != '\0' || number < 0 || number > most)
        return usage(o, cli_usage("--%s takes a number up to %ld", name, most));
    *out = number;
    return true;
}

static bool take_mode(struct options *o, enum plan_mode mode)
{
    if (o->mode != PLAN_CONFIGURE && o->mode != mode)
        return usage(o, cli_usage("--check and --remove exclude each other"));
    o->mode = mode;
    return true;
}

static bool take_tls(struct options *o, enum conf_tls tls)
{
    if (o->tls_given && o->tls != tls)
        return usage(o, cli_usage("--tls and --no-tls exclude each other"));
    o->tls = tls;
    o->tls_given = true;
    return true;
}

static bool take_alerts(struct options *o)
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

static bool take_auth(struct options *o)
{
    if (strcmp(optarg, "digest") == 0)
        o->auth = HTTP_AUTH_DIGEST;
    else if (strcmp(optarg, "negotiate") == 0)
        o->auth = HTTP_AUTH_NEGOTIATE;
    else
        return usage(o, cli_usage("--auth takes digest or negotiate"));
    return true;
}

static bool take_domain(struct options *o)
{
    struct addr address;
    size_t len = strlen(optarg);
    if (len == 0 || len > 63 ||
        strspn(optarg, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                       "0123456789-_.") != len)
        return usage(o, cli_usage("--domain takes a DNS domain of at most 63 characters"));
    /* What DHCP never says would shut the machine's ports for good. */
    if (optarg[len - 1] == '.' || addr_parse(optarg, &address) || !host_is_good(optarg, NULL))
        return usage(
            o, cli_usage("'%s' is no DNS domain as DHCP names it, such as corp.example", optarg));
    for (size_t i = 0; i < o->domain_count; i++)
        if (strcasecmp(o->domains[i], optarg) == 0)
            return true;
    if (o->domain_count == PLAN_DOMAINS_MAX)
        return usage(o, cli_usage("AMT keeps %d domains at most", PLAN_DOMAINS_MAX));
    o->domains[o->domain_count++] = optarg;
    return true;
}

static bool take_policy(struct options *o)
{
    long number;
    if (!take_number(o, "policy", 255, &number))
        return false;
    o->policy = (int)number;
    return true;
}

static bool take_parallel(struct options *o)
{
    if (!take_number(o, "parallel", CONF_PARALLEL_MAX, &o->parallel))
        return false;
    return o->parallel > 0 || usage(o, cli_usage("--parallel takes a number from 1"));
}

/* What stands where a password may stand is not repeated to a log. */
static bool refuse_option(struct options *o, char **argv, int at, int words, bool no_value)
{
    if (words >= (o->hosts_file != NULL ? 1 : 2))
        return usage(o, cli_usage("word %d is no option; a password that begins with '-' stands "
                                  "behind --",
                                  at));
    return usage(o, cli_usage("'%.60s': %s", argv[at],
                              no_value ? "its value is missing" : "there is no such option"));
}

static bool take_option(struct options *o, int option, char **argv, int at, int words)
{
    switch (option) {
    case OPTION_CHECK:
        return take_mode(o, PLAN_CHECK);
    case OPTION_REMOVE:
        return take_mode(o, PLAN_REMOVE);
    case OPTION_DRY_RUN:
        o->dry_run = true;
        return true;
    case OPTION_HOSTS:
        o->hosts_file = optarg;
        return true;
    case OPTION_PARALLEL:
        return take_parallel(o);
    case OPTION_JSON:
        o->json = true;
        return true;
    case OPTION_RESUME:
        o->resume_file = optarg;
        return true;
    case OPTION_TRACE:
        o->trace_file = optarg;
        return true;
    case OPTION_ALERTS:
        return take_alerts(o);
    case OPTION_POLICY:
        return take_policy(o);
    case OPTION_DOMAIN:
        return take_domain(o);
    case OPTION_TLS:
        return take_tls(o, CONF_TLS_ON);
    case OPTION_NO_TLS:
        return take_tls(o, CONF_TLS_OFF);
    case OPTION_CA_FILE:
        o->ca_file = optarg;
        return true;
    case OPTION_INSECURE:
        o->insecure = true;
        return true;
    case OPTION_LEGACY_TLS:
        o->legacy_tls = true;
        return true;
    case OPTION_AUTH:
        return take_auth(o);
    case OPTION_PASSWORD_FILE:
        o->password_file = optarg;
        return true;
    case OPTION_PASSWORD_COMMAND:
        o->password_command = optarg;
        return true;
    case '?':
    case ':':
        return refuse_option(o, argv, at, words, option == ':');
    case 'c': /* "-cSecret" behind HOST and USER */
        if (words >= 2 && optarg == argv[at] + 2)
            return refuse_option(o, argv, at, words, false);
        return !cli_option(&o->cli, option);
    default:
        return !cli_option(&o->cli, option);
    }
}

/* Whoever lists the processes shall not see it for longer than cannot be helped. */
static bool take_password(struct options *o, char *word)
{
    size_t len = strlen(word);
    bool fits = len > 0 && len < sizeof o->password.text;
    if (fits)
        memcpy(o->password.text, word, len + 1);
    explicit_bzero(word, len);
    o->password_given = fits;
    return fits ||
           usage(o, cli_usage("the password has no characters, or more than %d", SECRET_SIZE - 1));
}

static bool take_words(struct options *o, int count, char **words)
{
    struct err e;
    int at = 0;
    if (o->hosts_file == NULL && count > 0)
        o->host = words[at++];
    if (at < count)
        o->user = words[at++];
    if (at < count && !take_password(o, words[at++]))
        return false;
    if (at < count)
        return usage(o, cli_usage("more words than HOST, USER and PASSWORD"));
    if (o->hosts_file == NULL && o->host == NULL)
        return usage(o, cli_usage("no host given"));
    if (o->user == NULL && o->hosts_file == NULL && o->auth == HTTP_AUTH_DIGEST && !o->dry_run)
        return usage(o, cli_usage("no user given: fcfh-config HOST USER"));
    if ((o->host != NULL && !host_is_good(o->host, &e)) ||
        (o->user != NULL && !user_is_good(o->user, &e)))
        return usage(o, cli_usage("%s", e.text));
    return true;
}

static bool fits_together(struct options *o)
{
    int passwords = o->password_given + (o->password_file != NULL) + (o->password_command != NULL);
    struct addr address;
    char bare[MACHINE_HOST_SIZE];
    if (passwords > 1)
        return usage(o, cli_usage("the password is given in more than one way"));
    if (o->insecure && o->ca_file != NULL)
        return usage(o, cli_usage("--insecure and --ca-file exclude each other"));
    if (o->resume_file != NULL && o->hosts_file == NULL)
        return usage(o, cli_usage("--resume goes with --hosts"));
    if (o->resume_file != NULL && o->mode != PLAN_CONFIGURE)
        return usage(o, cli_usage("--resume does not go with --check or --remove"));
    if (o->auth == HTTP_AUTH_NEGOTIATE && o->host != NULL) {
        host_bare(o->host, bare);
        if (addr_parse(bare, &address))
            return usage(o, cli_usage("Kerberos takes the host's name, not its address"));
    }
    if (o->auth == HTTP_AUTH_NEGOTIATE && !http_has_negotiate())
        return usage(o, cli_usage("this libcurl has no Kerberos: --auth digest is left"));
    return true;
}

bool options_read(struct options *options, int argc, char **argv)
{
    char *words[WORDS_MAX];
    int count = 0;
    int option;
    int at = optind; /* the word that getopt looks at next; in the middle of one, still that one */
    options->policy = -1;
    opterr = 0;
    while ((option = getopt_long(argc, argv, "-:c:", long_options, NULL)) != -1) {
        if (option != OPTION_WORD) {
            if (!take_option(options, option, argv, at, count))
                return false;
        } else if (count < WORDS_MAX) {
            words[count++] = optarg;
        }
        at = optind;
    }
    while (optind < argc && count < WORDS_MAX)
        words[count++] = argv[optind++];
    return take_words(options, count, words) && fits_together(options);
}
