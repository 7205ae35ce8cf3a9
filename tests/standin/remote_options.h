/* What the command line says about working on a machine from afar: redirection, power, boot, user
 * consent, event log. */
#ifndef TESTS_STANDIN_REMOTE_OPTIONS_H
#define TESTS_STANDIN_REMOTE_OPTIONS_H

#include <getopt.h>
#include <stdbool.h>
#include <stddef.h>

#include "tests/standin/words.h"

struct remote_options {
    bool redirection;    /* switched on at the start */
    const char *methods; /* methods of logging in: numbers with commas */
    const char *refusal; /* challenge, empty, close: what follows a wrong password */
    bool short_refusal;  /* 4 bytes where 13 are usual */
    unsigned busy;       /* this many sessions are refused as busy */
    unsigned cut_after;  /* bytes from the machine; 0: none */
    struct list faults;
    const char *certificate, *key; /* of the redirection port alone; NULL: as the other port's */
    bool no_kvm, kvm_mebx_off;

    unsigned fifo; /* bytes that wait for the PC to read them; 0: any number */
    bool tx_wait;  /* part-filled messages wait as long as the client said */
    const char *typed;
    const char *bios_keys; /* intel, alternate, vt100 */

    const char *power; /* at the start: on, off, sleep, hibernate */
    unsigned power_delay, post_delay;
    unsigned reboot_drops; /* ms that the network is gone during a reset; 0: it stays */
    bool no_lms, modern_standby;
    struct list incapable; /* what AMT_BootCapabilities does not have */
    bool boot_leftover;    /* a boot source from an earlier boot is still set */

    bool rmcp; /* answers to presence pings */
    unsigned rmcp_enterprise;

    const char *consent; /* none, kvm, all */
    unsigned consent_code, consent_timeout;

    unsigned records;
    unsigned record_page;  /* at most so many in an answer */
    unsigned clock_behind; /* seconds */
    bool no_clock;         /* the records have no time */
};

enum { REMOTE_OPTION_MAX = 40 };

void remote_options_init(struct remote_options *remote);
/* Adds the long options, numbered from `first` on, and returns how many there are. */
size_t remote_options_list(struct option *list, int first);
/* which: counted from 0. */
void remote_options_take(struct remote_options *remote, size_t which, const char *word);
/* Ends the program with a message when they do not go together. */
void remote_options_check(struct remote_options *remote);
void remote_options_free(struct remote_options *remote);

/* Whether --redirection-fault names it. An unknown name ends the program. */
bool remote_fault(const struct remote_options *remote, const char *name);
/* Whether the machine offers this method of logging in. */
bool remote_method(const struct remote_options *remote, unsigned method);

#endif
