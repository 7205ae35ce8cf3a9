#include "support_queue_db/pending_dir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/grow.h"
#include "support_queue_db/alert.h"
#include "support_queue_db/queue_file.h"
#include "support_queue_db/queue_walk.h"

#define SET_ASIDE ".unreadable"
#define NEW       ".new" /* it is being written */

/* "TIME-PID-N.alert", TIME in seconds. Processes of two machines may have the same number, so N
 * begins anywhere: no two programs that run at once make the same name. */
#define NAME_FORMAT "%lld-%ld-%u.alert"

enum { LEFTOVER_S = 3600 };

/* Whether it is the name of an alert; *seconds is the time in it. */
static bool parse_name(const char *name, long long *seconds)
{
    long pid;
    unsigned n;
    char again[PENDING_NAME_SIZE];
    if (strlen(name) >= sizeof again || sscanf(name, NAME_FORMAT, seconds, &pid, &n) != 3)
        return false;
    (void)snprintf(again, sizeof again, NAME_FORMAT, *seconds, pid, n);
    return strcmp(name, again) == 0;
}

/* Any other time was made up, or came from a wrong clock; but the alert did come. */
static time_t likely_time(long long seconds, time_t now)
{
    return seconds <= now && seconds >= now - ALERT_PENDING_SECONDS ? (time_t)seconds : now;
}

/* ---------------------------------------------------------------- the directory */

