/*
 * The list of machines for fcfh-config --hosts: text with "host [user]" on each line. '#' at a
 * line's start or after blanks starts a comment. LF or CRLF ends a line, and a byte order mark
 * before the first is passed over.
 *
 * A list with a bad line is refused whole: half of a list would leave machines out that nobody
 * misses.
 */
#ifndef FCFH_AMT_CFG_HOSTS_H
#define FCFH_AMT_CFG_HOSTS_H

#include <stddef.h>

#include "amt_cfg/machine.h"
#include "common/err.h"
#include "common/msg.h"

#define HOSTS_FILE_MAX   (4 * 1024 * 1024)
#define HOSTS_ERRORS_MAX 20 /* that are told one by one */

struct host_line {
    char host[HOST_NAME_SIZE]; /* without brackets */
    char user[USER_NAME_SIZE];
    unsigned line; /* from 1 */
};

/* All zeros is empty. */
struct host_list {
    struct host_line *lines;
    size_t count;
    size_t room;
};

/* What is wrong with the list, line by line: MSG_WARNING, and MSG_ERROR for what refuses it. text
 * is "FILE:3: blank line" or so; it may quote the list, so it is to be cleaned before it is shown,
 * as msg_error() does. */
typedef void hosts_complain(void *context, enum msg_level level, const char *text);

/* Fills list with what stands in text[len]; name is that of the file, for complaints. default_user
 * is for lines that name none; NULL if there is none. Blank lines and hosts that are named again
 * are warned of and passed over. ERR_DATA if there is a bad line or no host at all, ERR_USAGE if
 * default_user cannot be one: list is empty then. The caller frees list. */
enum err_code hosts_parse(const char *text, size_t len, const char *name, const char *default_user,
                          struct host_list *list, hosts_complain *complain, void *context,
                          struct err *e);

/* The same with what stands in the file, or comes on standard input for "-". ERR_USAGE or what
 * errno says if it cannot be read, ERR_DATA if it is larger than HOSTS_FILE_MAX. */
enum err_code hosts_read(const char *path, const char *default_user, struct host_list *list,
                         hosts_complain *complain, void *context, struct err *e);

void hosts_free(struct host_list *list);

#endif
