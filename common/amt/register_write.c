#include "common/amt/register_write.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/amt/register_dir.h"
#include "common/amt/register_xml.h"
#include "common/clock.h"
#include "common/file.h"

#define NEW_FILE                                                                                   \
    ".new"             /* readers do not take it for a record; the lock's holder may replace it    \
                        */
#define FILE_MODE 0640 /* readable for the directory's group */
#define LOCK_MODE 0600 /* anybody who could open it could hold it */

enum { LOCK_WAIT_MS = 30000 /* an import of many takes a while */, LOCK_NAP_US = 5000 };

/* While the register is being changed. */
struct change {
    int dir;
    int lock;
};

/* The register as this process last wrote it, so that a run over many machines does not read all of
 * it for each. Use it only with the mutex held. */
static struct {
    pthread_mutex_t mutex;
    char *directory;
    struct client_register *reg;
    unsigned long long changes; /* as noted in the lock's file */
} kept = {.mutex = PTHREAD_MUTEX_INITIALIZER};

/* ---------------------------------------------------------------- the lock */

void register_make_command(const char *directory, char command[REGISTER_MAKE_SIZE])
{
    (void)snprintf(command, REGISTER_MAKE_SIZE, "install -d -m 0750%s %s",
                   geteuid() == 0 ? " -g fcfh" : "", directory);
}

/* The usual cause is that only root may do this. */
static enum err_code add_who(enum err_code code, struct err *e)
{
    size_t used = e != NULL ? strlen(e->text) : 0;
    if (code == ERR_NOPERM && e != NULL && geteuid() != 0)
        (void)snprintf(e->text + used, sizeof e->text - used, "; run this as root");
    return code;
}

static enum err_code open_directory(const char *directory, int *fd, struct err *e)
{
    char command[REGISTER_MAKE_SIZE];
    enum err_code code = register_dir_open(directory, fd, e);
    if (code == ERR_NOHOST) {
        register_make_command(directory, command);
        return err_set(e, ERR_CANTCREAT, "%.120s: no such directory; do: %s", directory, command);
    }
    return code == ERR_CONFIG ? err_recode(e, ERR_CANTCREAT) : add_who(code, e);
}

static enum err_code failed(const char *what, struct err *e)
{
    return add_who(err_errno(e, ERR_CANTCREAT, "%.60s in the register's directory", what), e);
}

static enum err_code open_lock(struct change *c, struct err *e)
{
    struct stat st;
    c->lock =
        openat(c->dir, "lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, LOCK_MODE);
    if (c->lock < 0 || fstat(c->lock, &st) != 0)
        return failed("lock", e);
    if (!S_ISREG(st.st_mode) || st.st_nlink != 1) /* its other name may be anybody's file */
        return err_set(e, ERR_CANTCREAT,
                       "lock in the register's directory: not a regular file with one name");
    return ERR_OK;
}

/* fcntl can wait for a lock, but not with a time limit. */
static enum err_code take_lock(struct change *c, struct err *e)
{
    const long long end = clock_ms() + LOCK_WAIT_MS;
    struct flock range = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1};
    while (fcntl(c->lock, F_OFD_SETLK, &range) != 0) {
        if (errno != EAGAIN && errno != EACCES && errno != EINTR)
            return failed("lock", e);
        if (clock_ms() >= end)
            return err_set(e, ERR_TEMPFAIL, "another program is changing the register; try again");
        (void)usleep(LOCK_NAP_US);
    }
    return ERR_OK;
}

/* The mutex stays locked until end_change, even after an error. */
static enum err_code begin_change(const char *directory, struct change *c, struct err *e)
{
    (void)pthread_mutex_lock(&kept.mutex);
    *c = (struct change){.dir = -1, .lock = -1};
    enum err_code code = open_directory(directory, &c->dir, e);
    if (code == ERR_OK)
        code = open_lock(c, e);
    if (code == ERR_OK)
        code = take_lock(c, e);
    return code;
}

