#include "support_queue_gui/manage/console_command.h"

#include "support_queue_gui/manage/console.h"

enum err_code console_command(struct manage *m, struct manage_command *command, struct err *e)
{
    (void)command;
    return console_run(m, NULL, e);
}
