/*
 * The power state of a client, asked for while the screen goes on: by a child, fcfh-manage, with
 * the technician's own account. It asks nobody anything: where it would have to, nothing is known.
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
    pid_t pid; /* 0: none goes on; */
    int fd;    /* else, where its answer comes */
};

/* config_file as -c gave it, or NULL. ERR_TEMPFAIL. */
enum err_code power_peek_start(struct power_peek *peek, const char *id, const char *config_file,
                               struct err *e);

/* Waits for the answer, and ends it: "on", "off", "asleep (deep)"; "" where it is not known. */
void power_peek_end(struct power_peek *peek, char *words, size_t size);

/* Ends it without an answer; harmless if none goes on. */
void power_peek_cancel(struct power_peek *peek);

#endif
