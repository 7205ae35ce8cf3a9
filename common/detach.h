/* A process that outlives the one that starts it. */
#ifndef FCFH_COMMON_DETACH_H
#define FCFH_COMMON_DETACH_H

#include <stdbool.h>

#include "common/err.h"

/* Forks. ERR_OK in both processes: *detached is true in the new one, which must end with _exit. It
 * has its own session and nobody waits for it; its only descriptors are 0, 1 and 2, which are
 * /dev/null, it handles, blocks and ignores no signal, and its directory is "/". For a process
 * without other threads, or to start a program at once. */
enum err_code detach(bool *detached, struct err *e);

#endif
