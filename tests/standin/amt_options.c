#include "tests/standin/amt_options.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/standin/option_table.h"

#define AT(member) offsetof(struct amt_options, member)

static const struct table_option known[] = {
    {"admin", OPTION_WORD, AT(admin)},
    {"admin-password-file", OPTION_WORD, AT(admin_password_file)},
    {"account", OPTION_LIST, AT(accounts)},
    {"keytab", OPTION_WORD, AT(keytab)},
    {"negotiate-each", OPTION_FLAG, AT(negotiate_each)},
    {"acl-page", OPTION_NUMBER, AT(acl_page)},
    {"acl-max", OPTION_NUMBER, AT(acl_max)},
    {"no-foreign", OPTION_FLAG, AT(no_foreign)},
    {"foreign", OPTION_NUMBER, AT(foreign)},
    {"sid-entry", OPTION_FLAG, AT(sid_entry)},
    {"bad-handle", OPTION_NUMBER, AT(bad_handle)},
    {"uic", OPTION_NUMBER, AT(uic)},
    {"uic-return", OPTION_NUMBER, AT(uic_return)},
    {"uic-ignored", OPTION_FLAG, AT(uic_ignored)},
    {"no-fcfh", OPTION_FLAG, AT(no_fcfh)},
    {"subscribers", OPTION_NUMBER, AT(subscribers)},
    {"event-subscribers", OPTION_NUMBER, AT(event_subscribers)},
    {"full-fault", OPTION_WORD, AT(full_fault)},
    {"pre-subscriber", OPTION_LIST, AT(pre_subscribers)},
    {"pet-enum-empty-18", OPTION_FLAG, AT(pet_enum_empty_18)},
    {"deny-read-back", OPTION_FLAG, AT(deny_read_back)},
    {"call-policy", OPTION_NUMBER, AT(call_policy)},
    {"wildcard-policy", OPTION_NUMBER, AT(wildcard_policy)},
    {"detect", OPTION_LIST, AT(detect)},
    {"sku", OPTION_WORD, AT(sku)},
    {"state", OPTION_WORD, AT(state)},
    {"fault-at", OPTION_LIST, AT(faults_at)},
    {"fault-nth", OPTION_LIST, AT(faults_nth)},
    {"fault-each", OPTION_WORD, AT(fault_each)},
    {"fault-from", OPTION_NUMBER, AT(fault_from)},
    {"fault-text", OPTION_WORD, AT(fault_text)},
    {"real-prefixes", OPTION_FLAG, AT(real_prefixes)},
    {"return-at", OPTION_LIST, AT(returns_at)},
    {"pre-subscription", OPTION_LIST, AT(pre_subscriptions)},
    {"call-event", OPTION_FLAG, AT(call_event)},
    {"events-ca", OPTION_WORD, AT(events_ca)},
    {"quirk", OPTION_LIST, AT(quirks)},
};

static const struct {
    const char *name;
    enum soap_fault fault;
} full_faults[] = {
    {"quota", SOAP_FAULT_BUSY},
    {"internal", SOAP_FAULT_INTERNAL},
    {"representation", SOAP_FAULT_REPRESENTATION},
};

/* See README.md. */
static const char *const quirks[] = {
    "accounts-refused", "capitals",         "empty-answers",   "empty-strings",
    "filter-lie",       "filters-busy",     "filters-refused", "job",
    "keeps-account",    "keeps-subscriber", "no-call-filter",  "no-community",
    "no-destination",   "no-policy",        "no-total",        "redirection-ignored",
    "state-zero",
};

enum { KNOWN_COUNT = sizeof known / sizeof *known };
enum { FULL_COUNT = sizeof full_faults / sizeof *full_faults };
enum { QUIRK_COUNT = sizeof quirks / sizeof *quirks };

_Static_assert((int)KNOWN_COUNT <= (int)AMT_OPTION_MAX, "room for every option");

void amt_options_init(struct amt_options *amt)
{
    memset(amt, 0, sizeof *amt);
    amt->acl_page = 50;
    amt->acl_max = 15;
    amt->uic = 32768;
    amt->subscribers = 14;
    amt->event_subscribers = 9;
    amt->full_fault = "internal";
    amt->call_policy = 25;
    amt->sku = "16392";
}

size_t amt_options_list(struct option *list, int first)
{
    option_table_list(known, KNOWN_COUNT, list, first);
    return KNOWN_COUNT;
}

void amt_options_take(struct amt_options *amt, size_t which, const char *word)
{
    option_table_take(&known[which], amt, word);
}

static bool is_quirk(const char *name)
{
    for (size_t i = 0; i < QUIRK_COUNT; i++) {
        if (strcmp(quirks[i], name) == 0)
            return true;
    }
    return false;
}

/* What follows the last colon: there is no colon in an action or a method. */
static const char *after_colon(const char *word)
{
    const char *colon = strrchr(word, ':');

    if (colon == NULL || colon == word || colon[1] == '\0')
        words_usage("not of the form NAME:WHAT", word);
    return colon + 1;
}

/* The number in "[ACTION/]N:NAME". */
static unsigned nth_of(const char *word)
{
    const char *slash = strchr(word, '/');
    const char *digits = slash != NULL ? slash + 1 : word;
    char number[12];

    snprintf(number, sizeof number, "%.*s", (int)(after_colon(word) - 1 - digits), digits);
    return words_number(number, 1000000);
}

