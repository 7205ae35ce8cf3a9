/*
 * The list of machines for fcfh-config --hosts: text with "host [user]" on each line. '#' at the
 * start of a line or after blanks starts a comment. LF or CRLF ends a line, and a byte order mark
 * before the first line is skipped.
 *
 * A list with a bad line is refused as a whole: with half of a list, machines would be left out and
 * nobody would notice.
 */
#ifndef FCFH_AMT_CFG_HOSTS_H
#define FCFH_AMT_CFG_HOSTS_H

#include <stddef.h>

#include "amt_cfg/machine.h"
#include "common/err.h"
#include "common/msg.h"

#define HOSTS_FILE_MAX   (4 * 1024 * 1024)
#define HOSTS_ERRORS_MAX 20 /* more are only counted */

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

/* Called with what is wrong with the list, line by line: MSG_ERROR for a reason to refuse it, else
 * MSG_WARNING. text is like "FILE:3: blank line"; it may quote the list, so it must be cleaned
 * before it is shown, as msg_error() does. */
typedef void hosts_on_message(void *context, enum msg_level level, const char *text);

/* Fills list from text[len]; name is the name of the file, for complaints. default_user is for
 * lines that name no user; NULL if there is none. Blank lines and repeated hosts get a warning and
 * are skipped. ERR_DATA if there is a bad line or no host at all, ERR_USAGE if default_user is not
 * a valid user: list is empty then. The caller frees list. */
enum err_code hosts_parse(const char *text, size_t len, const char *name, const char *default_user,
                          struct host_list *list, hosts_on_message *complain, void *context,
                          struct err *e);

/* The same with the contents of the file, or of standard input for "-". ERR_USAGE or what errno
 * says if it cannot be read, ERR_DATA if it is larger than HOSTS_FILE_MAX. */
enum err_code hosts_read(const char *path, const char *default_user, struct host_list *list,
                         hosts_on_message *complain, void *context, struct err *e);

void hosts_free(struct host_list *list);

#endif
