/* What a search looks at: all that is known of a client, so that whatever the user mentions on the
 * phone finds it. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_ENTRY_SEARCH_H
#define FCFH_SUPPORT_QUEUE_GUI_ENTRY_SEARCH_H

#include <stdbool.h>
#include <stddef.h>

#include "support_queue_db/entry.h"

/* The most that is kept of one client; the newest events come first, and each appears once. */
#define ENTRY_SEARCH_SIZE 8192

/* In lower case, one value a line. Returns its length in bytes, without the NUL. */
size_t entry_search_text(const struct entry *entry, char out[ENTRY_SEARCH_SIZE]);

/* Whether it contains the text that a person typed. */
bool entry_search_matches(const char *search_text, const char *typed);

#endif
