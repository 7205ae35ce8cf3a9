#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "common/text.h"
#include "support_queue_db/entry_json.h"
#include "support_queue_db/queue_match.h"
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

static enum err_code print_json(const struct command *c, const struct entry *entry, struct err *e)
{
    char *text;
    enum err_code code = entry_json(entry, c->conf->queue.timeout, true, &text, e);
    if (code != ERR_OK)
        return code;
    (void)puts(text); /* a full disk shows at the end */
    free(text);
    return ERR_OK;
}

enum err_code command_show(const struct command *c, struct err *e)
{
    char id[QUEUE_ID_SIZE];
    struct entry entry;
    enum err_code code = queue_match(c->queue, c->arguments[0], id, e);
    if (code != ERR_OK)
        return code;
    code = queue_load(c->queue, id, &entry, e);
    if (code == ERR_OK && c->json)
        code = print_json(c, &entry, e);
    else if (code == ERR_OK)
        entry_lines(&entry, c->conf->queue.timeout, time(NULL), print_line, NULL);
    entry_free(&entry);
    return code;
}
