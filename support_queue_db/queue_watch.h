/*
 * News of the queue directory, and of clients that people want asked, in ask/. inotify reports at
 * once which file came or changed; on file systems that other machines also write to (NFS), and for
 * what inotify lost, the whole directory must be scanned from time to time:
 *
 *     queue_watch_open(&watch, queue, 30000);
 *     for (;;) {
 *         while (queue_watch_next(&watch, id))
 *             look at this entry, which may be gone
 *         if (queue_watch_scan_due(&watch)) {
 *             queue_watch_begin_scan(&watch);
 *             look at every entry
 *         }
 *         wait for watch.fd to become readable, for at most queue_watch_wait_ms(&watch)
 *     }
 *     queue_watch_close(&watch);
 *
 * The first scan is due at once. Nothing here fails: without inotify there are just more scans.
 */
#ifndef FCFH_SUPPORT_QUEUE_DB_QUEUE_WATCH_H
#define FCFH_SUPPORT_QUEUE_DB_QUEUE_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/inotify.h>
#include <time.h>

#include "support_queue_db/queue.h"

struct queue_watch {
    int fd; /* to poll; -1 if inotify is not available */
    const struct queue *queue;
    long rescan_ms;      /* between scans when nothing seems to have changed */
    long long next_scan; /* in ms of clock_ms: not before */
    long long full_scan; /* the same, whatever the times of the directories say */
    time_t scanned;
    struct timespec times[2];
    size_t used, at;
    char buffer[4096] __attribute__((aligned(__alignof__(struct inotify_event))));
};

/* The queue must outlive the watch. */
void queue_watch_open(struct queue_watch *watch, const struct queue *queue, long rescan_ms);
void queue_watch_close(struct queue_watch *watch);

/* The id of the next entry with news; false if there is none for now. */
bool queue_watch_next(struct queue_watch *watch, char id[QUEUE_ID_SIZE]);

bool queue_watch_scan_due(struct queue_watch *watch);
/* A scan begins now. */
void queue_watch_begin_scan(struct queue_watch *watch);
/* Makes a scan due at once. */
void queue_watch_rescan(struct queue_watch *watch);
/* How long until queue_watch_scan_due must be asked again. */
long queue_watch_wait_ms(const struct queue_watch *watch);

#endif
