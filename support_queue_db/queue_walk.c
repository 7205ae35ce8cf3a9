#include "support_queue_db/queue_walk.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

void queue_walk_begin(struct queue_walk *walk, int dir)
{
    int fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    walk->dir = fd >= 0 ? fdopendir(fd) : NULL;
    walk->error = walk->dir == NULL ? errno : 0;
    if (walk->dir == NULL && fd >= 0)
        (void)close(fd);
}

const char *queue_walk_name(struct queue_walk *walk)
{
    if (walk->error != 0)
        return NULL;
    errno = 0;
    const struct dirent *found = readdir(walk->dir);
    if (found == NULL)
        walk->error = errno;
    return found != NULL ? found->d_name : NULL;
}

bool queue_walk_next(struct queue_walk *walk, char id[QUEUE_ID_SIZE])
{
    const char *name;
    while ((name = queue_walk_name(walk)) != NULL)
        if (queue_name_parse(name, id))
            return true;
    return false;
}

enum err_code queue_walk_end(struct queue_walk *walk, enum err_code code, struct err *e)
{
    bool opened = walk->dir != NULL;
    if (opened)
        (void)closedir(walk->dir);
    if (code != ERR_OK || walk->error == 0)
        return code;
    errno = walk->error;
    return err_errno(e, opened ? ERR_TEMPFAIL : ERR_NOPERM, "queue directory");
}
