/*
 * The directory of the register: whether it is safe, which files are in it, and one of them read.
 * Safe is what belongs to root or to who runs this, and what nobody else can write to or replace:
 * the directory, its files, and each parent up to the root, of which a sticky one may be open.
 */
#ifndef FCFH_COMMON_AMT_REGISTER_DIR_H
#define FCFH_COMMON_AMT_REGISTER_DIR_H

#include <sys/stat.h>

#include "common/amt/register_client.h"
#include "common/err.h"

#define REGISTER_NAME_SIZE (REGISTER_ID_SIZE + 4) /* "UUID.2.xml" */

/* Opens the directory; the caller closes *fd. ERR_NOHOST if it is not there, ERR_CONFIG with what
 * to do if it is not safe; also what err_errno says. */
enum err_code register_dir_open(const char *path, int *fd, struct err *e);

void register_dir_name(const struct register_client *client, char name[REGISTER_NAME_SIZE]);
bool register_dir_parse_name(const char *name, struct guid *guid, unsigned *number);

/* Calls on_name for each file that ends with .xml, whoever's it is, in no order; it returns false
 * to end. False with errno. */
typedef bool register_dir_on_name(void *context, const char *name);
bool register_dir_list(int fd, register_dir_on_name *on_name, void *context);

/* Reads the record in the file `name`, with its number. ERR_DATA if the file is not safe or no
 * record, ERR_NOHOST if it is not there; the error begins with the name. *st is of what was read.
 */
enum err_code register_dir_read(int fd, const char *name, struct register_client *client,
                                struct stat *st, struct err *e);

#endif
