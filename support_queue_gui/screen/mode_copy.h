/* Which of a client's values goes to the clipboard. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_MODE_COPY_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_MODE_COPY_H

#include "support_queue_gui/screen/ui.h"

/* Of the client in view. */
void mode_copy_open(struct ui *ui);
/* The serial number, without a choice. */
void copy_serial(struct ui *ui);

#endif