static void end_change(struct change *c)
{
    if (c->lock >= 0)
        (void)close(c->lock); /* and with it the lock */
    if (c->dir >= 0)
        (void)close(c->dir);
    (void)pthread_mutex_unlock(&kept.mutex);
}

/* Each change is counted in the lock's file: file times are too coarse to tell two changes apart. A
 * count that is lost or damaged only costs another process a look at every file. */
static unsigned long long read_changes(const struct change *c)
{
    char text[24];
    ssize_t got = pread(c->lock, text, sizeof text - 1, 0);
    text[got > 0 ? got : 0] = '\0';
    return strtoull(text, NULL, 10);
}

static void count_change(const struct change *c)
{
    char text[24];
    kept.changes = read_changes(c) + 1;
    int len = snprintf(text, sizeof text, "%llu\n", kept.changes);
    if (len <= 0 || pwrite(c->lock, text, (size_t)len, 0) != len)
        kept.changes = 0;
}

/* ---------------------------------------------------------------- what is in the register */

static enum err_code read_register(const char *directory, const struct change *c, struct err *e)
{
    if (kept.reg != NULL && strcmp(kept.directory, directory) == 0) {
        if (kept.changes == 0 || kept.changes != read_changes(c))
            register_invalidate(kept.reg);
        (void)register_refresh(kept.reg);
        kept.changes = read_changes(c);
        return ERR_OK;
    }
    register_close(kept.reg);
    free(kept.directory);
    kept.reg = NULL;
    kept.directory = strdup(directory);
    kept.changes = read_changes(c);
    return kept.directory != NULL ? register_open(&kept.reg, directory, e) : err_nomem(e);
}

/* ---------------------------------------------------------------- a file */

static enum err_code fill(const struct change *c, int fd, const char *text, size_t len,
                          struct err *e)
{
    struct stat dir;
    struct stat st;
    if (fstat(c->dir, &dir) != 0 || fstat(fd, &st) != 0 ||
        (st.st_gid != dir.st_gid && fchown(fd, (uid_t)-1, dir.st_gid) != 0) ||
        fchmod(fd, FILE_MODE) != 0 || !file_write_all(fd, text, len) || fsync(fd) != 0)
        return failed(NEW_FILE, e);
    return ERR_OK;
}

