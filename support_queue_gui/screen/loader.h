/*
 * Keeps a model in step with the queue directory: first all that is there, the last callers first
 * and in slices, so that a screen can be painted before everything is read; then what inotify
 * tells; and a look at the whole directory from time to time for file systems that do not tell.
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

/* To wait on for news, or -1 if there is nothing to wait on. */
int loader_fd(const struct loader *loader);
/* Milliseconds until loader_step should be called without any news; 0: there is work left. */
long loader_wait_ms(const struct loader *loader);

/* Works for at most about slice_ms. *changed: the model is another one than before; *news: somebody
 * called. */
enum err_code loader_step(struct loader *loader, long slice_ms, bool *changed, bool *news,
                          struct err *e);

/* Reads one client now, because it was changed here. False if it is not there. */
bool loader_reload(struct loader *loader, const char *id);

/* The entry of one client is kept, as it is read from then on; "" for none. Reads it if it is
 * another one than before. */
void loader_keep(struct loader *loader, const char *id);
/* It; NULL if there is none, or it cannot be read: *why, which may be NULL, says why then. */
const struct entry *loader_entry(const struct loader *loader, const struct err **why);

/* Looks at the whole directory as soon as possible. */
void loader_rescan(struct loader *loader);

/* Whether the queue has been read once, and how much of it is still to be read. */
bool loader_ready(const struct loader *loader);
size_t loader_left(const struct loader *loader);
/* How many files have an entry's name and are none, as of the last look at all. */
size_t loader_unreadable(const struct loader *loader);

#endif
