#include "support_queue_db/queue_aside.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support_queue_db/queue_dir.h"
#include "support_queue_db/queue_file.h"
#include "support_queue_db/queue_private.h"

#define ASIDE_DIR       "pending"
#define ASIDE_NAME_SIZE 48

/* "TIME-PID-N.alert", TIME in seconds: no two programs that run at once make the same name. */
static void make_name(time_t now, unsigned n, char name[ASIDE_NAME_SIZE])
{
    (void)snprintf(name, ASIDE_NAME_SIZE, "%lld-%ld-%u.alert", (long long)now, (long)getpid(), n);
}

static bool parse_name(const char *name, time_t *when)
{
    long long seconds;
    long pid;
    unsigned n;
    char again[ASIDE_NAME_SIZE];
    if (strlen(name) >= ASIDE_NAME_SIZE ||
        sscanf(name, "%lld-%ld-%u.alert", &seconds, &pid, &n) != 3)
        return false;
    (void)snprintf(again, sizeof again, "%lld-%ld-%u.alert", seconds, pid, n);
    *when = (time_t)seconds;
    return strcmp(name, again) == 0;
}

static enum err_code open_aside(const struct queue *queue, bool create, int *fd, struct err *e)
{
    enum err_code code = create ? queue_dir_make(queue->dir, ASIDE_DIR, e) : ERR_OK;
    if (code != ERR_OK)
        return code;
    *fd = openat(queue->dir, ASIDE_DIR, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (*fd < 0)
        return err_errno(e, ERR_CANTCREAT, ASIDE_DIR " in the queue directory");
    return ERR_OK;
}

enum err_code queue_put_aside(struct queue *queue, time_t now, const char *text, size_t len,
                              struct err *e)
{
    static unsigned count;
    char name[ASIDE_NAME_SIZE];
    int dir;
    enum err_code code = open_aside(queue, true, &dir, e);
    if (code != ERR_OK)
        return code;
    make_name(now, count++, name);
    code = queue_file_write(queue->tmp, name, dir, name, text, len, e);
    (void)close(dir);
    return code;
}

struct taking {
    int dir;
    enum err_code (*take)(void *context, time_t when, const char *text, size_t len, struct err *e);
    void *context;
    enum err_code code;
    struct err *e;
};

static bool take_one(void *context, const char *name)
{
    struct taking *t = context;
    time_t when;
    char *text;
    size_t len;
    if (!parse_name(name, &when) || queue_file_read(t->dir, name, &text, &len, NULL) != ERR_OK)
        return true; /* not ours */
    enum err_code code = t->take(t->context, when, text, len, t->e);
    free(text);
    if (code != ERR_OK && code != ERR_DATA) {
        t->code = code;
        return false;
    }
    if (unlinkat(t->dir, name, 0) != 0 && errno != ENOENT)
        t->code = err_errno(t->e, ERR_TEMPFAIL, ASIDE_DIR "/%s", name);
    return t->code == ERR_OK;
}

enum err_code queue_take_aside(struct queue *queue,
                               enum err_code (*take)(void *context, time_t when, const char *text,
                                                     size_t len, struct err *e),
                               void *context, struct err *e)
{
    struct taking t = {.take = take, .context = context, .e = e};
    if (open_aside(queue, false, &t.dir, NULL) != ERR_OK)
        return ERR_OK; /* nothing was ever put aside */
    enum err_code code = queue_each_name(t.dir, take_one, &t, e);
    (void)close(t.dir);
    return code != ERR_OK ? code : t.code;
}
