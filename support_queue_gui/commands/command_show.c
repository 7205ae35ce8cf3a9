#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "common/text.h"
#include "support_queue_db/entry_json.h"
#include "support_queue_db/queue_run.h"
#include "support_queue_gui/commands/commands.h"
#include "support_queue_gui/entry_lines.h"
#include "support_queue_gui/table.h"

#define LABEL_WIDTH 14

static void print_line(void *context, const struct entry_line *line)
{
    char clean[TEXT_VALUE_SIZE * 2];
    (void)context;
    table_clean(line->text, clean, sizeof clean);
    (void)printf("%-*s  %s\n", LABEL_WIDTH, line->label, clean);
}

enum err_code command_json(const struct command *c, const struct entry *entry, bool with_events,
                           char **line, struct err *e)
{
    return entry_format_json(entry, c->conf->queue.timeout, time(NULL), with_events, line, e);
}

enum err_code command_show(const struct command *c, struct err *e)
{
    struct entry entry;
    char *line = NULL;
    bool as_json = (c->options & COMMAND_JSON) != 0;
    enum err_code code = queue_load(c->queue, c->id, &entry, e);
    if (code == ERR_OK && as_json)
        code = command_json(c, &entry, true, &line, e);
    if (code == ERR_OK && as_json)
        (void)puts(line); /* a full disk is reported at the end */
    else if (code == ERR_OK)
        entry_lines(&entry, c->conf->queue.timeout, queue_run_is_claimed(c->queue), time(NULL),
                    print_line, NULL);
    free(line);
    entry_free(&entry);
    return code;
}
