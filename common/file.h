/*
 * Whole files: opened with care, read to their end with a limit, written completely. An interrupted
 * system call is repeated, a short one continued.
 *
 * To write a file, give file_write_all a descriptor of a file that nobody knows by name yet, sync
 * it, then rename it: replace_file.h does that for a single file, support_queue_db/queue_file.h for
 * those of the queue. Nothing here syncs or renames; those two say what a crash leaves.
 */
#ifndef FCFH_COMMON_FILE_H
#define FCFH_COMMON_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "common/err.h"

enum file_readers { FILE_PUBLIC, FILE_PRIVATE };

/* Opens a regular file for reading, without ever waiting; the caller closes *fd. ERR_CONFIG if it
 * does not exist, is something else, or is open to others who must not read it, which is checked on
 * the descriptor. ERR_NOPERM and ERR_TEMPFAIL as err_errno says. */
enum err_code file_open(const char *path, enum file_readers readers, int *fd, struct err *e);

enum file_part { FILE_ALL, FILE_LINE };

/* Reads to the end or until there are `size` bytes, for FILE_LINE also until there is a newline
 * among them; returns how many, or -1 with errno. Ask for one byte more than allowed to notice a
 * file that is too large. */
ssize_t file_read(int fd, char *text, size_t size, enum file_part part);

/* Reads all of fd, which may be a pipe and is called `name` in errors. *text, which the caller
 * frees, is text[*len] and a NUL. ERR_DATA for more than `most` bytes, `unreadable` if errno has no
 * code of its own; on an error what was read is wiped. */
enum err_code file_read_all(int fd, const char *name, size_t most, enum err_code unreadable,
                            char **text, size_t *len, struct err *e);

/* file_open and file_read_all. ERR_CONFIG, also for more than `most` bytes. */
enum err_code file_load(const char *path, enum file_readers readers, size_t most, char **text,
                        size_t *len, struct err *e);

/* Writes all of it. False with errno. */
bool file_write_all(int fd, const char *text, size_t len);

#endif
