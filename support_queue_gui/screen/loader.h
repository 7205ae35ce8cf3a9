/*
 * Keeps a model in step with the queue directory: at first all that is there, beginning with the
 * last callers and in slices, so that the screen can be painted before everything is read; then
 * what inotify reports; and from time to time a look at the whole directory, for file systems that
 * report nothing.
 */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_LOADER_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_LOADER_H

#include <stdbool.h>
#include <stddef.h>

#include "common/err.h"
#include "support_queue_db/entry.h"
#include "support_queue_db/queue.h"
#include "support_queue_gui/screen/model.h"

struct loader;

enum err_code loader_new(struct loader **loader, struct queue *queue, struct model *model,
                         struct err *e);
void loader_free(struct loader *loader);

/* The descriptor on which to wait for news, or -1 if there is none. */
int loader_fd(const struct loader *loader);
/* Milliseconds until loader_step should be called even without news; 0: there is work left. */
long loader_wait_ms(const struct loader *loader);

/* Works for about slice_ms at most. *changed: the model has changed; *news: somebody called. */
enum err_code loader_step(struct loader *loader, long slice_ms, bool *changed, bool *news,
                          struct err *e);

/* Reads one client now, because it was changed here. False if it is not there. */
bool loader_reload(struct loader *loader, const char *id);

/* The entry of this client is kept whenever it is read from now on; "" for none. Reads it now if it
 * is another client than before. */
void loader_set_current(struct loader *loader, const char *id);
/* Returns that entry; NULL if there is none, or if it cannot be read: then *why, which may be NULL,
 * says why. */
const struct entry *loader_entry(const struct loader *loader, const struct err **why);

/* Looks at the whole directory as soon as possible. */
void loader_rescan(struct loader *loader);

/* Whether the queue has been read once, and how much of it is still to be read. */
bool loader_is_ready(const struct loader *loader);
size_t loader_unread_count(const struct loader *loader);
/* How many files have an entry's name but are not entries, as of the last look at all files. */
size_t loader_unreadable(const struct loader *loader);

#endif
