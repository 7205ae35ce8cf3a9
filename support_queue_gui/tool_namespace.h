/*
 * Files of the system that have another content for one process and what it starts. Nothing on the
 * system changes, nothing is left when they end, and no root is needed: the kernel lets an ordinary
 * user have mounts of his own in a user namespace, unless it was configured to forbid that.
 *
 * Root is nobody in there. So files that a program trusts only if they belong to root, or to its
 * own user, are made the user's: what ssh(1) includes. And nscd(8), which answers for names from
 * outside, cannot be reached.
 */
#ifndef FCFH_SUPPORT_QUEUE_GUI_TOOL_NAMESPACE_H
#define FCFH_SUPPORT_QUEUE_GUI_TOOL_NAMESPACE_H

#include <stdbool.h>
#include <stddef.h>

/* A file that exists, and its content from now on; text NULL: it stays as it is. */
struct tool_namespace_file {
    const char *path;
    const char *text;
};

/* For the process that calls this, which has one thread and is about to become the tool. User and
 * group stay the same. False with errno; what was begun then ends with the process. */
bool tool_namespace_enter(const struct tool_namespace_file *files, size_t count);

enum { TOOL_NAMESPACE_REMEDY_SIZE = 320 };

/* What an administrator may do about that errno: "allow them: sysctl ...". */
void tool_namespace_remedy(int why, char out[TOOL_NAMESPACE_REMEDY_SIZE]);

#endif
