#include "tests/standin/remote_options.h"

#include <stdlib.h>
#include <string.h>

#include "tests/standin/option_table.h"

#define AT(member) offsetof(struct remote_options, member)

static const struct table_option known[] = {
    {"redirection", OPTION_FLAG, AT(redirection)},
    {"redirection-methods", OPTION_WORD, AT(methods)},
    {"redirection-refusal", OPTION_WORD, AT(refusal)},
    {"redirection-short", OPTION_FLAG, AT(short_refusal)},
    {"redirection-busy", OPTION_NUMBER, AT(busy)},
    {"redirection-cut", OPTION_NUMBER, AT(cut_after)},
    {"redirection-fault", OPTION_LIST, AT(faults)},
    {"redirection-certificate", OPTION_WORD, AT(certificate)},
    {"redirection-key", OPTION_WORD, AT(key)},
    {"no-kvm", OPTION_FLAG, AT(no_kvm)},
    {"kvm-mebx-off", OPTION_FLAG, AT(kvm_mebx_off)},
    {"fifo", OPTION_NUMBER, AT(fifo)},
    {"tx-wait", OPTION_FLAG, AT(tx_wait)},
    {"typed", OPTION_WORD, AT(typed)},
    {"bios-keys", OPTION_WORD, AT(bios_keys)},
    {"power", OPTION_WORD, AT(power)},
    {"power-delay", OPTION_NUMBER, AT(power_delay)},
    {"post-delay", OPTION_NUMBER, AT(post_delay)},
    {"reboot-drops", OPTION_NUMBER, AT(reboot_drops)},
    {"no-lms", OPTION_FLAG, AT(no_lms)},
    {"modern-standby", OPTION_FLAG, AT(modern_standby)},
    {"incapable", OPTION_LIST, AT(incapable)},
    {"boot-leftover", OPTION_FLAG, AT(boot_leftover)},
    {"rmcp", OPTION_FLAG, AT(rmcp)},
    {"rmcp-enterprise", OPTION_NUMBER, AT(rmcp_enterprise)},
    {"consent", OPTION_WORD, AT(consent)},
    {"consent-code", OPTION_NUMBER, AT(consent_code)},
    {"consent-timeout", OPTION_NUMBER, AT(consent_timeout)},
    {"records", OPTION_NUMBER, AT(records)},
    {"record-page", OPTION_NUMBER, AT(record_page)},
    {"clock-behind", OPTION_NUMBER, AT(clock_behind)},
    {"no-clock", OPTION_FLAG, AT(no_clock)},
};

/* See README.md. */
static const char *const faults[] = {
    "again",      "bad-fields",  "close",     "empty-data",     "error",          "foreign-realm",
    "http",       "huge-list",   "long-data", "long-challenge", "mute",           "no-login",
    "no-qop",     "oem",         "open-lost", "other-realm",    "other-reserved", "reset",
    "sequence",   "silent",      "slow",      "sol-refused",    "together",       "unknown",
    "unknown-ok", "unsupported",
};

enum { KNOWN_COUNT = sizeof known / sizeof *known };
enum { FAULT_NAMES = sizeof faults / sizeof *faults };

_Static_assert((int)KNOWN_COUNT <= (int)REMOTE_OPTION_MAX, "room for every option");

void remote_options_init(struct remote_options *remote)
{
    memset(remote, 0, sizeof *remote);
    remote->refusal = "challenge";
    remote->bios_keys = "vt100";
    remote->power = "on";
    remote->power_delay = 300;
    remote->post_delay = 500;
    remote->consent = "none";
    remote->consent_code = 123456;
    remote->consent_timeout = 120;
    remote->records = 20;
    remote->record_page = 390;
}

size_t remote_options_list(struct option *list, int first)
{
    option_table_list(known, KNOWN_COUNT, list, first);
    return KNOWN_COUNT;
}

void remote_options_take(struct remote_options *remote, size_t which, const char *word)
{
    option_table_take(&known[which], remote, word);
}

static bool is_fault(const char *name)
{
    for (size_t i = 0; i < FAULT_NAMES; i++) {
        if (strcmp(faults[i], name) == 0)
            return true;
    }
    return false;
}

/* words: up to a NULL. */
static void check_word(const char *word, const char *const *words)
{
    for (size_t i = 0; words[i] != NULL; i++) {
        if (strcmp(words[i], word) == 0)
            return;
    }
    words_usage("not one of the words for this option", word);
}

void remote_options_check(struct remote_options *remote)
{
    static const char *const refusals[] = {"challenge", "empty", "close", NULL};
    static const char *const powers[] = {"on", "off", "sleep", "hibernate", NULL};
    static const char *const tables[] = {"intel", "alternate", "vt100", NULL};
    static const char *const consents[] = {"none", "kvm", "all", NULL};

    check_word(remote->refusal, refusals);
    check_word(remote->power, powers);
    check_word(remote->bios_keys, tables);
    check_word(remote->consent, consents);
    if (remote->methods != NULL && strspn(remote->methods, "1234,") != strlen(remote->methods))
        words_usage("--redirection-methods are some of 1, 2, 3 and 4", remote->methods);
    if ((remote->certificate == NULL) != (remote->key == NULL))
        words_usage("--redirection-certificate goes with --redirection-key", NULL);
    if (remote->consent_code > 999999)
        words_usage("--consent-code has six digits", NULL);
    if (remote->records > 390 || remote->record_page == 0)
        words_usage("the event log has at most 390 records", NULL);
    for (size_t i = 0; i < remote->faults.count; i++) {
        if (!is_fault(remote->faults.items[i]))
            words_usage("no such fault of redirection", remote->faults.items[i]);
    }
}

void remote_options_free(struct remote_options *remote)
{
    free(remote->faults.items);
    free(remote->incapable.items);
}

bool remote_fault(const struct remote_options *remote, const char *name)
{
    if (!is_fault(name))
        words_usage("no such fault of redirection", name); /* an error in the stand-in itself */
    return list_has(&remote->faults, name);
}

bool remote_method(const struct remote_options *remote, unsigned method)
{
    char digit = (char)('0' + method);

    return method < 10 && strchr(remote->methods, digit) != NULL;
}
