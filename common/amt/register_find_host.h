/* Which client a person means by a host name or an address. */
#ifndef FCFH_COMMON_AMT_REGISTER_FIND_HOST_H
#define FCFH_COMMON_AMT_REGISTER_FIND_HOST_H

#include <stdbool.h>

#include "common/amt/register.h"

/* The register's record of the machine that a person named by one of its names, or by the address
 * at which it was learned; NULL if there is none. *sure is false for an address, which may be
 * another machine's now. */
const struct register_client *register_find_host(const struct client_register *reg,
                                                 const char *host, bool *sure);

#endif
