/* What the keys do, in each mode of the screen. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_UI_KEYS_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_UI_KEYS_H

#include "support_queue_gui/screen/ui.h"

/* Does what a key asks for: a character, or a special key of keys.h. */
void ui_key(struct ui *ui, long key);

#endif
