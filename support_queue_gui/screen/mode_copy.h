/* Choosing which of a client's values is copied to the clipboard. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_MODE_COPY_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_MODE_COPY_H

#include "support_queue_gui/screen/ui.h"

/* For the client in view. */
void mode_copy_open(struct ui *ui);
/* Copies the serial number, without asking which value. */
void copy_serial(struct ui *ui);

#endif
