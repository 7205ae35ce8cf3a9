/*
 * A name that DNS does not have, for one tool: the tool, and what it starts, sees another
 * /etc/hosts than everybody else, see tool_namespace.h. For it that file comes first, whatever else
 * this computer asks for names.
 */
#ifndef FCFH_SUPPORT_QUEUE_GUI_TOOL_HOST_H
#define FCFH_SUPPORT_QUEUE_GUI_TOOL_HOST_H

#include <stddef.h>

#include "common/addr.h"
#include "common/err.h"

/* Makes a full host name lead to this address for the process that calls this, which has one thread
 * and is about to become the tool. User and group stay the same. Does nothing if the name leads
 * there already. Waits for name servers, some seconds at most. ERR_NOPERM if the system forbids it,
 * ERR_UNAVAILABLE if it has no effect here, each with what to do; what was begun then ends with the
 * process. */
enum err_code tool_host_enter(const char *name, const struct addr *address, struct err *e);

/* The content of such a hosts file: the name, then what is in hosts[len] without the lines that
 * have the name, of which the first would count. *text is freed by the caller. ERR_DATA if it is a
 * name of this very computer. Pure. */
enum err_code tool_host_format_hosts(const char *name, const struct addr *address,
                                     const char *hosts, char **text, struct err *e);

/* The content of nsswitch.conf(5), if it asks other sources for hosts before the file: the same
 * with the file first. *text is freed by the caller; NULL: it may stay as it is. Pure. */
enum err_code tool_host_format_nsswitch(const char *order, char **text, struct err *e);

#endif