enum err_code pending_dir_open_spool(const struct conf *conf, struct pending_dir *dir,
                                     struct err *e)
{
    struct stat st;
    enum err_code code = ERR_OK;
    *dir = (struct pending_dir){.fd = -1, .name = conf->collector.spool};
    if (dir->name[0] == '\0')
        return ERR_OK;
    dir->fd = open(dir->name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (dir->fd < 0 || fstat(dir->fd, &st) != 0)
        code = err_errno(e, ERR_CONFIG, "%s", dir->name);
    else if ((st.st_mode & S_IWOTH) != 0)
        code = err_set(e, ERR_CONFIG, "%.200s: everybody may write to it; do: chmod o-w %.200s",
                       dir->name, dir->name);
    if (code != ERR_OK)
        pending_dir_close(dir);
    return code;
}

void pending_dir_close(struct pending_dir *dir)
{
    if (dir->fd >= 0)
        (void)close(dir->fd);
    dir->fd = -1;
}

enum err_code pending_dir_add(const struct pending_dir *dir, int tmp, time_t now, const char *text,
                              size_t len, struct err *e)
{
    static unsigned next;
    char name[PENDING_NAME_SIZE];
    char tmp_name[PENDING_NAME_SIZE + sizeof NEW];
    struct err why;
    enum err_code code;
    while (next == 0)
        if (getrandom(&next, sizeof next, 0) != (ssize_t)sizeof next)
            return err_errno(e, ERR_TEMPFAIL, "%s: no random number", dir->name);
    (void)snprintf(name, sizeof name, NAME_FORMAT, (long long)now, (long)getpid(), next++);
    (void)snprintf(tmp_name, sizeof tmp_name, "%s" NEW, name);
    code = queue_file_write(tmp, tmp_name, dir->fd, name, QUEUE_FILE_MODE, text, len, &why);
    return code == ERR_OK ? code : err_about(e, code, dir->name, "%.300s", why.text);
}

/* ---------------------------------------------------------------- the alerts */

/* What a program that was killed while it wrote an alert has left. */
static void remove_leftover(const struct pending_dir *dir, const char *name, time_t now)
{
    const char *end = strrchr(name, '.');
    char finished[PENDING_NAME_SIZE];
    long long seconds;
    struct stat st;
    if (end == NULL || strcmp(end, NEW) != 0 || (size_t)(end - name) >= sizeof finished)
        return;
    (void)snprintf(finished, sizeof finished, "%.*s", (int)(end - name), name);
    if (parse_name(finished, &seconds) && fstatat(dir->fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
        now - st.st_mtime > LEFTOVER_S)
        (void)unlinkat(dir->fd, name, 0);
}

static int oldest_first(const void *a, const void *b)
{
    const struct pending_alert *x = a;
    const struct pending_alert *y = b;
    if (x->when != y->when)
        return x->when < y->when ? -1 : 1;
    return strcmp(x->name, y->name);
}

enum err_code pending_dir_list(const struct pending_dir *dir, time_t now, struct pending_list *list,
                               struct err *e)
{
    struct queue_walk walk;
    const char *name;
    enum err_code code = ERR_OK;
    *list = (struct pending_list){.count = 0};
    if (dir->fd < 0)
        return ERR_OK;
    queue_walk_begin(&walk, dir->fd);
    while (code == ERR_OK && (name = queue_walk_name(&walk)) != NULL) {
        long long seconds;
        if (!parse_name(name, &seconds)) {
            remove_leftover(dir, name, now);
        } else if (grow(&list->alerts, list->count, 1, &list->room, sizeof *list->alerts)) {
            struct pending_alert *alert = &list->alerts[list->count++];
            alert->when = likely_time(seconds, now);
            (void)snprintf(alert->name, sizeof alert->name, "%s", name);
        } else {
            code = err_nomem(e);
        }
    }
    if (list->count > 0)
        qsort(list->alerts, list->count, sizeof *list->alerts, oldest_first);
    return queue_walk_end(&walk, code, e);
}

enum err_code pending_dir_count(const struct pending_dir *dir, time_t now, size_t *count,
                                time_t *oldest, struct err *e)
{
    struct queue_walk walk;
    struct err why;
    const char *name;
    *count = 0;
    *oldest = 0;
    if (dir->fd < 0)
        return ERR_OK;
    queue_walk_begin(&walk, dir->fd);
    while ((name = queue_walk_name(&walk)) != NULL) {
        long long seconds;
        if (!parse_name(name, &seconds))
            continue;
        time_t when = seconds <= now ? (time_t)seconds : now;
        if ((*count)++ == 0 || when < *oldest)
            *oldest = when;
    }
    enum err_code code = queue_walk_end(&walk, ERR_OK, &why);
    return code == ERR_OK ? code : err_about(e, code, dir->name, "%s", err_reason(&why));
}

void pending_list_free(struct pending_list *list)
{
    free(list->alerts);
    *list = (struct pending_list){.count = 0};
}

enum err_code pending_dir_read(const struct pending_dir *dir, const struct pending_alert *alert,
                               char **text, size_t *len, struct err *e)
{
    struct err why;
    enum err_code code = queue_file_read(dir->fd, alert->name, text, len, &why);
    if (code == ERR_OK)
        return code;
    if (code != ERR_DATA && code != ERR_NOPERM)
        return err_about(e, code, dir->name, "%.300s", why.text);
    char aside[PENDING_NAME_SIZE + sizeof SET_ASIDE];
    (void)snprintf(aside, sizeof aside, "%s" SET_ASIDE, alert->name);
    bool renamed = renameat(dir->fd, alert->name, dir->fd, aside) == 0;
    return err_about(e, ERR_DATA, dir->name, "%.300s; %s" SET_ASIDE, why.text,
                     renamed ? "it has been set aside as NAME" : "it cannot be renamed to NAME");
}

bool pending_dir_has(const struct pending_dir *dir, const struct pending_alert *alert)
{
    return faccessat(dir->fd, alert->name, F_OK, AT_SYMLINK_NOFOLLOW) == 0 || errno != ENOENT;
}

enum err_code pending_dir_remove(const struct pending_dir *dir, const struct pending_alert *alert,
                                 struct err *e)
{
    if (unlinkat(dir->fd, alert->name, 0) != 0 && errno != ENOENT)
        return err_errno(e, ERR_TEMPFAIL, "%s: an alert that is done cannot be removed", dir->name);
    return ERR_OK;
}
