#include "support_queue_db/queue_archive.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/grow.h"
#include "support_queue_db/queue_match.h"
#include "support_queue_db/queue_private.h"

/* Opens archive/ itself, because a queue opened for reading has no descriptor of it. -1 with ERR_OK
 * if it does not exist. */
static enum err_code open_archive(const struct queue *queue, int *fd, struct err *e)
{
    *fd = openat(queue->dir, "archive", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    return *fd >= 0 || errno == ENOENT ? ERR_OK : err_errno(e, ERR_CONFIG, "archive");
}

static int by_leaving(const void *a, const void *b)
{
    const struct archived *x = a;
    const struct archived *y = b;
    if (x->when != y->when)
        return x->when < y->when ? 1 : -1;
    return strcmp(y->name, x->name);
}

enum err_code queue_archive_list(struct queue *queue, time_t since, const char *why,
                                 struct archive_list *list, struct err *e)
{
    struct queue_walk walk;
    const char *name;
    int fd;
    *list = (struct archive_list){.files = NULL};
    enum err_code code = open_archive(queue, &fd, e);
    if (code != ERR_OK || fd < 0)
        return code;
    queue_walk_begin(&walk, fd);
    while (code == ERR_OK && (name = queue_walk_name(&walk)) != NULL) {
        struct archived file;
        if (!queue_archived_parse(name, &file) || file.when < since ||
            (why != NULL && strcmp(why, file.why) != 0))
            continue;
        if (grow(&list->files, list->count, 1, &list->room, sizeof *list->files))
            list->files[list->count++] = file;
        else
            code = err_nomem(e);
    }
    code = queue_walk_end(&walk, code, e);
    (void)close(fd);
    if (list->count > 0)
        qsort(list->files, list->count, sizeof *list->files, by_leaving);
    return code;
}

void archive_list_free(struct archive_list *list)
{
    free(list->files);
    *list = (struct archive_list){.files = NULL};
}

enum err_code queue_archive_load(struct queue *queue, const struct archived *archived,
                                 struct entry *entry, struct err *e)
{
    int fd;
    entry_init(entry);
    enum err_code code = open_archive(queue, &fd, e);
    if (code == ERR_OK && fd < 0)
        code = err_set(e, ERR_NOHOST, "%.100s: it is not in archive/", archived->name);
    if (code != ERR_OK)
        return code;
    code = queue_load_file(fd, archived->name, entry, e);
    (void)close(fd);
    memcpy(entry->file_id, archived->id, sizeof entry->file_id);
    return code;
}

enum err_code queue_archive_moved(struct queue *queue, const struct archived *archived,
                                  struct timespec *when, struct err *e)
{
    struct stat st;
    int fd;
    enum err_code code = open_archive(queue, &fd, e);
    if (code != ERR_OK)
        return code;
    if (fd >= 0 && fstatat(fd, archived->name, &st, AT_SYMLINK_NOFOLLOW) == 0)
        *when = st.st_ctim;
    else
        code = err_set(e, ERR_NOHOST, "%.100s: it is not in archive/", archived->name);
    if (fd >= 0)
        (void)close(fd);
    return code;
}

/* Whether a file that matches as well as the best so far belongs to a different client. */
static bool is_another(const struct archived *found, const struct archived *file)
{
    return found->id[0] != '\0' && strcmp(found->id, file->id) != 0;
}

enum err_code queue_archive_match(struct queue *queue, const char *text, struct archived *found,
                                  struct err *e)
{
    struct archive_list list;
    int best = 1;
    bool several = false;
    *found = (struct archived){.when = 0};
    enum err_code code = queue_archive_list(queue, 0, NULL, &list, e);
    for (size_t i = 0; code == ERR_OK && i < list.count; i++) {
        struct entry entry;
        int rank = queue_archive_load(queue, &list.files[i], &entry, NULL) == ERR_OK
                       ? queue_match_rank(&entry, text)
                       : 0;
        entry_free(&entry);
        if (rank > best || (rank == best && found->id[0] == '\0')) {
            several = false;
            *found = list.files[i];
            best = rank;
        } else if (rank == best) {
            several = several || is_another(found, &list.files[i]);
        }
    }
    archive_list_free(&list);
    if (code == ERR_OK && found->id[0] == '\0')
        code = err_set(e, ERR_NOHOST,
                       "%.100s: no such client has left; see 'fcfh-queue list --archive'", text);
    else if (code == ERR_OK && several)
        code = err_set(e, ERR_USAGE, "%.60s: several clients match, such as %s; type more of it",
                       text, found->id);
    return code;
}
