/* How a client is called where a person is asked about it. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_CLIENT_WORDS_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_CLIENT_WORDS_H

#include <stdbool.h>
#include <time.h>

#include "support_queue_db/entry.h"

/* Short enough for three lines of 40 columns; what is longer is cut with a '~'. */
#define CLIENT_NAME_SIZE   64
#define CLIENT_HOLDER_SIZE 128
#define CLIENT_WORDS_SIZE  256

/* Its serial number or its name; the address of one that never answered. */
void client_name(const struct entry *entry, char out[CLIENT_NAME_SIZE]);

/* "INC-7 by anna 20:27", "no ticket". */
void client_holder(const struct entry *entry, time_t now, char out[CLIENT_HOLDER_SIZE]);

/* "CZC70069 (verified, INC-7 by anna 20:27)". */
void client_words(const struct entry *entry, bool runs, time_t now, char out[CLIENT_WORDS_SIZE]);

#endif
