/* "screen": one picture of the PC's screen. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_MANAGE_SCREEN_COMMAND_H
#define FCFH_SUPPORT_QUEUE_GUI_MANAGE_SCREEN_COMMAND_H

#include "support_queue_gui/manage/manage_command.h"

manage_run screen_command;

#endif
