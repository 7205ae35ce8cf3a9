/* Which clients have left the queue, and how to put one of them back. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_MODE_ARCHIVE_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_MODE_ARCHIVE_H

#include "support_queue_gui/screen/ui.h"

void mode_archive_open(struct ui *ui);

#endif
