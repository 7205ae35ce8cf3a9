/*
 * Which clients have left the queue: how many of them nobody answered, which the header shows, and
 * the list of all, which mode_archive.c shows. Only archive_view_step and archive_view_open read
 * archive/: drawing does not read the disk.
 */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_ARCHIVE_VIEW_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_ARCHIVE_VIEW_H

#include <stdbool.h>
#include <stddef.h>

#include "support_queue_db/queue_archive.h"

#define ARCHIVE_TEXT_SIZE 128 /* 32 columns */

/* One of them, as it was. */
struct archive_row {
    char called[ARCHIVE_TEXT_SIZE]; /* see entry_format_name */
    char name[ARCHIVE_TEXT_SIZE];
    char serial[ARCHIVE_TEXT_SIZE];
    char machine[ARCHIVE_TEXT_SIZE];
    char ticket[ARCHIVE_TEXT_SIZE];
};

struct archive_view {
    long long due; /* the next look, in ms of clock_ms */
    time_t seen;   /* departures before this have been seen on this screen */
    size_t count;  /* how many have left unanswered since, within a day */
    struct archive_list list;
    struct archive_row *rows; /* of the first `read` of the list */
    size_t read;
};

/* Counts again from time to time; true if there are more or fewer than before. */
bool archive_view_step(struct archive_view *view, struct queue *queue);

/* Reads the list again, and its first rows. From now on the clients in it are no longer counted. */
enum err_code archive_view_open(struct archive_view *view, struct queue *queue, struct err *e);
/* Reads rows until `upto` of them can be shown, or all if there are fewer. */
void archive_view_read(struct archive_view *view, struct queue *queue, size_t upto);
void archive_view_close(struct archive_view *view);

#endif
