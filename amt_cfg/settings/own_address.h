/* The addresses of this machine: those that clients could send their alerts to. */
#ifndef FCFH_AMT_CFG_SETTINGS_OWN_ADDRESS_H
#define FCFH_AMT_CFG_SETTINGS_OWN_ADDRESS_H

#include "common/addr.h"

/* Lists at most `most`, the likeliest first: those from which this machine would send to the
 * networks, then its others, IPv4 before IPv6; the loopback only if there is nothing else. Nothing
 * is sent. Returns how many there are. */
size_t own_addresses(const struct addr_net *networks, size_t network_count, struct addr *list,
                     size_t most);

#endif
