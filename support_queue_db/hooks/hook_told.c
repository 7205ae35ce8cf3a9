#include "support_queue_db/hooks/hook_told.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/file.h"
#include "support_queue_db/entry_xml.h"
#include "support_queue_db/hooks/hook_dir.h"
#include "support_queue_db/queue_file.h"
#include "support_queue_db/queue_name.h"
#include "support_queue_db/queue_trusted.h"
#include "support_queue_db/queue_walk.h"

#define DIR_FLAGS (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
#define DIR_MODE  0750
#define FILE_MODE 0640
#define NEW       "new" /* not a client's name nor, because of the dot, a hook's */

#define TOLD_NAME_SIZE (QUEUE_ID_SIZE + HOOK_NAME_SIZE + 16)

enum err_code hook_told_open(const struct queue *queue, int *fd, struct err *e)
{
    enum err_code code = queue_trusted_make(queue, QUEUE_TOLD, e);
    if (code == ERR_OK)
        code = queue_trusted_open(queue, QUEUE_TOLD, fd, e);
    return code == ERR_DATA ? err_recode(e, ERR_CONFIG) : code;
}

/* ---------------------------------------------------------------- a file */

static void name_of(const char *id, enum hook_event event, char name[TOLD_NAME_SIZE])
{
    (void)snprintf(name, TOLD_NAME_SIZE, "%s.%s", id,
                   event == HOOK_NONE ? "xml" : hook_event_name(event));
}

static enum err_code write_file(int fd, const char *name, const char *text, size_t len,
                                struct err *e)
{
    int file = -1;
    enum err_code code = queue_file_create(fd, NEW, FILE_MODE, text, len, &file, e);
    if (code == ERR_OK) {
        (void)close(file);
        file = -1;
    }
    if (code == ERR_OK && renameat(fd, NEW, fd, name) != 0)
        code = err_errno(e, ERR_CANTCREAT, "told/: %s", name);
    if (code != ERR_OK)
        queue_file_drop(fd, NEW, &file);
    return code;
}

bool hook_told_read(int fd, const char *id, struct entry *entry, bool *later)
{
    char name[TOLD_NAME_SIZE];
    char *text;
    size_t len;
    entry_init(entry);
    name_of(id, HOOK_NONE, name);
    enum err_code code = queue_file_read(fd, name, &text, &len, NULL);
    if (code == ERR_OK) {
        code = entry_parse_xml(entry, text, len, NULL);
        free(text);
        (void)snprintf(entry->file_id, sizeof entry->file_id, "%s", id);
    }
    *later = err_may_pass(code);
    return code == ERR_OK;
}

