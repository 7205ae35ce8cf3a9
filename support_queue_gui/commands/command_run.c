#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/text.h"
#include "support_queue_db/queue_match.h"
#include "support_queue_gui/commands/commands.h"
#include "support_queue_gui/tools.h"

/* Asks on the terminal; without one the answer is no. */
static bool agreed(const struct tool *tool, const char *why)
{
    char answer[16];
    char clean[ENTRY_REASON_SIZE + 64];
    if (!isatty(STDIN_FILENO))
        return false;
    text_clean_ascii(why, clean, sizeof clean);
    (void)fprintf(stderr, "%s%sRun %s? y/N ", clean, clean[0] != '\0' ? ". " : "", tool->name);
    return fgets(answer, sizeof answer, stdin) != NULL && (answer[0] == 'y' || answer[0] == 'Y');
}

static enum err_code run_tool(const struct command *c, const struct tool *tool,
                              const struct entry *entry, struct err *e)
{
    char why[ENTRY_REASON_SIZE + 32];
    pid_t pid;
    bool unsure = tool_warning(entry, why, sizeof why);
    if ((unsure || tool->confirm) && (c->options & COMMAND_YES) == 0 && !agreed(tool, why))
        return err_set(e, ERR_PROTOCOL, "%.60s: not run%s%.200s; --yes runs it all the same",
                       tool->name, unsure ? ": " : ", it asks first", why);
    (void)fflush(stdout);
    (void)signal(SIGINT, SIG_IGN); /* Ctrl-C is for the tool */
    enum err_code code = tool_start(tool, -1, &pid, e);
    return code == ERR_OK ? tool_wait(tool, pid, e) : code;
}

enum err_code command_run(const struct command *c, struct err *e)
{
    const struct conf_tool *conf;
    struct tool tool;
    struct entry entry;
    char id[QUEUE_ID_SIZE];
    enum err_code code = tool_find(c->conf, c->arguments[0], &conf, e);
    if (code == ERR_OK)
        code = queue_match(c->queue, c->arguments[1], id, e);
    if (code != ERR_OK)
        return code;
    code = queue_load(c->queue, id, &entry, e);
    if (code == ERR_OK)
        code = tool_prepare(conf, &entry, &tool, e);
    if (code == ERR_OK) {
        code = run_tool(c, &tool, &entry, e);
        tool_free(&tool);
    }
    entry_free(&entry);
    return code;
}
