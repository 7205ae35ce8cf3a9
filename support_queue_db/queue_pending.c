#include "support_queue_db/queue_pending.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support_queue_db/queue_file.h"
#include "support_queue_db/queue_private.h"

#define PENDING_DIR "pending"
#define NAME_SIZE   48

/* "TIME-PID-N.alert", TIME in seconds: no two programs that run at once make the same name. */
#define NAME_FORMAT "%lld-%ld-%u.alert"

static bool parse_name(const char *name, time_t *when)
{
    long long seconds;
    long pid;
    unsigned n;
    char again[NAME_SIZE];
    if (strlen(name) >= NAME_SIZE || sscanf(name, NAME_FORMAT, &seconds, &pid, &n) != 3)
        return false;
    (void)snprintf(again, sizeof again, NAME_FORMAT, seconds, pid, n);
    *when = (time_t)seconds;
    return strcmp(name, again) == 0;
}

enum err_code queue_pending_add(struct queue *queue, time_t now, const char *text, size_t len,
                                struct err *e)
{
    static unsigned count;
    char name[NAME_SIZE];
    int dir;
    enum err_code code = queue_open_below(queue, PENDING_DIR, true, &dir, e);
    if (code != ERR_OK)
        return code;
    (void)snprintf(name, sizeof name, NAME_FORMAT, (long long)now, (long)getpid(), count++);
    code = queue_file_write(queue->tmp, name, dir, name, QUEUE_FILE_MODE, text, len, e);
    (void)close(dir);
    return code;
}

enum err_code queue_pending_each(struct queue *queue, queue_pending_visit *visit, void *context,
                                 struct err *e)
{
    struct queue_walk walk;
    const char *name;
    int dir;
    enum err_code code = ERR_OK;
    if (queue_open_below(queue, PENDING_DIR, false, &dir, NULL) != ERR_OK)
        return ERR_OK; /* there never was one */
    queue_walk_begin(&walk, dir);
    while (code == ERR_OK && (name = queue_walk_name(&walk)) != NULL) {
        time_t when;
        char *text;
        size_t len;
        if (!parse_name(name, &when) || queue_file_read(dir, name, &text, &len, NULL) != ERR_OK)
            continue; /* not ours */
        code = visit(context, when, text, len, e);
        free(text);
        if (code == ERR_OK || code == ERR_DATA)
            code = unlinkat(dir, name, 0) == 0 || errno == ENOENT
                       ? ERR_OK
                       : err_errno(e, ERR_TEMPFAIL, PENDING_DIR "/%s", name);
    }
    (void)close(dir);
    return queue_walk_end(&walk, code, e);
}
