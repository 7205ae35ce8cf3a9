/*
 * told/ in the queue directory: what each hook knows. For each hook a directory of its name, and in
 * that for each client
 *
 *     ID.xml            the entry as the hook was last told of it
 *     ID.lookup         what it was last asked about, in words; its time is when
 *     ID.ticket-check   the same
 *     ID.next           while it is told of it, see hook_told_prepare
 *
 * and beside the directory, for a moment, HOOK.tell-all: the hook is to be told of all that is
 * there. fcfh-hooks alone writes here, and one at a time, so there is no lock. A file is replaced
 * by a rename: whenever this program is killed, the old one is there or the new. None is synced:
 * after a loss of power something may be told again.
 */
#ifndef FCFH_SUPPORT_QUEUE_DB_HOOKS_HOOK_TOLD_H
#define FCFH_SUPPORT_QUEUE_DB_HOOKS_HOOK_TOLD_H

#include <stdbool.h>
#include <time.h>

#include "common/err.h"
#include "support_queue_db/entry.h"
#include "support_queue_db/hooks/hook_event.h"
#include "support_queue_db/queue.h"

/* Opens told/; makes it in a queue that nobody else may write to. The caller closes *fd. */
enum err_code hook_told_open(const struct queue *queue, int *fd, struct err *e);

/* Opens a hook's directory. Of a hook that is new, which has none, it is made: with a copy of each
 * entry that is in the queue now, unless it is to be told of them, too. The caller closes *fd. */
enum err_code hook_told_open_hook(int told, const char *hook, struct queue *queue, bool tell_all,
                                  int *fd, struct err *e);
bool hook_told_knows_hook(int told, const char *hook);

/* Reads a copy; *entry is to be freed in any case. False if there is none, or none that can be
 * read, which is as good as none. */
bool hook_told_read(int fd, const char *id, struct entry *entry);
bool hook_told_has(int fd, const char *id);
enum err_code hook_told_write(int fd, const char *id, const struct entry *entry, struct err *e);

/* While a hook is told of a client what it will know then lies beside its copy, in ID.next, locked
 * by who sees to that, who may be another process than this: the file is put in the place of the
 * copy when the hook has ended well. entry: NULL if it will know nothing any more. */
enum err_code hook_told_prepare(int fd, const char *id, const struct entry *entry, int *next,
                                struct err *e);
bool hook_told_settle(int fd, const char *id, bool gone);
void hook_told_drop(int fd, const char *id, int *next);
/* Whether somebody still sees to one; what nobody does is taken away. */
bool hook_told_is_busy(int fd, const char *id);

/* As if it had never been told of the client. */
void hook_told_untell(int fd, const char *id);
/* All that is known of a client goes, or gets another name. */
void hook_told_forget(int fd, const char *id);
enum err_code hook_told_rename(int fd, const char *id, const char *new_id, struct err *e);

/* What it was asked about, and when. False: nothing yet. */
bool hook_told_asked(int fd, const char *id, enum hook_event event, char key[HOOK_KEY_SIZE],
                     time_t *when);
enum err_code hook_told_note_asked(int fd, const char *id, enum hook_event event, const char *key,
                                   struct err *e);

/* That a hook is to be told of all: noted, whether it is, done. */
enum err_code hook_told_want_all(int told, const char *hook, struct err *e);
bool hook_told_wants_all(int told, const char *hook);
void hook_told_all_wanted(int told, const char *hook);

#endif
