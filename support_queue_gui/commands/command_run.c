#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "common/msg.h"
#include "common/text.h"
#include "support_queue_db/queue_match.h"
#include "support_queue_gui/commands/commands.h"
#include "support_queue_gui/identify_request.h"
#include "support_queue_gui/snapshot.h"
#include "support_queue_gui/tools.h"

/* Asks on the terminal; without a terminal the answer is no. again: what was typed before does not
 * count as an answer. */
static bool ask_yes_no(const char *question, bool again)
{
    char answer[16];
    char clean[GATE_REASON_SIZE + 256];
    if (!isatty(STDIN_FILENO) || (again && tcflush(STDIN_FILENO, TCIFLUSH) != 0))
        return false;
    text_clean_ascii(question, clean, sizeof clean);
    (void)fprintf(stderr, "%s ", clean);
    return fgets(answer, sizeof answer, stdin) != NULL && (answer[0] == 'y' || answer[0] == 'Y');
}

/* What the person is asked about, or was asked about a moment ago. */
struct question {
    struct snapshot snapshot;
    struct tool tool;
    enum gate gate;
    char why[GATE_REASON_SIZE]; /* "" if the gate is open */
};

static void question_free(struct question *q)
{
    snapshot_free(&q->snapshot);
    tool_free(&q->tool);
}

/* Reads all of it as it is now; if AMT's answer is too old, after asking AMT once. */
static enum err_code load_question(const struct command *c, const struct conf_tool *conf,
                                   const char *id, bool *asked, struct question *q, struct err *e)
{
    struct err why;
    *q = (struct question){.why = ""};
    enum err_code code = snapshot_read(c->queue, id, &q->snapshot, e);
    q->gate = code == ERR_OK ? snapshot_gate(&q->snapshot, time(NULL), q->why) : GATE_SHUT;
    if (q->gate == GATE_STALE && !*asked && (c->options & COMMAND_YES) == 0) {
        *asked = true;
        if (identify_request_wait(c->queue, c->conf, c->config_file, id, &q->snapshot.entry.address,
                                  &why) != ERR_OK)
            msg_warning("%s", why.text); /* the question will say that AMT has not answered */
        snapshot_free(&q->snapshot);
        code = snapshot_read(c->queue, id, &q->snapshot, e);
        q->gate = code == ERR_OK ? snapshot_gate(&q->snapshot, time(NULL), q->why) : GATE_SHUT;
    }
    if (code == ERR_OK)
        code = tool_prepare(conf, &q->snapshot.entry, &q->tool, e);
    return code == ERR_OK && q->tool.host[0] != '\0' ? snapshot_check_name(&q->snapshot, e) : code;
}

/* Whether a yes to the one is not a yes to the other. */
static bool differs(const struct question *shown, const struct question *now)
{
    return !snapshot_equal(&shown->snapshot, &now->snapshot) ||
           !tool_equal(&shown->tool, &now->tool) ||
           (shown->gate == GATE_OPEN && now->gate != GATE_OPEN);
}

/* Asks until what the question was about is still so after the answer. */
static enum err_code confirm_tool(const struct command *c, const struct conf_tool *conf,
                                  const char *id, struct question *q, struct err *e)
{
    bool asked = false; /* AMT has been asked */
    bool changed = false;
    enum err_code code = load_question(c, conf, id, &asked, q, e);
    if (code != ERR_OK || (c->options & COMMAND_YES) != 0 ||
        (q->gate == GATE_OPEN && !q->tool.confirm))
        return code;
    do {
        char text[GATE_REASON_SIZE + 256];
        struct question shown = *q;
        tool_format_question(&q->tool, &q->snapshot.entry.address, q->why, changed, text,
                             sizeof text);
        if (!ask_yes_no(text, changed))
            return err_set(e, ERR_PROTOCOL, "%.60s: not run%s%.200s; --yes runs it anyway",
                           q->tool.name, q->gate != GATE_OPEN ? ": " : ", it asks first", q->why);
        code = load_question(c, conf, id, &asked, q, e);
        changed = code == ERR_OK && differs(&shown, q);
        question_free(&shown);
    } while (changed);
    return code;
}

enum err_code command_run(const struct command *c, struct err *e)
{
    const struct conf_tool *conf;
    struct question q = {.why = ""};
    char id[QUEUE_ID_SIZE];
    pid_t pid;
    enum err_code code = tool_find(c->conf, c->arguments[0], &conf, e);
    if (code == ERR_OK)
        code = queue_match(c->queue, c->arguments[1], id, e);
    if (code == ERR_OK)
        code = confirm_tool(c, conf, id, &q, e);
    if (code == ERR_OK) {
        (void)fflush(stdout);
        (void)signal(SIGINT, SIG_IGN); /* Ctrl-C is for the tool */
        code = tool_start(&q.tool, -1, &pid, e);
    }
    if (code == ERR_OK)
        code = tool_wait(&q.tool, pid, e);
    question_free(&q);
    return code;
}
