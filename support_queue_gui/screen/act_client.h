/* What keys do to one client, except for its ticket and its tools. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_ACT_CLIENT_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_ACT_CLIENT_H

#include "support_queue_gui/screen/ui.h"

void act_identify(struct ui *ui);
void act_confirm(struct ui *ui);
/* Adds a client by its address, or by its name, which is looked up meanwhile. */
void act_add(struct ui *ui);
/* The name has been looked up: ui->lookup.fd can be read. */
void act_add_found(struct ui *ui);
void act_delete(struct ui *ui);
void act_undo(struct ui *ui);

#endif
