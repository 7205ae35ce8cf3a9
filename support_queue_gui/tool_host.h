/*
 * A name that DNS does not have, for one tool: what stands in /etc/hosts is another thing for it
 * and for what it starts than for everybody else, see tool_space.h. That file comes first for it,
 * whatever else this computer asks for names.
 */
#ifndef FCFH_SUPPORT_QUEUE_GUI_TOOL_HOST_H
#define FCFH_SUPPORT_QUEUE_GUI_TOOL_HOST_H

#include <stddef.h>

#include "common/addr.h"
#include "common/err.h"

/* Makes a full host name lead to this address for the process that calls this, which has one
 * thread and is about to become the tool. User and group stay what they are. Does nothing where it
 * leads there already. Waits for name servers, some seconds at most. ERR_NOPERM if the system
 * forbids it, ERR_UNAVAILABLE if it has no effect here, each with what to do; what was begun then
 * ends with the process. */
enum err_code tool_host_enter(const char *name, const struct addr *address, struct err *e);

/* What such a hosts file holds: the name, then what is in hosts[len] but for lines that have the
 * name, of which the first would count. *text is freed by the caller. ERR_DATA if it is a name of
 * this very computer. Pure. */
enum err_code tool_host_text(const char *name, const struct addr *address, const char *hosts,
                             char **text, struct err *e);

/* What nsswitch.conf(5) says where it asks others for hosts before it looks into the file: the same
 * with the file first. *text is freed by the caller; NULL: it may stay as it is. Pure. */
enum err_code tool_host_order(const char *order, char **text, struct err *e);

#endif
