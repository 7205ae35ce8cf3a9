/*
 * The directory of the register: whether it is safe, which files are in it, and how one is read.
 * Safe means that root or the running user owns it, and that nobody else can write to it or replace
 * it: the directory, its files, and each parent up to the root, where a sticky parent may be open.
 */
#ifndef FCFH_COMMON_AMT_REGISTER_DIR_H
#define FCFH_COMMON_AMT_REGISTER_DIR_H

#include <sys/stat.h>

#include "common/amt/register_client.h"
#include "common/err.h"

#define REGISTER_NAME_SIZE (REGISTER_ID_SIZE + 4) /* "UUID.2.xml" */

/* Opens the directory; the caller closes *fd. ERR_NOHOST if it does not exist, ERR_CONFIG with what
 * to do if it is not safe; otherwise as err_errno says. */
enum err_code register_dir_open(const char *path, int *fd, struct err *e);

void register_dir_name(const struct register_client *client, char name[REGISTER_NAME_SIZE]);
bool register_dir_parse_name(const char *name, struct guid *guid, unsigned *number);

/* Calls on_name for each file that ends with .xml, whoever owns it, in no order; on_name returns
 * false to stop. False with errno. */
typedef bool register_dir_on_name(void *context, const char *name);
bool register_dir_list(int fd, register_dir_on_name *on_name, void *context);

/* Reads the record in the file `name`, with its number. ERR_DATA if the file is not safe or not a
 * record, ERR_NOHOST if it does not exist; the error begins with the name. *st describes what was
 * read. */
enum err_code register_dir_read(int fd, const char *name, struct register_client *client,
                                struct stat *st, struct err *e);

#endif
