/* The passwords: each stands alone in a file that fcfh.conf names, and is never shown. */
#ifndef FCFH_AMT_CFG_SETTINGS_SETTINGS_SECRET_H
#define FCFH_AMT_CFG_SETTINGS_SETTINGS_SECRET_H

#include "common/conf.h"
#include "common/secret.h"

/* The file of the password of [amt] or [listener]. ERR_CONFIG if fcfh.conf names none, or a
 * command in its place. */
enum err_code settings_secret_path(const struct conf *conf, const char *section, const char **path,
                                   struct err *e);

/* Asks twice at the terminal, until both are the same and AMT would take it; `name` is what is
 * asked for. If it may be empty, Enter gives "". Errors of ask.h. */
enum err_code settings_secret_ask(const char *name, bool may_be_empty, struct secret *secret,
                                  struct err *e);

/* Reads one line of standard input, asks instead if that is the terminal. ERR_DATA if AMT would not
 * take it, or there is no line. */
enum err_code settings_secret_read(struct secret *secret, struct err *e);

/* Writes the file, for the user alone whose service needs the password of this section, where there
 * is one and root writes it. Else a new one has mode 0600, and one that is there keeps its owner
 * and group, and its mode if that is no wider than 0640. Errors of replace_file.h. */
enum err_code settings_secret_store(const char *section, const char *path,
                                    const struct secret *secret, struct err *e);

#endif
