/* A password: read from a file or a command's output, wiped when it is released. */
#ifndef FCFH_COMMON_SECRET_H
#define FCFH_COMMON_SECRET_H

#include <stdbool.h>

#include "common/err.h"

#define SECRET_SIZE 129 /* longer than any password AMT accepts, with the NUL */

struct secret {
    char text[SECRET_SIZE];
};

/* The first line of a regular file that others can neither read nor write: ERR_CONFIG if they can,
 * which is checked on the open descriptor. */
enum err_code secret_from_file(const char *path, struct secret *secret, struct err *e);

/* The first line that a command prints. It is split into words, run without a shell, and has ten
 * seconds. */
enum err_code secret_from_command(const char *command, struct secret *secret, struct err *e);

/* Where a password may come from; the first of these that exists counts. */
struct secret_source {
    const char *credential; /* its name with the service manager, see credential.h; NULL: none */
    const char *command;    /* NULL or "": none */
    const char *path;
};

enum err_code secret_read(const struct secret_source *from, struct secret *secret, struct err *e);

/* Whether this user may read it, as far as can be told without reading: a command is assumed to
 * work, and a missing file to be readable. */
bool secret_is_readable(const struct secret_source *from);

/* The first line of what is read from fd, which is called `name` in errors. */
enum err_code secret_from_fd(int fd, const char *name, struct secret *secret, struct err *e);

void secret_wipe(struct secret *secret);

/* Keeps secrets out of core files, and out of reach of other processes of the same user. */
void secret_protect_process(void);

#endif
