/*
 * Changes one value in the text of fcfh.conf and leaves everything else as it was written:
 * comments, blank lines, order, indentation, line ends. There is no input or output here.
 */
#ifndef FCFH_AMT_CFG_SETTINGS_CONF_EDIT_H
#define FCFH_AMT_CFG_SETTINGS_CONF_EDIT_H

#include <stdbool.h>
#include <stddef.h>

#include "common/conf_file.h"

/*
 * *out is text[len] with the value: if a line has the key it is changed, and the comment after it
 * stays (on a line of its own above if both do not fit); else a new line goes after the last "; key
 * = ..." of the section, or to the section's end; if there is no such section, a new one goes to
 * the end of the file. The caller frees *out, which has *out_len bytes and may be larger than
 * CONF_FILE_MAX.
 *
 * ERR_DATA for what fcfh.conf cannot hold: a line of more than CONF_LINE_MAX characters, control
 * characters, a value that begins or ends with a blank or contains what begins a comment; the same
 * for the key, which may be the name of a tool. conf_set decides whether key and value make sense.
 */
enum err_code conf_edit_set(const char *text, size_t len, const char *section, const char *key,
                            const char *value, char **out, size_t *out_len, struct err *e);

/* Whether fcfh.conf can hold this: ERR_DATA as above. */
enum err_code conf_edit_check(const char *key, const char *value, struct err *e);

/* Finds the value as it is in text[len]; false, and "", if it is not there. */
bool conf_edit_find(const char *text, size_t len, const char *section, const char *key,
                    char value[CONF_VALUE_SIZE]);

#endif
