#include <stdio.h>
#include <stdlib.h>

#include "common/msg.h"
#include "support_queue_gui/calling.h"
#include "support_queue_gui/commands/commands.h"
#include "support_queue_gui/table.h"

static void print_line(void *context, enum calling_what what, const char *text)
{
    bool *first = context;
    char clean[1024];
    table_clean(text, clean, sizeof clean);
    (void)printf("%s%s%s\n", what == CALLING_HEADING && !*first ? "\n" : "",
                 what == CALLING_HEADING ? "" : "    ", clean);
    *first = false;
}

enum err_code command_keys(const struct command *c, struct err *e)
{
    const char *maker = c->arguments[0] != NULL ? c->arguments[0] : "";
    bool first = true;
    char *own;
    /* A site's list may be unreadable; the user is still on the phone. */
    enum err_code code = calling_load(c->conf->screen.keys, &own, e);
    if (!calling_each(own, maker, print_line, &first))
        msg_warning("'%s': nothing about this maker; this is for any PC", maker);
    free(own);
    return code;
}