static enum err_code write_file(const struct change *c, const char *name, const char *text,
                                size_t len, struct err *e)
{
    (void)unlinkat(c->dir, NEW_FILE, 0); /* we hold the lock, so a crash has left it */
    int fd = openat(c->dir, NEW_FILE, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return failed(NEW_FILE, e);
    enum err_code code = fill(c, fd, text, len, e);
    if (close(fd) != 0 && code == ERR_OK)
        code = failed(NEW_FILE, e);
    if (code == ERR_OK && renameat(c->dir, NEW_FILE, c->dir, name) != 0)
        code = failed(name, e);
    if (code != ERR_OK)
        (void)unlinkat(c->dir, NEW_FILE, 0);
    return code;
}

static enum err_code sync_directory(const struct change *c, struct err *e)
{
    return fsync(c->dir) == 0 ? ERR_OK : failed("fsync", e);
}

static enum err_code write_client(const struct change *c, const struct register_client *client,
                                  struct err *e)
{
    char name[REGISTER_NAME_SIZE];
    char *text;
    size_t len;
    register_dir_name(client, name);
    enum err_code code = register_xml_write(client, &text, &len, e);
    if (code != ERR_OK)
        return code;
    code = write_file(c, name, text, len, e);
    free(text);
    if (code != ERR_OK)
        return code;
    count_change(c);
    if (!register_reload_file(kept.reg, c->dir, name))
        (void)register_refresh(kept.reg);
    return ERR_OK;
}

/* An existing file that does not count will be replaced; the note says so, as somebody wrote it. */
static void note_bad_file(const struct register_client *client, struct register_note *note)
{
    char name[REGISTER_NAME_SIZE];
    const char *bad;
    register_dir_name(client, name);
    size_t len = strlen(name);
    for (size_t i = 0; (bad = register_bad_file(kept.reg, i)) != NULL; i++) {
        size_t used = strlen(note->text);
        if (strncmp(bad, name, len) == 0 && bad[len] == ':')
            (void)snprintf(note->text + used, sizeof note->text - used,
                           "%sits old file was not valid (%.150s) and was replaced",
                           used > 0 ? "; " : "", bad + len + strlen(": "));
    }
}

static enum err_code write_one(const struct change *c, const struct register_client *seen,
                               const struct register_policy *policy, struct register_note *note,
                               struct err *e)
{
    struct register_client cleaned = *seen;
    struct register_client merged;
    register_client_clean(&cleaned);
    register_rules_merge(kept.reg, &cleaned, policy, time(NULL), &merged, note);
    if (note->result != REGISTER_ADDED && note->result != REGISTER_UPDATED)
        return ERR_OK;
    note_bad_file(&merged, note);
    return write_client(c, &merged, e);
}

enum err_code register_write_all(const char *directory, const struct register_client *seen,
                                 size_t count, const struct register_policy *policy,
                                 register_on_note *on_note, void *context, struct err *e)
{
    struct change change;
    bool written = false;
    enum err_code code = begin_change(directory, &change, e);
    if (code == ERR_OK)
        code = read_register(directory, &change, e);
    for (size_t i = 0; i < count && code == ERR_OK; i++) {
        struct register_note note;
        code = write_one(&change, &seen[i], policy, &note, e);
        written = written || note.result == REGISTER_ADDED || note.result == REGISTER_UPDATED;
        if (code == ERR_OK)
            on_note(context, &seen[i], &note);
    }
    if (written) {
        enum err_code synced = sync_directory(&change, code == ERR_OK ? e : NULL);
        code = code == ERR_OK ? synced : code;
    }
    end_change(&change);
    return code;
}

static void keep_note(void *context, const struct register_client *seen,
                      const struct register_note *note)
{
    (void)seen;
    *(struct register_note *)context = *note;
}

enum err_code register_write(const char *directory, const struct register_client *seen,
                             const struct register_policy *policy, struct register_note *note,
                             struct err *e)
{
    *note = (struct register_note){.result = REGISTER_UNCHANGED};
    return register_write_all(directory, seen, 1, policy, keep_note, note, e);
}

/* ---------------------------------------------------------------- forgetting */

struct forgetting {
    const struct change *change;
    const struct guid *guid;
    unsigned number; /* 0: any */
    size_t found;
    struct err *e;
    enum err_code code;
};

static bool on_name(void *context, const char *name)
{
    struct forgetting *f = context;
    struct guid guid;
    unsigned number;
    if (!register_dir_parse_name(name, &guid, &number) || !guid_equal_any_order(&guid, f->guid) ||
        (f->number != 0 && f->number != number))
        return true;
    f->found++;
    if (unlinkat(f->change->dir, name, 0) != 0)
        f->code = failed(name, f->e);
    return f->code == ERR_OK;
}

enum err_code register_forget(const char *directory, const struct guid *guid, unsigned number,
                              struct err *e)
{
    struct change change;
    enum err_code code = begin_change(directory, &change, e);
    struct forgetting f = {.change = &change, .guid = guid, .number = number, .e = e};
    if (code == ERR_OK && !register_dir_list(change.dir, on_name, &f))
        code = failed("reading", e);
    if (code == ERR_OK)
        code = f.code;
    if (code == ERR_OK && f.found == 0)
        code = err_set(e, ERR_NOHOST, "not in the register");
    if (f.found > 0) {
        count_change(&change);
        kept.changes = 0; /* the copy kept by this process does not know about it */
        if (code == ERR_OK)
            code = sync_directory(&change, e);
    }
    end_change(&change);
    return code;
}
