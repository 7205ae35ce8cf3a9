#include "support_queue_db/hooks/hook_gone.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

static void read_archive(struct hook_gone *gone)
{
    struct stat st;
    if (fstatat(queue_fd(gone->queue), "archive", &st, AT_SYMLINK_NOFOLLOW) != 0 ||
        (st.st_mtim.tv_sec == gone->read.tv_sec && st.st_mtim.tv_nsec == gone->read.tv_nsec))
        return;
    archive_list_free(&gone->list);
    gone->read = (struct timespec){.tv_sec = 0};
    /* A change within the same tick of the clock would not show. */
    if (queue_archive_list(gone->queue, 0, NULL, &gone->list, NULL) == ERR_OK &&
        st.st_mtim.tv_sec + 1 < time(NULL))
        gone->read = st.st_mtim;
}

/* Whether it says how this stay ended, and not the one before: a client that was due to leave does
 * so in the second in which it calls again. */
static bool is_departure_of(struct hook_gone *gone, const struct archived *left,
                            const struct entry *told)
{
    struct entry entry;
    if (left->when != told->first_call)
        return left->when > told->first_call;
    bool same = queue_archive_load(gone->queue, left, &entry, NULL) == ERR_OK &&
                entry.first_call == told->first_call;
    entry_free(&entry);
    return same;
}

void hook_gone_why(struct hook_gone *gone, const struct entry *told, char why[QUEUE_WHY_SIZE])
{
    why[0] = '\0';
    read_archive(gone);
    /* The last to leave comes first: of several departures the earliest is the one of this stay. */
    for (size_t i = 0; i < gone->list.count; i++) {
        const struct archived *left = &gone->list.files[i];
        if (strcmp(left->id, told->file_id) == 0 && is_departure_of(gone, left, told))
            memcpy(why, left->why, QUEUE_WHY_SIZE);
    }
}

void hook_gone_free(struct hook_gone *gone)
{
    archive_list_free(&gone->list);
}
