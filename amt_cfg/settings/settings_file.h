/* Single values of fcfh.conf: reads, checks and writes them. */
#ifndef FCFH_AMT_CFG_SETTINGS_SETTINGS_FILE_H
#define FCFH_AMT_CFG_SETTINGS_SETTINGS_FILE_H

#include "common/conf_file.h"

struct setting {
    const char *section;
    const char *key;
    const char *value;
};

/* Gets the value in effect, which is the built-in one if the file at `path` has none. ERR_USAGE for
 * a tool that is not defined. ERR_CONFIG if the file has errors: then the programs do not start. */
enum err_code settings_get(const char *path, bool must_exist, const char *section, const char *key,
                           char value[CONF_VALUE_SIZE], struct err *e);

/* Called for all values in effect, in the order of fcfh.conf(5), tools at the end. */
typedef void settings_value(void *context, const char *section, const char *key, const char *value);
enum err_code settings_each(const char *path, bool must_exist, settings_value *on_value,
                            void *context, struct err *e);

/* Whether the setting's value is valid and the file can hold it. If not, ERR_DATA with
 * "section.key: " and what is wrong. */
enum err_code settings_check_value(const struct setting *setting, struct err *e);

/* Writes all of them or none; nothing is written if all are in effect already. The values must have
 * passed settings_check_value. ERR_CONFIG if the file would still have errors, for another reason;
 * ERR_DATA for what it cannot hold; and the errors of replace_file.h. A file that does not exist is
 * created. */
enum err_code settings_write(const char *path, const struct setting *settings, size_t count,
                             struct err *e);

/* Whether this user could write the file. */
enum err_code settings_writable(const char *path, struct err *e);

#endif
