/* A person is asked at the terminal, line by line; messages go to standard error. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_MANAGE_MANAGE_TERMINAL_H
#define FCFH_SUPPORT_QUEUE_GUI_MANAGE_MANAGE_TERMINAL_H

#include "support_queue_gui/manage/manage.h"

extern const struct manage_dialog manage_terminal;

#endif
