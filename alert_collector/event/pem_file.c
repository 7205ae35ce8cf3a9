#include "alert_collector/event/pem_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Reads all of it, or one byte more than there may be. -1 with errno. */
static ssize_t read_all(int fd, char *text)
{
    size_t used = 0;
    while (used <= PEM_FILE_MAX) {
        ssize_t got = read(fd, text + used, PEM_FILE_MAX + 1 - used);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        used += (size_t)got;
    }
    return (ssize_t)used;
}

static enum err_code read_text(int fd, const char *path, char **text, struct err *e)
{
    *text = calloc(1, PEM_FILE_MAX + 2);
    if (*text == NULL)
        return err_nomem(e);
    ssize_t len = read_all(fd, *text);
    enum err_code code = ERR_OK;
    if (len < 0)
        code = err_errno(e, ERR_CONFIG, "%s", path);
    else if (len > PEM_FILE_MAX)
        code = err_set(e, ERR_CONFIG, "%s: larger than 64 KiB", path);
    if (code != ERR_OK) {
        explicit_bzero(*text, PEM_FILE_MAX + 2);
        free(*text);
        *text = NULL;
    }
    return code;
}

enum err_code pem_read(const char *path, enum secret_readers readers, char **text, struct err *e)
{
    *text = NULL;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return err_errno(e, ERR_CONFIG, "%s", path);
    enum err_code code = secret_check_file(fd, path, readers, e);
    if (code == ERR_OK)
        code = read_text(fd, path, text, e);
    (void)close(fd);
    return code;
}

void pem_free(char *text)
{
    if (text == NULL)
        return;
    explicit_bzero(text, strlen(text));
    free(text);
}
