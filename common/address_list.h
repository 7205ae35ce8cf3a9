/* A comma-separated list of IP addresses, such as those to which clients send their alerts. */
#ifndef FCFH_COMMON_ADDRESS_LIST_H
#define FCFH_COMMON_ADDRESS_LIST_H

#include "common/addr.h"
#include "common/err.h"

#define ADDRESS_LIST_MAX 8 /* more than anybody sends alerts to */

/* Parses at most `most` addresses; blanks around them are ignored, and a text without any gives
 * none. ERR_DATA for an item that is not a literal address (nothing here asks a name server), is
 * empty or is repeated, and for one too many; then *list and *count are undefined. */
enum err_code address_list_parse(const char *text, struct addr *list, size_t most, size_t *count,
                                 struct err *e);

#endif
