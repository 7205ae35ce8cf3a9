/*
 * told/ in the queue directory: what each hook knows. There is a directory for each hook, and in
 * that for each client
 *
 *     ID.xml            the entry as the hook was last told of it
 *     ID.lookup         what it was last asked about, in words; its time is when
 *     ID.ticket-check   the same
 *     ID.next           while it is told of it, see hook_told_prepare
 *
 * and next to the directory, for a moment, HOOK.tell-all: the hook must be told of everything. Only
 * fcfh-hooks writes here, and only one at a time, so there is no lock. A file is replaced by a
 * rename: whenever this program is killed, the old one or the new one is there. Nothing is synced:
 * after a power failure something may be told again.
 */
#ifndef FCFH_SUPPORT_QUEUE_DB_HOOKS_HOOK_TOLD_H
#define FCFH_SUPPORT_QUEUE_DB_HOOKS_HOOK_TOLD_H

#include <stdbool.h>
#include <time.h>

#include "common/err.h"
#include "support_queue_db/entry.h"
#include "support_queue_db/hooks/hook_event.h"
#include "support_queue_db/queue.h"

/* Opens told/, or makes it if nobody else may write to the queue. The caller closes *fd. */
enum err_code hook_told_open(const struct queue *queue, int *fd, struct err *e);

/* Opens a hook's directory. A new hook has none, so it is made: with a copy of each entry that is
 * in the queue now, unless the hook must be told of those too. The caller closes *fd. */
enum err_code hook_told_open_hook(int told, const char *hook, struct queue *queue, bool tell_all,
                                  int *fd, struct err *e);
bool hook_told_has_hook(int told, const char *hook);

/* Reads a copy; *entry must be freed in any case. False if there is none, or it is not a copy,
 * which amounts to the same; or if it cannot be read for a reason that may pass, then *later is
 * true. */
bool hook_told_read(int fd, const char *id, struct entry *entry, bool *later);
bool hook_told_has(int fd, const char *id);
enum err_code hook_told_write(int fd, const char *id, const struct entry *entry, struct err *e);

/* While a hook is being told of a client, what it will know afterwards is in ID.next, next to its
 * copy, locked by the process in charge, which may be another one: the file replaces the copy when
 * the hook has ended well. entry: NULL if the hook will forget the client. */
enum err_code hook_told_prepare(int fd, const char *id, const struct entry *entry, int *next,
                                struct err *e);
bool hook_told_commit(int fd, const char *id, bool gone);
void hook_told_abort(int fd, const char *id, int *next);
/* Whether a process is still in charge of one; an abandoned one is removed. */
bool hook_told_is_busy(int fd, const char *id);

/* Forgets the copy, as if the hook had never been told of the client. */
void hook_told_remove_copy(int fd, const char *id);
/* Removes, or renames, everything known of a client. */
void hook_told_remove(int fd, const char *id);
enum err_code hook_told_rename(int fd, const char *id, const char *new_id, struct err *e);

/* What it was last asked about, and when. False: nothing yet. */
bool hook_told_read_asked(int fd, const char *id, enum hook_event event, char key[HOOK_KEY_SIZE],
                          time_t *when);
enum err_code hook_told_write_asked(int fd, const char *id, enum hook_event event, const char *key,
                                    struct err *e);

/* A hook must be told of everything: note it, ask whether, mark it done. */
enum err_code hook_told_set_wants_all(int told, const char *hook, struct err *e);
bool hook_told_wants_all(int told, const char *hook);
void hook_told_clear_wants_all(int told, const char *hook);

#endif
