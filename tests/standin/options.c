#include "tests/standin/options.h"

#include <getopt.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "tests/standin/text.h"

static _Noreturn void help(void)
{
    struct text names = {0};

    fault_names(&names);
    printf(
        "standin [options] ADDRESS[:PORT]...   (loopback only; see tests/standin/README.md)\n"
        "who:       --count N --uuid UUID --uuid-as-is --manufacturer TEXT --model TEXT\n"
        "           --serial TEXT --host NAME --domain NAME --amt-version A.B.C.D\n"
        "           --realm TEXT --server TEXT|none --hostile --board-serial TEXT\n"
        "           --os-name NAME --own-name --chassis N --cards N --cim-dates\n"
        "           --raw CLASS/PROPERTY=TEXT --front TEXT\n"
        "log-in:    --user NAME --password-file FILE --qop TEXT --nonce-uses N --stale-true\n"
        "           --always-stale --keep-401 --challenge TEXT --realm-change N --any-password\n"
        "           --account NAME:REALM,...\n"
        "answers:   --delay MS --pull-items N --deny CLASS --absent CLASS --empty CLASS\n"
        "           --fault NAME --fault-after N --redirect-to URL\n"
        "set-up:    --admin NAME --admin-password-file FILE --keytab FILE --negotiate-each\n"
        "           --acl-page N --acl-max N --no-foreign --foreign N --sid-entry --bad-handle N\n"
        "           --uic N --uic-return N --uic-ignored --no-fcfh --subscribers N\n"
        "           --event-subscribers N --full-fault quota|internal|representation\n"
        "           --pre-subscriber ADDRESS --pet-enum-empty-18 --deny-read-back\n"
        "           --call-policy N --wildcard-policy N --detect DOMAIN --sku TEXT\n"
        "           --state FILE --fault-at [CLASS/]ACTION:NAME --fault-nth [ACTION/]N:NAME\n"
        "           --fault-each NAME --fault-from N --return-at [CLASS/]METHOD:N --real-prefixes\n"
        "events:    --pre-subscription URL --call-event --events-ca FILE\n"
        "TLS:       --tls CERT KEY --tls-min V --tls-max V --plain-too\n"
        "between:   --relay-to URL --swallow ADDRESS[:PORT]\n"
        "session:   --redirection --redirection-methods N,... --redirection-busy N\n"
        "           --redirection-refusal challenge|empty|close --redirection-short\n"
        "           --redirection-cut N --redirection-fault NAME --no-kvm --kvm-mebx-off\n"
        "           --redirection-certificate FILE --redirection-key FILE\n"
        "           --fifo N --tx-wait --typed FILE --bios-keys intel|alternate|vt100\n"
        "KVM:       --kvm-size WxH,... --kvm-fps N --kvm-banner V --kvm-security N,...|none\n"
        "           --kvm-format NAME --kvm-grey --kvm-packed --kvm-pieces --kvm-no-monitor\n"
        "           --kvm-encoding zrle|raw|mixed --kvm-tiles all|smallest|raw|rle --kvm-idle MS\n"
        "           --kvm-session-timeout MIN --kvm-consent wait|close|field --kvm-fault NAME\n"
        "           --kvm-print FRAME:FORMAT\n"
        "PC:        --power on|off|sleep|hibernate --power-delay MS --post-delay MS\n"
        "           --reboot-drops MS --no-lms --modern-standby --boot-leftover\n"
        "           --incapable NAME --rmcp --rmcp-enterprise N\n"
        "           --consent none|kvm|all --consent-code N --consent-timeout S\n"
        "           --records N --record-page N --no-clock --clock-behind S\n"
        "running:   --log FILE --ready FD\n"
        "faults:    %s\n",
        names.data);
    text_free(&names);
    exit(EX_OK);
}

static int tls_version(const char *word)
{
    static const struct {
        const char *word;
        int version;
    } known[] = {
        {"1.0", TLS1_VERSION},
        {"1.1", TLS1_1_VERSION},
        {"1.2", TLS1_2_VERSION},
        {"1.3", TLS1_3_VERSION},
    };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strcmp(word, known[i].word) == 0)
            return known[i].version;
    }
    words_usage("no such TLS version", word);
}

