/* The table of the keys: the screen, its footer, its help and the man page are made from it. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_KEYS_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_KEYS_H

#include "support_queue_gui/screen/input.h"
#include "support_queue_gui/screen/ui.h"

/* All keys in the order of the help screen. */
const struct key *keys_all(size_t *count);
/* NULL for a key that has no row. */
const struct key *keys_find(long key);

/* Does what a key asks for: keys that the mode on top takes are its own, the others are the
 * table's. A key that does more than move is obeyed only when it came alone. */
void keys_press(struct ui *ui, const struct press *press);

#endif
