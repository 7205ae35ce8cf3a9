/* A queue of a test's own, in a directory that is removed with it. */
#ifndef FCFH_TESTS_UNIT_SCRATCH_QUEUE_H
#define FCFH_TESTS_UNIT_SCRATCH_QUEUE_H

#include <ftw.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "support_queue_db/queue.h"

static char scratch[64];
static struct conf conf;
static struct queue *queue;

static bool scratch_queue_open(void)
{
    struct err e;
    (void)snprintf(scratch, sizeof scratch, "/tmp/fcfh-unit.XXXXXX");
    if (mkdtemp(scratch) == NULL)
        return false;
    conf_init(&conf);
    (void)snprintf(conf.queue.directory, sizeof conf.queue.directory, "%s/queue", scratch);
    return queue_open(&queue, &conf, QUEUE_WRITE, &e) == ERR_OK;
}

static int scratch_remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    (void)type;
    (void)ftw;
    return remove(path);
}

/* 0, or -1 as a teardown of cmocka returns it. */
static int scratch_queue_remove(void)
{
    queue_close(queue);
    return nftw(scratch, scratch_remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

#endif
