/* Single values of fcfh.conf: reads, checks and writes them. */
#ifndef FCFH_AMT_CFG_SETTINGS_SETTINGS_FILE_H
#define FCFH_AMT_CFG_SETTINGS_SETTINGS_FILE_H

#include "common/conf_file.h"

struct setting {
    const char *section;
    const char *key;
    const char *value;
};

/* The value that holds, the built-in one if the file at `path` has none; for a tool that is not
 * there ERR_USAGE. ERR_CONFIG if the file is wrong: then the programs do not start. */
enum err_code settings_get(const char *path, bool must_exist, const char *section, const char *key,
                           char value[CONF_VALUE_SIZE], struct err *e);

/* All values that hold, in the order of fcfh.conf(5), tools at the end. */
typedef void settings_value(void *context, const char *section, const char *key, const char *value);
enum err_code settings_each(const char *path, bool must_exist, settings_value *on_value,
                            void *context, struct err *e);

/* Whether the setting's value is one that is of use and that the file can hold. ERR_DATA with
 * "section.key: " and what is wrong. */
enum err_code settings_check_value(const struct setting *setting, struct err *e);

/* Writes all of them or none; nothing is written if all hold already. The values must have passed
 * settings_check_value. ERR_CONFIG if the file would still be wrong, for another reason; ERR_DATA
 * for what it cannot hold; and what replace_file.h says. A file that is not there is made. */
enum err_code settings_write(const char *path, const struct setting *settings, size_t count,
                             struct err *e);

/* Whether this user could. */
enum err_code settings_writable(const char *path, struct err *e);

#endif
