/* Which client of the register a person means. */
#ifndef FCFH_AMT_CFG_SETTINGS_CLIENT_FIND_H
#define FCFH_AMT_CFG_SETTINGS_CLIENT_FIND_H

#include "common/amt/register.h"

/* `id` is a UUID ("UUID.2" for the second machine that has it), a name, a serial number or the
 * address that it was learned from; else the start of a UUID, or of a name up to a dot. ERR_NOHOST
 * if no client matches, ERR_USAGE if several do; the message names the first of them. */
enum err_code client_find(const struct client_register *reg, const char *id,
                          const struct register_client **found, struct err *e);

#endif
