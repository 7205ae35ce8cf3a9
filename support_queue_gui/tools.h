/*
 * The work flow tool: [tools] of fcfh.conf, run against one client.
 *
 * A command may start with flags, as in tig: '?' asks first, '@' runs it in the background and
 * keeps its output; '%' gives it the client's name, see tool_host.h. Words are split before values
 * are put into them, so a value can never become two words or an option, and no shell sees it.
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

/* A tool's flags and words with the client's values in them. ERR_CONFIG for a command that makes no
 * sense, ERR_DATA if a value that it needs is not known, starts a word with '-', or stands in a URL
 * or in a file's name with characters that would change where that leads. Free with tool_free. */
enum err_code tool_prepare(const struct conf_tool *conf, const struct entry *entry,
                           struct tool *tool, struct err *e);
void tool_free(struct tool *tool);

/* The tool of this name, or the only one that starts so; letters in either case. ERR_USAGE. */
enum err_code tool_find(const struct conf *conf, const char *name, const struct conf_tool **tool,
                        struct err *e);

/* Whether both would run the same words, with the same name. */
bool tool_same(const struct tool *a, const struct tool *b);

/* What a person is asked before it is run at this address. why: the reason for asking, or "" if the
 * tool itself wants it; changed: it was another question a moment ago. */
void tool_question(const struct tool *tool, const struct addr *address, const char *why,
                   bool changed, char *out, size_t size);

/* Starts it with standard input from /dev/null and output to a file descriptor, or with all three
 * as they are (output -1), and an environment of a few known variables; a program of ours is found
 * beside this one where $PATH has none. *pid is the child, which the caller waits for.
 * ERR_UNAVAILABLE or ERR_NOPERM if it cannot be run, with the reason; what keeps one with '%' from
 * running it says itself, on standard error, because a name may take its time. */
enum err_code tool_start(const struct tool *tool, int output, pid_t *pid, struct err *e);

/* How a child ended, by the status of waitpid: "done", "ended with status 3", "killed by signal 9".
 * True for the first. */
bool tool_ending(int status, char *out, size_t size);

/* Waits for the child; ERR_SOME and how it ended if that was not with status 0. */
enum err_code tool_wait(const struct tool *tool, pid_t pid, struct err *e);

#endif
