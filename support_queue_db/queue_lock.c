#include "support_queue_db/queue_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <time.h>

/* fcntl can wait for a lock, but not with a time limit, so it is tried again and again. */
enum { FIRST_NAP_US = 200, LONGEST_NAP_US = 10000 };

static struct flock range(short type, enum queue_lock_byte byte)
{
    return (struct flock){.l_type = type, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1};
}

enum err_code queue_lock(int fd, enum queue_lock_byte byte, long wait_ms, struct err *e)
{
    long left_us = wait_ms * 1000;
    long next_us = FIRST_NAP_US;
    for (;;) {
        struct flock lock = range(F_WRLCK, byte);
        if (fcntl(fd, F_OFD_SETLK, &lock) == 0)
            return ERR_OK;
        if (errno != EAGAIN && errno != EACCES && errno != EINTR)
            return err_errno(e, ERR_TEMPFAIL, "lock");
        if (wait_ms == 0)
            return err_set(e, ERR_TEMPFAIL, "lock: another program holds it");
        if (left_us <= 0)
            return err_set(e, ERR_TEMPFAIL, "lock: another program has held it for %ld ms",
                           wait_ms);
        struct timespec nap = {.tv_nsec = next_us * 1000};
        (void)nanosleep(&nap, NULL);
        left_us -= next_us;
        if (next_us < LONGEST_NAP_US)
            next_us *= 2;
    }
}

enum err_code queue_lock_now(int fd, enum queue_lock_byte byte, bool *got, struct err *e)
{
    struct flock lock = range(F_WRLCK, byte);
    *got = fcntl(fd, F_OFD_SETLK, &lock) == 0;
    if (*got || errno == EAGAIN || errno == EACCES)
        return ERR_OK;
    return err_errno(e, ERR_TEMPFAIL, "lock");
}

void queue_unlock(int fd, enum queue_lock_byte byte)
{
    struct flock lock = range(F_UNLCK, byte);
    (void)fcntl(fd, F_OFD_SETLK, &lock);
}

bool queue_lock_taken(int fd, enum queue_lock_byte byte)
{
    struct flock lock = range(F_WRLCK, byte);
    return fcntl(fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}
