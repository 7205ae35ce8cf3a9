/* How a value of fcfh.conf is named on the command line. */
#ifndef FCFH_AMT_CFG_SETTINGS_KEY_NAME_H
#define FCFH_AMT_CFG_SETTINGS_KEY_NAME_H

#include <stdbool.h>

#include "common/err.h"

struct key_name {
    const char *section;
    const char *key; /* for a tool: its name, within the text that was parsed */
    bool secret;     /* a password: not in fcfh.conf but in the file of "password-file" there */
};

/* Parses "section.key", or the key alone where only one section has it, or "tools." and any name.
 * ERR_USAGE otherwise, with the known names that are nearest. */
enum err_code key_name_parse(const char *text, struct key_name *name, struct err *e);

#endif