bool hook_told_has(int fd, const char *id)
{
    char name[TOLD_NAME_SIZE];
    name_of(id, HOOK_NONE, name);
    return faccessat(fd, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

enum err_code hook_told_write(int fd, const char *id, const struct entry *entry, struct err *e)
{
    char name[TOLD_NAME_SIZE];
    char *text;
    size_t len;
    name_of(id, HOOK_NONE, name);
    enum err_code code = entry_format_xml(entry, &text, &len, e);
    if (code != ERR_OK)
        return code;
    code = write_file(fd, name, text, len, e);
    free(text);
    return code;
}

void hook_told_remove_copy(int fd, const char *id)
{
    char name[TOLD_NAME_SIZE];
    name_of(id, HOOK_NONE, name);
    (void)unlinkat(fd, name, 0);
}

/* ---------------------------------------------------------------- while it is told */

static void name_of_next(const char *id, char name[TOLD_NAME_SIZE])
{
    (void)snprintf(name, TOLD_NAME_SIZE, "%s.next", id);
}

enum err_code hook_told_prepare(int fd, const char *id, const struct entry *entry, int *next,
                                struct err *e)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    char name[TOLD_NAME_SIZE];
    char *text = NULL;
    size_t len = 0;
    name_of_next(id, name);
    *next = -1;
    enum err_code code = entry != NULL ? entry_format_xml(entry, &text, &len, e) : ERR_OK;
    if (code != ERR_OK)
        return code;
    code = queue_file_create(fd, name, FILE_MODE, text != NULL ? text : "", len, next, e);
    free(text);
    if (code == ERR_OK && fcntl(*next, F_OFD_SETLK, &lock) != 0)
        code = err_errno(e, ERR_CANTCREAT, "told/: %s", name);
    if (code != ERR_OK)
        hook_told_abort(fd, id, next);
    return code;
}

bool hook_told_commit(int fd, const char *id, bool gone)
{
    char next[TOLD_NAME_SIZE];
    char name[TOLD_NAME_SIZE];
    name_of_next(id, next);
    name_of(id, HOOK_NONE, name);
    if (!gone)
        return renameat(fd, next, fd, name) == 0;
    hook_told_remove(fd, id);
    return unlinkat(fd, next, 0) == 0;
}

void hook_told_abort(int fd, const char *id, int *next)
{
    char name[TOLD_NAME_SIZE];
    name_of_next(id, name);
    if (*next < 0)
        return;
    (void)unlinkat(fd, name, 0);
    (void)close(*next);
    *next = -1;
}

bool hook_told_is_busy(int fd, const char *id)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    char name[TOLD_NAME_SIZE];
    name_of_next(id, name);
    int next = openat(fd, name, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (next < 0)
        return false;
    bool busy = fcntl(next, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
    if (!busy)
        (void)unlinkat(fd, name, 0);
    (void)close(next);
    return busy;
}

static const enum hook_event files[] = {HOOK_LOOKUP, HOOK_TICKET_CHECK, HOOK_NONE};

/* The copy is removed last: without it nobody would find the rest. */
void hook_told_remove(int fd, const char *id)
{
    char name[TOLD_NAME_SIZE];
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        name_of(id, files[i], name);
        (void)unlinkat(fd, name, 0); /* what is left is found again */
    }
}

enum err_code hook_told_rename(int fd, const char *id, const char *new_id, struct err *e)
{
    char name[TOLD_NAME_SIZE];
    char new_name[TOLD_NAME_SIZE];
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        name_of(id, files[i], name);
        name_of(new_id, files[i], new_name);
        if (renameat(fd, name, fd, new_name) != 0 && errno != ENOENT)
            return err_errno(e, ERR_CANTCREAT, "told/: %s", new_name);
    }
    return ERR_OK;
}

bool hook_told_read_asked(int fd, const char *id, enum hook_event event, char key[HOOK_KEY_SIZE],
                          time_t *when)
{
    char name[TOLD_NAME_SIZE];
    struct stat st;
    char *text;
    size_t len;
    name_of(id, event, name);
    if (queue_file_read_stat(fd, name, &text, &len, &st, NULL) != ERR_OK)
        return false;
    (void)snprintf(key, HOOK_KEY_SIZE, "%.*s", (int)(len < HOOK_KEY_SIZE ? len : 0), text);
    free(text);
    /* Linux may give files a finer time than time() has, so that it seems to be ahead. */
    time_t now = time(NULL);
    *when = st.st_mtime == now + 1 ? now : st.st_mtime;
    return true;
}

enum err_code hook_told_write_asked(int fd, const char *id, enum hook_event event, const char *key,
                                    struct err *e)
{
    char name[TOLD_NAME_SIZE];
    name_of(id, event, name);
    return write_file(fd, name, key, strlen(key), e);
}

/* ---------------------------------------------------------------- a hook's directory */

/* Where that cannot be seen, its directory must not be made anew: what is in the queue would count
 * as told. */
bool hook_told_has_hook(int told, const char *hook)
{
    return faccessat(told, hook, F_OK, AT_SYMLINK_NOFOLLOW) == 0 || errno != ENOENT;
}

