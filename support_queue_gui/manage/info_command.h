/* "info": what AMT says of the PC, and how it can be reached. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_MANAGE_INFO_COMMAND_H
#define FCFH_SUPPORT_QUEUE_GUI_MANAGE_INFO_COMMAND_H

#include "support_queue_gui/manage/manage_command.h"

manage_run info_command;

#endif
