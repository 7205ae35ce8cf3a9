/*
 * The work flow tool: [tools] of fcfh.conf, run against one client.
 *
 * A command may start with flags, as in tig: '?' asks first, '@' runs it in the background and
 * keeps its output; '%' gives it the client's name, see tool_host.h. Words are split before values
 * are filled in, so a value can never become two words or an option, and no shell sees it.
 */
#ifndef FCFH_SUPPORT_QUEUE_GUI_TOOLS_H
#define FCFH_SUPPORT_QUEUE_GUI_TOOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "common/conf.h"
#include "common/err.h"
#include "common/host_name.h"
#include "support_queue_db/entry.h"

struct tool {
    const char *name;
    bool confirm;
    bool background;
    char host[HOST_NAME_SIZE]; /* of '%': this name leads to this address for the tool; or "" */
    struct addr address;
    char **argv; /* ready to run; ended by NULL */
};

/* A tool's flags and words with the client's values filled in. ERR_CONFIG for a command that makes
 * no sense, ERR_DATA if a value that it needs is not known, would start a word with '-', or would
 * put characters into a URL or a file name that change where it leads. Free with tool_free. */
enum err_code tool_prepare(const struct conf_tool *conf, const struct entry *entry,
                           struct tool *tool, struct err *e);
void tool_free(struct tool *tool);

/* The tool of this name, or the only one whose name starts so, in upper or lower case.
 * ERR_USAGE. */
enum err_code tool_find(const struct conf *conf, const char *name, const struct conf_tool **tool,
                        struct err *e);

/* Whether both would run the same words, with the same name. */
bool tool_equal(const struct tool *a, const struct tool *b);

/* What a person is asked before the tool is run at this address. why: the reason for asking, or ""
 * if the tool itself wants it; changed: the question was another one a moment ago. */
void tool_format_question(const struct tool *tool, const struct addr *address, const char *why,
                          bool changed, char *out, size_t size);

/* Starts it with standard input from /dev/null and output to a file descriptor, or with all three
 * as they are (output -1), and an environment of a few known variables; a program of ours is found
 * beside this one if $PATH does not have it. *pid is the child, which the caller waits for.
 * ERR_UNAVAILABLE or ERR_NOPERM if it cannot be run, with the reason. A tool with '%' reports
 * itself, on standard error, what keeps it from running, because a name may take some time. */
enum err_code tool_start(const struct tool *tool, int output, pid_t *pid, struct err *e);

/* How a child ended, from the status of waitpid: "done", "ended with status 3", "killed by signal
 * 9". True for the first. */
bool tool_format_status(int status, char *out, size_t size);

/* Waits for the child; ERR_SOME, saying how it ended, if that was not with status 0. */
enum err_code tool_wait(const struct tool *tool, pid_t pid, struct err *e);

#endif
