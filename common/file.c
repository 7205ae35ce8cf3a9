#include "common/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum err_code file_open(const char *path, enum file_readers readers, int *fd, struct err *e)
{
    struct stat st;
    enum err_code code = ERR_OK;
    /* O_NONBLOCK: opening a FIFO must not wait for a writer. */
    *fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (*fd < 0)
        return err_errno(e, ERR_CONFIG, "%s", path);
    if (fstat(*fd, &st) != 0)
        code = err_errno(e, ERR_CONFIG, "%s", path);
    else if (!S_ISREG(st.st_mode))
        code = err_set(e, ERR_CONFIG, "%s: not a regular file", path);
    else if (readers == FILE_PRIVATE && (st.st_mode & S_IRWXO) != 0)
        code = err_set(e, ERR_CONFIG,
                       "%.150s: others may read or write it (mode %04o); do: chmod o-rwx %.80s",
                       path, (unsigned)(st.st_mode & 07777), path);
    if (code != ERR_OK)
        (void)close(*fd);
    return code;
}

ssize_t file_read(int fd, char *text, size_t size, enum file_part part)
{
    size_t used = 0;
    while (used < size && (part == FILE_ALL || memchr(text, '\n', used) == NULL)) {
        ssize_t got = read(fd, text + used, size - used);
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

enum err_code file_read_all(int fd, const char *name, size_t most, enum err_code unreadable,
                            char **text, size_t *len, struct err *e)
{
    enum { KIB = 1024, MIB = 1024 * KIB };
    char *buffer = malloc(most + 1);
    if (buffer == NULL)
        return err_nomem(e);
    ssize_t got = file_read(fd, buffer, most + 1, FILE_ALL);
    if (got >= 0 && (size_t)got <= most) {
        buffer[got] = '\0';
        *text = buffer;
        *len = (size_t)got;
        return ERR_OK;
    }
    enum err_code code =
        got < 0       ? err_errno(e, unreadable, "%s", name)
        : most >= MIB ? err_set(e, ERR_DATA, "%.200s: larger than %zu MiB", name, most / MIB)
                      : err_set(e, ERR_DATA, "%.200s: larger than %zu KiB", name, most / KIB);
    explicit_bzero(buffer, most + 1);
    free(buffer);
    return code;
}

enum err_code file_load(const char *path, enum file_readers readers, size_t most, char **text,
                        size_t *len, struct err *e)
{
    int fd;
    enum err_code code = file_open(path, readers, &fd, e);
    if (code != ERR_OK)
        return code;
    code = file_read_all(fd, path, most, ERR_CONFIG, text, len, e);
    (void)close(fd); /* it was only read: nothing can be lost */
    return code == ERR_DATA ? err_recode(e, ERR_CONFIG) : code;
}

bool file_write_all(int fd, const char *text, size_t len)
{
    while (len > 0) {
        ssize_t put = write(fd, text, len);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return false;
        text += put;
        len -= (size_t)put;
    }
    return true;
}