/* Byte by byte, even if it cannot be read yet: perhaps it can be later. */
static enum err_code copy_one(struct queue *queue, int fd, const char *id, struct err *e)
{
    char name[QUEUE_NAME_SIZE];
    char *text;
    size_t len;
    queue_name_of_id(id, name);
    if (queue_file_read(queue_fd(queue), name, &text, &len, NULL) != ERR_OK)
        return ERR_OK;
    enum err_code code = write_file(fd, name, text, len, e);
    free(text);
    return code;
}

static enum err_code copy_all(struct queue *queue, int fd, struct err *e)
{
    struct queue_walk walk;
    char id[QUEUE_ID_SIZE];
    enum err_code code = ERR_OK;
    queue_walk_begin(&walk, queue_fd(queue));
    while (code == ERR_OK && queue_walk_next(&walk, id))
        code = copy_one(queue, fd, id, e);
    code = queue_walk_end(&walk, code, e);
    /* With an empty copy everything would be told as if it had just called. */
    if (code == ERR_OK && syncfs(fd) != 0)
        code = err_errno(e, ERR_TEMPFAIL, "told/");
    return code;
}

/* What an earlier attempt left. */
static void clear_directory(int fd)
{
    struct queue_walk walk;
    const char *name;
    queue_walk_begin(&walk, fd);
    while ((name = queue_walk_name(&walk)) != NULL)
        (void)unlinkat(fd, name, 0);
    (void)queue_walk_end(&walk, ERR_OK, NULL);
}

/* It gets its name when it is complete: after a kill before that, we start again. */
static enum err_code make_hook(int told, const char *hook, struct queue *queue, bool tell_all,
                               struct err *e)
{
    char name[TOLD_NAME_SIZE];
    (void)snprintf(name, sizeof name, "%s." NEW, hook);
    if (mkdirat(told, name, DIR_MODE) != 0 && errno != EEXIST)
        return err_errno(e, ERR_CANTCREAT, "told/%s", name);
    int fd = openat(told, name, DIR_FLAGS);
    if (fd < 0)
        return err_errno(e, ERR_CANTCREAT, "told/%s", name);
    clear_directory(fd);
    enum err_code code = tell_all ? ERR_OK : copy_all(queue, fd, e);
    (void)close(fd);
    if (code == ERR_OK && renameat(told, name, told, hook) != 0)
        code = err_errno(e, ERR_CANTCREAT, "told/%s", hook);
    return code;
}

enum err_code hook_told_open_hook(int told, const char *hook, struct queue *queue, bool tell_all,
                                  int *fd, struct err *e)
{
    enum err_code code = ERR_OK;
    *fd = -1;
    if (!hook_told_has_hook(told, hook))
        code = make_hook(told, hook, queue, tell_all, e);
    if (code != ERR_OK)
        return code;
    *fd = openat(told, hook, DIR_FLAGS);
    return *fd >= 0 ? ERR_OK : err_errno(e, ERR_CANTCREAT, "told/%s", hook);
}

/* ---------------------------------------------------------------- to be told of all */

static void name_of_wish(const char *hook, char name[TOLD_NAME_SIZE])
{
    (void)snprintf(name, TOLD_NAME_SIZE, "%s.tell-all", hook);
}

enum err_code hook_told_set_wants_all(int told, const char *hook, struct err *e)
{
    char name[TOLD_NAME_SIZE];
    name_of_wish(hook, name);
    int fd = openat(told, name, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, FILE_MODE);
    if (fd < 0)
        return err_errno(e, ERR_CANTCREAT, "told/%s", name);
    (void)close(fd);
    return ERR_OK;
}

bool hook_told_wants_all(int told, const char *hook)
{
    char name[TOLD_NAME_SIZE];
    name_of_wish(hook, name);
    return faccessat(told, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

void hook_told_clear_wants_all(int told, const char *hook)
{
    char name[TOLD_NAME_SIZE];
    name_of_wish(hook, name);
    (void)unlinkat(told, name, 0);
}
