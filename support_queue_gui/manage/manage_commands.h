/* The commands of fcfh-manage. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_MANAGE_MANAGE_COMMANDS_H
#define FCFH_SUPPORT_QUEUE_GUI_MANAGE_MANAGE_COMMANDS_H

#include "support_queue_gui/manage/manage_command.h"

/* Each command with what it takes; ends with NULL. */
extern const char *const manage_usages[];

/* ERR_USAGE for words that are not a command, and for options of another command. */
enum err_code manage_command_parse(char **words, const struct manage_options *options,
                                   struct manage_command *command, struct err *e);

#endif
