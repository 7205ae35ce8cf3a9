/* `fcfh-settings check`: what is wrong with this installation. */
#ifndef FCFH_AMT_CFG_SETTINGS_SETTINGS_CHECK_H
#define FCFH_AMT_CFG_SETTINGS_SETTINGS_CHECK_H

#include <stdbool.h>

#include "common/conf_file.h"

/* One finding: object and what is to be said of it, one line; if a command puts it right, a newline
 * and the command follow. */
enum finding { FINDING_OK, FINDING_NOTE, FINDING_WRONG };
typedef void settings_finding(enum finding kind, const char *object, const char *text);

/* Reads the configuration and looks at everything that it names. True if nothing is wrong. */
bool settings_check(const char *path, bool chosen, settings_finding *on_finding);

#endif
