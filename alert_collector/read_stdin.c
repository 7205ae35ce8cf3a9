#include "alert_collector/read_stdin.h"

#include <unistd.h>

#include "common/file.h"

enum err_code read_stdin(char *text, size_t size, size_t *len, struct err *e)
{
    char beyond[4096];
    ssize_t used = file_read(STDIN_FILENO, text, size);
    ssize_t more = used;
    while (more > 0 && (size_t)used == size)
        more = file_read(STDIN_FILENO, beyond, sizeof beyond);
    if (more < 0)
        return err_errno(e, ERR_TEMPFAIL, "standard input");
    *len = (size_t)used;
    return ERR_OK;
}
