#include "support_queue_db/queue_due.h"

#include <stdio.h>
#include <unistd.h>

#define NOTE_SIZE 48

time_t queue_due_read(int lock_fd, long timeout)
{
    char text[NOTE_SIZE];
    ssize_t got = pread(lock_fd, text, sizeof text - 1, 0);
    if (got <= 0)
        return 0;
    text[got] = '\0';
    long long next;
    long noted;
    char end;
    if (sscanf(text, "%lld %ld%c", &next, &noted, &end) != 3 || end != '\n' || noted != timeout)
        return 0;
    return next;
}

void queue_due_write(int lock_fd, long timeout, time_t next)
{
    char text[NOTE_SIZE];
    int len = snprintf(text, sizeof text, "%lld %ld\n", (long long)next, timeout);
    if (len <= 0 || pwrite(lock_fd, text, (size_t)len, 0) != len) {
        /* No note: the next program looks at every entry. If even that fails, an old note stays,
         * which is never later than it was. */
        int ignored = ftruncate(lock_fd, 0);
        (void)ignored;
    }
}
