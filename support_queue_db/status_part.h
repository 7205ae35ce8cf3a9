/*
 * Signs of life of the programs that go on for ever, and what they see of snmptrapd: JSON in
 * status/HOST/identify, listener and hooks, written anew every ten seconds.
 */
#ifndef FCFH_SUPPORT_QUEUE_DB_STATUS_PART_H
#define FCFH_SUPPORT_QUEUE_DB_STATUS_PART_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "common/conf.h"
#include "common/err.h"

/* A program without a sign of life for longer than this counts as stopped. */
enum { STATUS_ALIVE_S = 30 };

#define STATUS_IDENTIFY "identify"
#define STATUS_LISTENER "listener"
#define STATUS_HOOKS    "hooks"

/* snmptrapd, as far as one host can tell; later values take precedence. */
enum status_trapd {
    TRAPD_NOT_CONFIGURED, /* nothing is at the port, and no client sends its alerts here */
    TRAPD_NOT_THERE,      /* nothing is at the port, and there is no such program */
    TRAPD_STOPPED,        /* nothing is at the port */
    TRAPD_RUNS,
    TRAPD_STUCK /* the port is open, but traps wait and are not read */
};

struct status_part {
    time_t alive;
    enum status_trapd snmptrapd;
    uint64_t dropped; /* datagrams at the port, since this was first looked at */
    uint64_t kernel;  /* the kernel's last figure */
    time_t drop_time; /* when the last was seen; 0: none */
};

/* A program's own part; unused as long as conf is NULL. */
struct status_heartbeat {
    const struct conf *conf;
    const char *name;
    long long next_ms;
    bool waited;      /* traps were waiting at the last look, */
    uint64_t handled; /* and how many had been handled */
};

/* Call it often: it shows life when that is due. If it cannot be written, the program counts as
 * stopped. */
void status_heartbeat(struct status_heartbeat *sign);

/* at is status/HOST. Errors of queue_file_read, which leave *part as it is; ERR_DATA too if it is
 * no sign of life. */
enum err_code status_part_read(int at, const char *name, struct status_part *part, struct err *e);

/* What one look from this host shows; the rest of *part is unchanged. */
void status_part_update(const struct conf *conf, struct status_part *part, time_t now);

#endif
