/* What the command line says about the part of a machine that a tool can set up. */
#ifndef TESTS_STANDIN_AMT_OPTIONS_H
#define TESTS_STANDIN_AMT_OPTIONS_H

#include <getopt.h>
#include <stdbool.h>
#include <stddef.h>

#include "tests/standin/faults.h"
#include "tests/standin/reply.h"
#include "tests/standin/words.h"

struct amt_options {
    const char *admin, *admin_password_file;
    char *admin_password;
    struct list accounts; /* NAME:REALM,... with the password of --password-file */
    const char *keytab;
    bool negotiate_each;

    unsigned acl_page, acl_max;
    bool no_foreign, sid_entry;
    unsigned foreign;
    unsigned bad_handle; /* 0: none */

    unsigned uic, uic_return; /* uic_return 0: as it should be */
    bool uic_ignored, no_fcfh;

    unsigned subscribers, event_subscribers;
    const char *full_fault;
    struct list pre_subscribers;
    bool pet_enum_empty_18, deny_read_back;
    unsigned call_policy, wildcard_policy; /* 0: no such filter */

    struct list detect;
    const char *sku;
    const char *state;
    const char *fault_text; /* NULL: each fault's own */
    struct list faults_at, returns_at;
    struct list faults_nth; /* at most NTH_MAX */
    const char *fault_each; /* NULL: none */
    unsigned fault_from;    /* requests to each machine that are not counted for it */
    bool real_prefixes;

    struct list pre_subscriptions;
    bool call_event;
    const char *events_ca;

    struct list quirks;
};

enum { AMT_OPTION_MAX = 48, NTH_MAX = 8 };

void amt_options_init(struct amt_options *amt);
/* Adds the long options, numbered from `first` on, and returns how many there are. */
size_t amt_options_list(struct option *list, int first);
/* which: counted from 0. */
void amt_options_take(struct amt_options *amt, size_t which, const char *word);
/* Ends the program with a message when they do not go together. */
void amt_options_check(struct amt_options *amt);
void amt_options_free(struct amt_options *amt);

/* The realms of an account that --account creates, one bit for each; false: there is none. */
bool amt_account(const struct amt_options *amt, const char *name, unsigned *realms);
/* The fault of --fault-at for this action of this class, both of which may be NULL. */
enum fault amt_fault_at(const struct amt_options *amt, const char *class_name, const char *action);
/* The fault of --fault-nth or --fault-each for a request with this action, which may be NULL, to
 * the machine with this number (from 1). requests counts those to it, nth_seen those that each
 * --fault-nth is for. */
enum fault amt_fault_nth(const struct amt_options *amt, const char *action, size_t number,
                         unsigned *requests, unsigned nth_seen[NTH_MAX]);
/* Whether --return-at says what this method gives. */
bool amt_return_at(const struct amt_options *amt, const char *class_name, const char *method,
                   unsigned *value);
/* Whether --quirk names it. An unknown name ends the program. */
bool amt_quirk(const struct amt_options *amt, const char *name);
enum soap_fault amt_full_fault(const struct amt_options *amt);

#endif
