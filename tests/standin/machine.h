/* One pretended machine: who it is, and what it remembers between requests. */
#ifndef TESTS_STANDIN_MACHINE_H
#define TESTS_STANDIN_MACHINE_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "tests/standin/config.h"
#include "tests/standin/options.h"
#include "tests/standin/pc.h"
#include "tests/standin/text.h"

enum { NONCE_SIZE = 32, NONCE_COUNT = 64, CONTEXT_COUNT = 16 };

struct nonce {
    char text[NONCE_SIZE + 1];
    unsigned long last_count; /* the highest nc seen with it */
    unsigned uses;
};

struct enumeration {
    unsigned id; /* 0: free */
    const char *class_name;
    unsigned next; /* the instance that the next Pull begins with */
};

struct machine {
    char uuid[37];
    unsigned char guid[16]; /* the bytes behind PlatformGUID */
    char realm[40];
    char *manufacturer, *model, *serial, *version;
    char *host, *domain, *fqdn;
    char *board_manufacturer, *board_model, *board_serial, *board_version;
    char *bios_manufacturer, *bios_version;
    char *processor, *part_number;
    char amt_version[32], amt_build[16]; /* "16.1.25" and "1917" */
    const char *sku;
    const struct list *incapable; /* see --incapable */
    unsigned records;             /* of the event log */
    bool own_name, cim_dates;
    unsigned chassis, cards;
    char where[64]; /* its first socket, as in the log */

    struct config config; /* has its own lock, which is taken before this one */
    struct text state;    /* what the state file says of it: see state.c */

    struct pc *pc; /* has its own lock, which is taken after that of config */

    pthread_mutex_t lock; /* guards everything below */
    unsigned sessions;    /* of redirection, as many as were requested */
    bool session_taken;   /* somebody else has it */
    int working_fd;       /* the connection whose request is being handled, or -1 */
    unsigned good_answers;
    unsigned requests;          /* that arrived */
    unsigned nth_seen[NTH_MAX]; /* of those that each --fault-nth counts */
    unsigned last_message, last_enumeration;
    unsigned long long busy_said; /* one bit for each class: --fault busy-once */
    struct nonce nonces[NONCE_COUNT];
    unsigned next_nonce;
    struct enumeration enumerations[CONTEXT_COUNT];
};

void machine_init(struct machine *machine, const struct options *options, size_t index);
void machine_free(struct machine *machine);

/*
 * Begins the work on a request that came over a connection. False when another one to the same
 * machine is still being worked on, and whoever sent that one is still waiting for its answer.
 */
bool machine_begin(struct machine *machine, int fd);
void machine_end(struct machine *machine, int fd);

/* Ends every log-in so far: the next request has to log in again. */
void machine_drop_nonces(struct machine *machine);

unsigned machine_message(struct machine *machine);
void machine_count_good(struct machine *machine);
bool machine_fault_due(struct machine *machine, const struct options *options);
/* Counts a request with this action, which may be NULL, to the machine with this number. Returns
 * the fault that this request is to have. */
enum fault machine_fault_nth(struct machine *machine, const struct options *options,
                             const char *action, size_t number);
/* True the first time it is asked about this class. */
bool machine_busy_first(struct machine *machine, unsigned class_index);

/* Enumerations. The text of a context is as AMT writes it: a counter in the form of a GUID. */
unsigned machine_enumerate(struct machine *machine, const char *class_name);
/*
 * Takes up to `limit` instances of `total` out of an enumeration; it is gone after its last one.
 * False when there is no such enumeration of that class.
 */
bool machine_pull(struct machine *machine, unsigned id, const char *class_name, unsigned limit,
                  unsigned total, unsigned *first, unsigned *count);
/* Ends all enumerations. */
void machine_forget_enumerations(struct machine *machine);
void context_print(unsigned id, char out[37]);
unsigned context_parse(const char *text); /* 0: not a context */

#endif
