/* `fcfh-settings` at a terminal: asks for what must be set, then writes it. */
#ifndef FCFH_AMT_CFG_SETTINGS_SETTINGS_ASK_H
#define FCFH_AMT_CFG_SETTINGS_SETTINGS_ASK_H

#include "common/err.h"

/* Nothing is changed before the last question has been answered with yes. ERR_CONFIG if the file at
 * `path` exists and has errors; otherwise the errors of ask.h and replace_file.h. */
enum err_code settings_ask(const char *path, struct err *e);

#endif
