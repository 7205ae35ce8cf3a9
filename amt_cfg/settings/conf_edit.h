/*
 * Changes one value in the text of fcfh.conf and leaves everything else as somebody wrote it:
 * comments, blank lines, order, indentation, line ends. No input or output here.
 */
#ifndef FCFH_AMT_CFG_SETTINGS_CONF_EDIT_H
#define FCFH_AMT_CFG_SETTINGS_CONF_EDIT_H

#include <stdbool.h>
#include <stddef.h>

#include "common/conf_file.h"

/*
 * *out is text[len] with the value: the line that has the key is changed, the comment behind it
 * stays (in a line of its own above if both do not fit); else a new line goes behind the last
 * "; key = ..." of the section, else to the section's end; else a new section to the end of all.
 * The caller frees *out, which has *out_len bytes and may be larger than CONF_FILE_MAX.
 *
 * ERR_DATA for what fcfh.conf cannot hold: a line of more than CONF_LINE_MAX characters, control
 * characters, a value with blanks at its ends or with what begins a comment; the same for the key,
 * which may be the name of a tool. Whether key and value make sense is conf_set's to say.
 */
enum err_code conf_edit_set(const char *text, size_t len, const char *section, const char *key,
                            const char *value, char **out, size_t *out_len, struct err *e);

/* Whether fcfh.conf can hold this: ERR_DATA as above. */
enum err_code conf_edit_check(const char *key, const char *value, struct err *e);

/* The value as it stands in text[len]; false, and "", if it does not. */
bool conf_edit_find(const char *text, size_t len, const char *section, const char *key,
                    char value[CONF_VALUE_SIZE]);

#endif
