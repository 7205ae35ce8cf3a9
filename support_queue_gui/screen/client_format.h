/* How a client is named in a question. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_CLIENT_FORMAT_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_CLIENT_FORMAT_H

#include "support_queue_gui/screen/ui.h"

#define CLIENT_NAME_SIZE    128
#define CLIENT_SUMMARY_SIZE 384

/* Values for which a question of three lines has no room are cut, with a '~'. */
void client_format_name(const struct entry *entry, char out[CLIENT_NAME_SIZE]);
/* "CZC70069 (verified, INC-7, anna since 20:27)". */
void client_format_summary(const struct ui *ui, const struct entry *entry,
                           char out[CLIENT_SUMMARY_SIZE]);

/* Reads the client that a question is to be about, which is ui->subject. If it is not there, says
 * why and returns false. *entry is freed by the caller in any case. */
bool client_load(struct ui *ui, struct entry *entry);

#endif
