/* "console" */
#ifndef FCFH_SUPPORT_QUEUE_GUI_MANAGE_CONSOLE_COMMAND_H
#define FCFH_SUPPORT_QUEUE_GUI_MANAGE_CONSOLE_COMMAND_H

#include "support_queue_gui/manage/manage_command.h"

manage_run console_command;

#endif
