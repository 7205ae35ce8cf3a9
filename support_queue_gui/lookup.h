/*
 * Looks up a host name while the screen goes on: in a child process, because the system's look-up
 * takes as long as it likes.
 *
 *     lookup_start(&lookup, name, e);
 *     poll until lookup.fd is readable
 *     code = lookup_end(&lookup, &address, e);
 */
#ifndef FCFH_SUPPORT_QUEUE_GUI_LOOKUP_H
#define FCFH_SUPPORT_QUEUE_GUI_LOOKUP_H

#include <stdbool.h>
#include <sys/types.h>

#include "common/addr.h"
#include "common/err.h"

#define LOOKUP_NAME_SIZE 254 /* of DNS, with the NUL */

struct lookup {
    pid_t pid; /* 0: no look-up is running; */
    int fd;    /* else its answer comes here */
    char name[LOOKUP_NAME_SIZE];
};

/* Whether it may be a host's name. What looks like an address but is not one is no name either. */
bool lookup_is_name(const char *text);

/* ERR_USAGE for what is neither a name nor an address; ERR_TEMPFAIL. */
enum err_code lookup_start(struct lookup *lookup, const char *name, struct err *e);

/* Waits for the answer, and ends the look-up: an IPv4 address if the name has one, else its first.
 * ERR_NOHOST for a name that does not exist, ERR_UNAVAILABLE if no server could be asked. */
enum err_code lookup_end(struct lookup *lookup, struct addr *address, struct err *e);

/* Ends it without an answer; harmless if none is running. */
void lookup_cancel(struct lookup *lookup);

#endif
