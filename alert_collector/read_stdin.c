#include "alert_collector/read_stdin.h"

#include <errno.h>
#include <unistd.h>

enum err_code read_stdin(char *text, size_t size, size_t *len, struct err *e)
{
    char beyond[4096];
    size_t used = 0;
    for (;;) {
        char *to = used < size ? text + used : beyond;
        size_t room = used < size ? size - used : sizeof beyond;
        ssize_t got = read(STDIN_FILENO, to, room);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return err_errno(e, ERR_TEMPFAIL, "standard input");
        if (got == 0)
            break;
        if (used < size)
            used += (size_t)got;
    }
    *len = used;
    return ERR_OK;
}