static const char *uuid(const char *word)
{
    static const char shape[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    size_t i = 0;

    for (; shape[i] != '\0' && word[i] != '\0'; i++) {
        if (shape[i] == '-' ? word[i] != '-' : strchr("0123456789abcdefABCDEF", word[i]) == NULL)
            break;
    }
    if (shape[i] != '\0' || word[i] != '\0')
        words_usage("not a UUID", word);
    return word;
}

enum {
    OPT_COUNT = 256,
    OPT_UUID,
    OPT_UUID_AS_IS,
    OPT_MANUFACTURER,
    OPT_MODEL,
    OPT_SERIAL,
    OPT_HOST,
    OPT_DOMAIN,
    OPT_AMT_VERSION,
    OPT_REALM,
    OPT_SERVER,
    OPT_HOSTILE,
    OPT_BOARD_SERIAL,
    OPT_OS_NAME,
    OPT_OWN_NAME,
    OPT_CHASSIS,
    OPT_CARDS,
    OPT_CIM_DATES,
    OPT_RAW,
    OPT_FRONT,
    OPT_USER,
    OPT_PASSWORD_FILE,
    OPT_QOP,
    OPT_CHALLENGE,
    OPT_REALM_CHANGE,
    OPT_NONCE_USES,
    OPT_STALE_TRUE,
    OPT_ALWAYS_STALE,
    OPT_KEEP_401,
    OPT_ANY_PASSWORD,
    OPT_DELAY,
    OPT_PULL_ITEMS,
    OPT_DENY,
    OPT_ABSENT,
    OPT_EMPTY,
    OPT_FAULT,
    OPT_FAULT_AFTER,
    OPT_REDIRECT_TO,
    OPT_TLS,
    OPT_TLS_MIN,
    OPT_TLS_MAX,
    OPT_PLAIN_TOO,
    OPT_SWALLOW,
    OPT_RELAY_TO,
    OPT_LOG,
    OPT_READY,
    OPT_HELP,
    OPT_AMT /* the first of those in amt_options.c */
};

static const struct option known[] = {
    {"count", required_argument, NULL, OPT_COUNT},
    {"uuid", required_argument, NULL, OPT_UUID},
    {"uuid-as-is", no_argument, NULL, OPT_UUID_AS_IS},
    {"manufacturer", required_argument, NULL, OPT_MANUFACTURER},
    {"model", required_argument, NULL, OPT_MODEL},
    {"serial", required_argument, NULL, OPT_SERIAL},
    {"host", required_argument, NULL, OPT_HOST},
    {"domain", required_argument, NULL, OPT_DOMAIN},
    {"amt-version", required_argument, NULL, OPT_AMT_VERSION},
    {"realm", required_argument, NULL, OPT_REALM},
    {"server", required_argument, NULL, OPT_SERVER},
    {"hostile", no_argument, NULL, OPT_HOSTILE},
    {"board-serial", required_argument, NULL, OPT_BOARD_SERIAL},
    {"os-name", required_argument, NULL, OPT_OS_NAME},
    {"own-name", no_argument, NULL, OPT_OWN_NAME},
    {"chassis", required_argument, NULL, OPT_CHASSIS},
    {"cards", required_argument, NULL, OPT_CARDS},
    {"cim-dates", no_argument, NULL, OPT_CIM_DATES},
    {"raw", required_argument, NULL, OPT_RAW},
    {"front", required_argument, NULL, OPT_FRONT},
    {"user", required_argument, NULL, OPT_USER},
    {"password-file", required_argument, NULL, OPT_PASSWORD_FILE},
    {"qop", required_argument, NULL, OPT_QOP},
    {"challenge", required_argument, NULL, OPT_CHALLENGE},
    {"realm-change", required_argument, NULL, OPT_REALM_CHANGE},
    {"nonce-uses", required_argument, NULL, OPT_NONCE_USES},
    {"stale-true", no_argument, NULL, OPT_STALE_TRUE},
    {"always-stale", no_argument, NULL, OPT_ALWAYS_STALE},
    {"keep-401", no_argument, NULL, OPT_KEEP_401},
    {"any-password", no_argument, NULL, OPT_ANY_PASSWORD},
    {"delay", required_argument, NULL, OPT_DELAY},
    {"pull-items", required_argument, NULL, OPT_PULL_ITEMS},
    {"deny", required_argument, NULL, OPT_DENY},
    {"absent", required_argument, NULL, OPT_ABSENT},
    {"empty", required_argument, NULL, OPT_EMPTY},
    {"fault", required_argument, NULL, OPT_FAULT},
    {"fault-after", required_argument, NULL, OPT_FAULT_AFTER},
    {"redirect-to", required_argument, NULL, OPT_REDIRECT_TO},
    {"tls", required_argument, NULL, OPT_TLS},
    {"tls-min", required_argument, NULL, OPT_TLS_MIN},
    {"tls-max", required_argument, NULL, OPT_TLS_MAX},
    {"plain-too", no_argument, NULL, OPT_PLAIN_TOO},
    {"swallow", required_argument, NULL, OPT_SWALLOW},
    {"relay-to", required_argument, NULL, OPT_RELAY_TO},
    {"log", required_argument, NULL, OPT_LOG},
    {"ready", required_argument, NULL, OPT_READY},
    {"help", no_argument, NULL, OPT_HELP},
    {NULL, 0, NULL, 0},
};

static bool read_identity(struct options *options, int which, const char *word)
{
    switch (which) {
    case OPT_COUNT:
        options->count = words_number(word, 100000);
        return true;
    case OPT_UUID:
        list_add(&options->uuids, uuid(word));
        return true;
    case OPT_UUID_AS_IS:
        options->uuid_as_is = true;
        return true;
    case OPT_MANUFACTURER:
        options->manufacturer = word;
        return true;
    case OPT_MODEL:
        list_add(&options->models, word);
        return true;
    case OPT_SERIAL:
        list_add(&options->serials, word);
        return true;
    case OPT_HOST:
        list_add(&options->hosts, word);
        return true;
    case OPT_DOMAIN:
        options->domain = word;
        return true;
    case OPT_AMT_VERSION:
        options->amt_version = word;
        return true;
    case OPT_REALM:
        list_add(&options->realms, word);
        return true;
    case OPT_SERVER:
        free(options->server);
        options->server = xstrdup(word);
        return true;
    case OPT_HOSTILE:
        options->hostile = true;
        return true;
    default:
        return false;
    }
}

static bool read_inventory(struct options *options, int which, const char *word)
{
    switch (which) {
    case OPT_BOARD_SERIAL:
        list_add(&options->board_serials, word);
        return true;
    case OPT_OS_NAME:
        options->os_name = word;
        return true;
    case OPT_OWN_NAME:
        options->own_name = true;
        return true;
    case OPT_CHASSIS:
        options->chassis = words_number(word, 100);
        return true;
    case OPT_CARDS:
        options->cards = words_number(word, 100);
        return true;
    case OPT_CIM_DATES:
        options->cim_dates = true;
        return true;
    case OPT_RAW:
        if (strchr(word, '/') == NULL || strchr(word, '=') == NULL ||
            strchr(word, '/') > strchr(word, '='))
            words_usage("not of the form CLASS/PROPERTY=TEXT", word);
        list_add(&options->raw, word);
        return true;
    case OPT_FRONT:
        free(options->front);
        options->front = words_unescaped(word);
        return true;
    default:
        return false;
    }
}

static bool read_log_in(struct options *options, int which, const char *word)
{
    switch (which) {
    case OPT_USER:
        options->user = word;
        return true;
    case OPT_PASSWORD_FILE:
        free(options->password);
        options->password = words_password(word);
        return true;
    case OPT_QOP:
        options->qop = word;
        return true;
    case OPT_CHALLENGE:
        options->challenge = word;
        return true;
    case OPT_REALM_CHANGE:
        options->realm_change = words_number(word, 1000000);
        return true;
    case OPT_NONCE_USES:
        options->nonce_uses = words_number(word, 1000000);
        return true;
    case OPT_STALE_TRUE:
        options->stale_true = true;
        return true;
    case OPT_ALWAYS_STALE:
        options->always_stale = true;
        return true;
    case OPT_KEEP_401:
        options->keep_401 = true;
        return true;
    case OPT_ANY_PASSWORD:
        options->any_password = true;
        return true;
    default:
        return false;
    }
}

static bool read_answers(struct options *options, int which, const char *word)
{
    switch (which) {
    case OPT_DELAY:
        options->delay = words_number(word, 3600000);
        return true;
    case OPT_PULL_ITEMS:
        options->pull_items = words_number(word, 1000);
        return true;
    case OPT_DENY:
        list_add(&options->denied, word);
        return true;
    case OPT_ABSENT:
        list_add(&options->absent, word);
        return true;
    case OPT_EMPTY:
        list_add(&options->empty, word);
        return true;
    case OPT_FAULT:
        options->fault = fault_named(word);
        if (options->fault == FAULT_NONE)
            words_usage("no such fault", word);
        return true;
    case OPT_FAULT_AFTER:
        options->fault_after = words_number(word, 1000000);
        return true;
    case OPT_REDIRECT_TO:
        options->redirect_to = word;
        return true;
    default:
        return false;
    }
}

static bool read_running(struct options *options, int which, const char *word, int count,
                         char **words)
{
    switch (which) {
    case OPT_TLS: /* the one option with two words: the second is taken from what follows */
        if (optind >= count)
            words_usage("--tls needs a certificate and a key", NULL);
        list_add(&options->certificates, word);
        list_add(&options->keys, words[optind++]);
        return true;
    case OPT_TLS_MIN:
        options->tls_min = tls_version(word);
        return true;
    case OPT_TLS_MAX:
        options->tls_max = tls_version(word);
        return true;
    case OPT_PLAIN_TOO:
        options->plain_too = true;
        return true;
    case OPT_SWALLOW:
        list_add(&options->swallows, word);
        return true;
    case OPT_RELAY_TO:
        options->relay_to = word;
        return true;
    case OPT_LOG:
        options->log = word;
        return true;
    case OPT_READY:
        options->ready_fd = (int)words_number(word, 65535);
        return true;
    default:
        return false;
    }
}

static void check(struct options *options)
{
    kvm_options_check(&options->kvm);
    if (options->kvm.print != NULL)
        return;
    if (options->addresses.count == 0)
        words_usage("no address given", NULL);
    if (options->count == 0 || (options->count > 1 && options->addresses.count > 1))
        words_usage("--count goes with one address", NULL);
    amt_options_check(&options->amt);
    remote_options_check(&options->remote);
    if (options->password == NULL && options->amt.admin == NULL && options->relay_to == NULL)
        words_usage("--password-file or --admin is missing", NULL);
    if (options->fault == FAULT_REDIRECT && options->redirect_to == NULL)
        words_usage("--fault redirect needs --redirect-to", NULL);
    if (options->plain_too && options->certificates.count == 0)
        words_usage("--plain-too goes with --tls", NULL);
    options->amt_major = (unsigned)strtoul(options->amt_version, NULL, 10);
    if (options->remote.methods == NULL)
        options->remote.methods = options->amt_major >= 15   ? "4"
                                  : options->amt_major >= 12 ? "3,4"
                                                             : "1,3,4";
    if (options->server == NULL) {
        options->server =
            xasprintf("Intel(R) Active Management Technology %s", options->amt_version);
    } else if (strcmp(options->server, "none") == 0) {
        free(options->server);
        options->server = NULL;
    }
}

void options_read(struct options *options, int count, char **words)
{
    enum { OWN_COUNT = sizeof known / sizeof *known - 1 };
    struct option all[OWN_COUNT + AMT_OPTION_MAX + REMOTE_OPTION_MAX + KVM_OPTION_MAX + 1];
    size_t amt_count, remote_count, kvm_count;
    int which;

    memset(options, 0, sizeof *options);
    options->count = 1;
    options->chassis = 1;
    options->cards = 1;
    options->ready_fd = -1;
    options->user = "FCFH";
    options->qop = "auth";
    options->manufacturer = "Example Computers";
    options->domain = "corp.example";
    options->amt_version = "16.1.25.1917";
    amt_options_init(&options->amt);
    remote_options_init(&options->remote);
    kvm_options_init(&options->kvm);
    memset(all, 0, sizeof all);
    memcpy(all, known, OWN_COUNT * sizeof *known);
    amt_count = amt_options_list(all + OWN_COUNT, OPT_AMT);
    remote_count = remote_options_list(all + OWN_COUNT + amt_count, OPT_AMT + (int)amt_count);
    kvm_count = kvm_options_list(all + OWN_COUNT + amt_count + remote_count,
                                 OPT_AMT + (int)(amt_count + remote_count));
    /* "+": the key after --tls must still be in its place */
    while ((which = getopt_long(count, words, "+", all, NULL)) != -1) {
        size_t number = (size_t)(which - OPT_AMT); /* huge: one of this file's own */

        if (which == OPT_HELP)
            help();
        if (number < amt_count)
            amt_options_take(&options->amt, number, optarg);
        else if (number < amt_count + remote_count)
            remote_options_take(&options->remote, number - amt_count, optarg);
        else if (number < amt_count + remote_count + kvm_count)
            kvm_options_take(&options->kvm, number - amt_count - remote_count, optarg);
        else if (!read_identity(options, which, optarg) &&
                 !read_inventory(options, which, optarg) && !read_log_in(options, which, optarg) &&
                 !read_answers(options, which, optarg) &&
                 !read_running(options, which, optarg, count, words))
            exit(EX_USAGE); /* getopt_long has said why */
    }
    while (optind < count)
        list_add(&options->addresses, words[optind++]);
    check(options);
}

void options_free(struct options *options)
{
    struct list *lists[] = {
        &options->addresses,     &options->uuids,  &options->serials,  &options->models,
        &options->hosts,         &options->realms, &options->denied,   &options->absent,
        &options->empty,         &options->keys,   &options->swallows, &options->certificates,
        &options->board_serials, &options->raw,
    };

    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        free(lists[i]->items);
    amt_options_free(&options->amt);
    remote_options_free(&options->remote);
    kvm_options_free(&options->kvm);
    free(options->front);
    free(options->server);
    free(options->password);
}
