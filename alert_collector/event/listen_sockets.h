/* The sockets that fcfh-listener listens on: those of a service manager, or its own. */
#ifndef FCFH_ALERT_COLLECTOR_EVENT_LISTEN_SOCKETS_H
#define FCFH_ALERT_COLLECTOR_EVENT_LISTEN_SOCKETS_H

#include <stddef.h>
#include <stdint.h>

#include "common/err.h"

/* Gets the sockets that the service manager opened (sd_listen_fds(3)), at most `most`; *count is 0
 * if it opened none. Removes its variables from the environment. ERR_CONFIG if one is not a
 * listening stream socket. */
enum err_code listen_sockets_given(int *sockets, size_t most, size_t *count, struct err *e);

/* Opens one for each address of a list with commas, or, if that is empty, one for all addresses,
 * IPv6 and IPv4. After an error none is left open. ERR_CONFIG for something that is not an address,
 * ERR_UNAVAILABLE for an address or port that cannot be listened on. */
enum err_code listen_sockets_open(const char *addresses, uint16_t port, int *sockets, size_t most,
                                  size_t *count, struct err *e);

void listen_sockets_close(int *sockets, size_t count);

#endif
