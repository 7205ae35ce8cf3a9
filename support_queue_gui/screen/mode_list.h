/* The list of the clients, and the start of what is known of the selected one. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_MODE_LIST_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_MODE_LIST_H

#include "support_queue_gui/screen/mode.h"

extern const struct mode mode_list;

#endif
