/*
 * Asks for the power state of a client while the screen goes on: in a child process, fcfh-manage,
 * with the technician's own account. It asks nobody anything: if it had to, the state stays
 * unknown.
 *
 *     power_peek_start(&peek, id, config_file, e);
 *     poll until peek.fd is readable
 *     power_peek_end(&peek, words, sizeof words);
 */
#ifndef FCFH_SUPPORT_QUEUE_GUI_POWER_PEEK_H
#define FCFH_SUPPORT_QUEUE_GUI_POWER_PEEK_H

#include <stddef.h>
#include <sys/types.h>

#include "common/err.h"

struct power_peek {
    pid_t pid; /* 0: none is running; */
    int fd;    /* else its answer comes here */
};

/* config_file is what -c gave, or NULL. ERR_TEMPFAIL. */
enum err_code power_peek_start(struct power_peek *peek, const char *id, const char *config_file,
                               struct err *e);

/* Waits for the answer, and ends it: "on", "off", "asleep (deep)"; "" if it is not known. */
void power_peek_end(struct power_peek *peek, char *words, size_t size);

/* Ends it without an answer; harmless if none is running. */
void power_peek_cancel(struct power_peek *peek);

#endif