void amt_options_check(struct amt_options *amt)
{
    size_t i = 0;

    if ((amt->admin == NULL) != (amt->admin_password_file == NULL))
        words_usage("--admin goes with --admin-password-file", NULL);
    if (amt->admin != NULL)
        amt->admin_password = words_password(amt->admin_password_file);
    if (amt->acl_page == 0)
        words_usage("--acl-page is at least 1", NULL);
    if (amt->call_policy > 255 || amt->wildcard_policy > 255)
        words_usage("a policy is a number up to 255", NULL);
    if (amt->detect.count > 5)
        words_usage("--detect can be said five times", NULL);
    while (i < FULL_COUNT && strcmp(full_faults[i].name, amt->full_fault) != 0)
        i++;
    if (i == FULL_COUNT)
        words_usage("no such form of a fault", amt->full_fault);
    for (i = 0; i < amt->faults_at.count; i++) {
        if (fault_named(after_colon(amt->faults_at.items[i])) == FAULT_NONE)
            words_usage("no such fault", amt->faults_at.items[i]);
    }
    if (amt->faults_nth.count > NTH_MAX)
        words_usage("--fault-nth is said too often", NULL);
    for (i = 0; i < amt->faults_nth.count; i++) {
        if (fault_named(after_colon(amt->faults_nth.items[i])) == FAULT_NONE)
            words_usage("no such fault", amt->faults_nth.items[i]);
        (void)nth_of(amt->faults_nth.items[i]);
    }
    if (amt->fault_each != NULL && fault_named(amt->fault_each) == FAULT_NONE)
        words_usage("no such fault", amt->fault_each);
    for (i = 0; i < amt->accounts.count; i++) {
        const char *realms = after_colon(amt->accounts.items[i]);

        if (strspn(realms, "0123456789,") != strlen(realms))
            words_usage("not of the form NAME:REALM,...", amt->accounts.items[i]);
    }
    for (i = 0; i < amt->returns_at.count; i++)
        (void)words_number(after_colon(amt->returns_at.items[i]), INT_MAX);
    for (i = 0; i < amt->quirks.count; i++) {
        if (!is_quirk(amt->quirks.items[i]))
            words_usage("no such quirk", amt->quirks.items[i]);
    }
}

void amt_options_free(struct amt_options *amt)
{
    free(amt->admin_password);
    free(amt->accounts.items);
    free(amt->pre_subscribers.items);
    free(amt->detect.items);
    free(amt->faults_at.items);
    free(amt->faults_nth.items);
    free(amt->returns_at.items);
    free(amt->pre_subscriptions.items);
    free(amt->quirks.items);
}

/* Whether "NAME:WHAT" has this name: an action, or class and action with a slash between. */
static bool is_for(const char *word, const char *class_name, const char *action)
{
    size_t size = (size_t)(after_colon(word) - 1 - word);
    const char *slash = memchr(word, '/', size);

    if (slash != NULL) {
        size_t class_size = (size_t)(slash - word);

        if (class_name == NULL || strlen(class_name) != class_size ||
            strncmp(word, class_name, class_size) != 0)
            return false;
        word += class_size + 1;
        size -= class_size + 1;
    }
    return action != NULL && strlen(action) == size && strncmp(word, action, size) == 0;
}

bool amt_account(const struct amt_options *amt, const char *name, unsigned *realms)
{
    for (size_t i = 0; i < amt->accounts.count; i++) {
        const char *word = amt->accounts.items[i];
        char *at = strrchr(word, ':');

        if (strlen(name) != (size_t)(at - word) || strncmp(word, name, strlen(name)) != 0)
            continue;
        *realms = 0;
        do {
            *realms |= 1u << (strtoul(at + 1, &at, 10) & 31);
        } while (*at == ',');
        return true;
    }
    return false;
}

enum fault amt_fault_at(const struct amt_options *amt, const char *class_name, const char *action)
{
    for (size_t i = 0; i < amt->faults_at.count; i++) {
        const char *word = amt->faults_at.items[i];

        if (is_for(word, class_name, action))
            return fault_named(after_colon(word));
    }
    return FAULT_NONE;
}

enum fault amt_fault_nth(const struct amt_options *amt, const char *action, size_t number,
                         unsigned *requests, unsigned nth_seen[NTH_MAX])
{
    enum fault fault = FAULT_NONE;

    if (++*requests == amt->fault_from + number && amt->fault_each != NULL)
        fault = fault_named(amt->fault_each);
    for (size_t i = 0; i < amt->faults_nth.count; i++) {
        const char *word = amt->faults_nth.items[i];
        const char *slash = strchr(word, '/');
        bool counts =
            slash == NULL || (action != NULL && strlen(action) == (size_t)(slash - word) &&
                              strncmp(word, action, (size_t)(slash - word)) == 0);

        if (counts && ++nth_seen[i] == nth_of(word))
            fault = fault_named(after_colon(word));
    }
    return fault;
}

bool amt_return_at(const struct amt_options *amt, const char *class_name, const char *method,
                   unsigned *value)
{
    for (size_t i = 0; i < amt->returns_at.count; i++) {
        const char *word = amt->returns_at.items[i];

        if (is_for(word, class_name, method)) {
            *value = words_number(after_colon(word), INT_MAX);
            return true;
        }
    }
    return false;
}

bool amt_quirk(const struct amt_options *amt, const char *name)
{
    if (!is_quirk(name))
        words_usage("no such quirk", name); /* an error in the stand-in itself */
    return list_has(&amt->quirks, name);
}

enum soap_fault amt_full_fault(const struct amt_options *amt)
{
    for (size_t i = 0; i < FULL_COUNT; i++) {
        if (strcmp(full_faults[i].name, amt->full_fault) == 0)
            return full_faults[i].fault;
    }
    return SOAP_FAULT_INTERNAL;
}
