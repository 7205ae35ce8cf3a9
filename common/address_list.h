/* A comma list of IP addresses, such as those that clients send their alerts to. */
#ifndef FCFH_COMMON_ADDRESS_LIST_H
#define FCFH_COMMON_ADDRESS_LIST_H

#include "common/addr.h"
#include "common/err.h"

#define ADDRESS_LIST_MAX 8 /* more places than anybody sends alerts to */

/* Takes at most `most` addresses; blanks around them mean nothing, and a text without any gives
 * none. ERR_DATA for an item that is no literal address (nothing here asks a name server), is empty
 * or stands there twice, and for one too many; then *list and *count say nothing. */
enum err_code address_list_parse(const char *text, struct addr *list, size_t most, size_t *count,
                                 struct err *e);

#endif
