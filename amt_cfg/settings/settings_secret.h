/* The passwords: each is alone in a file that fcfh.conf names, and is never shown. */
#ifndef FCFH_AMT_CFG_SETTINGS_SETTINGS_SECRET_H
#define FCFH_AMT_CFG_SETTINGS_SETTINGS_SECRET_H

#include "common/conf.h"
#include "common/secret.h"

/* Gets the file of the password of [amt] or [listener]. ERR_CONFIG if fcfh.conf names none, or
 * names a command instead. */
enum err_code settings_secret_path(const struct conf *conf, const char *section, const char **path,
                                   struct err *e);

/* Asks twice at the terminal, until both answers are the same and AMT would accept the password;
 * `name` is what is asked for. If it may be empty, Enter gives "". Returns the errors of ask.h. */
enum err_code settings_secret_ask(const char *name, bool may_be_empty, struct secret *secret,
                                  struct err *e);

/* Reads one line of standard input, or asks if that is a terminal. ERR_DATA if AMT would not accept
 * the password, or there is no line. */
enum err_code settings_secret_read(struct secret *secret, struct err *e);

/* Writes the file. If root writes it and the service that needs the password of this section has a
 * user, it is for that user alone. Otherwise a new file gets mode 0600, and an existing one keeps
 * its owner and group, and its mode if that is no wider than 0640. Returns the errors of
 * replace_file.h. */
enum err_code settings_secret_store(const char *section, const char *path,
                                    const struct secret *secret, struct err *e);

#endif
