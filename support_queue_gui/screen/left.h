/*
 * Which clients have left the queue: how many of them nobody answered, which the header shows, and
 * the list of all, which mode_archive.c shows. Only left_step and left_open read archive/: drawing
 * does not read the disk.
 */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_LEFT_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_LEFT_H

#include <stdbool.h>
#include <stddef.h>

#include "support_queue_db/queue_archive.h"

#define LEFT_TEXT_SIZE 128 /* 32 columns */

/* One of them, as it was. */
struct left_row {
    char called[LEFT_TEXT_SIZE]; /* see entry_called_as */
    char name[LEFT_TEXT_SIZE];
    char serial[LEFT_TEXT_SIZE];
    char machine[LEFT_TEXT_SIZE];
    char ticket[LEFT_TEXT_SIZE];
};

struct left {
    long long due; /* the next look, in ms of clock_ms */
    time_t seen;   /* departures before this have been seen on this screen */
    size_t count;  /* how many have left unanswered since, within a day */
    struct archive_list list;
    struct left_row *rows; /* of the first `read` of the list */
    size_t read;
};

/* Counts again from time to time; true if there are more or fewer than before. */
bool left_step(struct left *left, struct queue *queue);

/* Reads the list again, and its first rows. From now on the clients in it are no longer counted. */
enum err_code left_open(struct left *left, struct queue *queue, struct err *e);
/* Reads rows until `upto` of them can be shown, or all if there are fewer. */
void left_read(struct left *left, struct queue *queue, size_t upto);
void left_close(struct left *left);

#endif
