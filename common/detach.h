/* A process that outlives the one that starts it. */
#ifndef FCFH_COMMON_DETACH_H
#define FCFH_COMMON_DETACH_H

#include <stdbool.h>

#include "common/err.h"

/* Forks. ERR_OK here as there: *detached is true in the new process, which must end with _exit. It
 * has a session of its own and nobody waits for it; it has no descriptor but 0, 1 and 2, which are
 * /dev/null, no signal handled, blocked or ignored, and "/" as its directory. For a process without
 * other threads, or to start a program at once. */
enum err_code detach(bool *detached, struct err *e);

#endif
