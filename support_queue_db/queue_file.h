/* Single files below an open directory: read whole, written whole. */
#ifndef FCFH_SUPPORT_QUEUE_DB_QUEUE_FILE_H
#define FCFH_SUPPORT_QUEUE_DB_QUEUE_FILE_H

#include <stddef.h>
#include <sys/stat.h>

#include "common/err.h"

/* More than any entry can take. */
#define QUEUE_FILE_MAX (256 * 1024)

/* Reads a regular file with no second name; never follows a link, never waits on a FIFO. ERR_NOHOST
 * if it is not there, ERR_DATA if it is something else, ERR_TEMPFAIL where only reading it failed.
 * Caller frees *text. */
enum err_code queue_file_read(int dir, const char *name, char **text, size_t *len, struct err *e);

/* The same with its metadata, as of when it was read. */
enum err_code queue_file_read_stat(int dir, const char *name, char **text, size_t *len,
                                   struct stat *st, struct err *e);

/* Technicians and the collector share the files of the queue through the directory's group. */
#define QUEUE_FILE_MODE 0660

/* The steps of a safe write, for writing many files at once: a file system's journal takes all that
 * were created before the first fsync in one go. If a step fails, call queue_file_drop. */
enum err_code queue_file_create(int tmp_dir, const char *tmp_name, mode_t mode, const char *text,
                                size_t len, int *fd, struct err *e);
/* fsync and close; *fd is -1 then. */
enum err_code queue_file_finish(int *fd, const char *tmp_name, struct err *e);
void queue_file_drop(int tmp_dir, const char *tmp_name, int *fd);

/* All steps for one file: tmp/ -> fsync -> rename -> fsync of the directory. tmp_name must be this
 * writer's alone; what a crash left under it is replaced. After an error nothing of the new file is
 * left. */
enum err_code queue_file_write(int tmp_dir, const char *tmp_name, int dir, const char *name,
                               mode_t mode, const char *text, size_t len, struct err *e);

#endif
