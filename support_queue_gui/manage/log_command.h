/* "log": AMT's event log in words. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_MANAGE_LOG_COMMAND_H
#define FCFH_SUPPORT_QUEUE_GUI_MANAGE_LOG_COMMAND_H

#include "support_queue_gui/manage/manage_command.h"

manage_run log_command;

#endif
