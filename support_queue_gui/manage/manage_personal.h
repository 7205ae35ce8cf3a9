/*
 * A technician's own settings, ~/.config/fcfh/manage.conf (or below $XDG_CONFIG_HOME): lines of
 * "key = value", comments as in fcfh.conf. It names a command that is run, so nobody else may be
 * able to write to it.
 */
#ifndef FCFH_SUPPORT_QUEUE_GUI_MANAGE_MANAGE_PERSONAL_H
#define FCFH_SUPPORT_QUEUE_GUI_MANAGE_MANAGE_PERSONAL_H

#include "common/conf.h"
#include "common/err.h"

/* "" for what the file does not say. */
struct manage_personal {
    char user[CONF_VALUE_SIZE];
    char password_command[CONF_VALUE_SIZE];
    char ca_file[CONF_VALUE_SIZE];
};

/* ERR_CONFIG, with file and line; a file that does not exist is like an empty one. */
enum err_code manage_personal_read(struct manage_personal *personal, struct err *e);

/* The same from the text of the file: pure. */
enum err_code manage_personal_parse(const char *text, const char *path,
                                    struct manage_personal *personal, struct err *e);

#endif
