/* What to tell callers who do not know which keys to press: a site's own list, then ours.
 * Both have one form. A line that begins without a blank is a heading, those below it that begin
 * with one are said line by line; # begins a remark. A heading "MAKER: what" is for PCs of that
 * maker, several are parted by commas; one without a colon is for all.
 */
#ifndef FCFH_SUPPORT_QUEUE_GUI_CALLING_H
#define FCFH_SUPPORT_QUEUE_GUI_CALLING_H

#include <stdbool.h>

#include "common/err.h"

enum calling_what { CALLING_HEADING, CALLING_SAID };

/* One line, without blanks around it. */
typedef void calling_put(void *context, enum calling_what what, const char *text);

/* The site's list from a file, 64 KiB at most; the caller frees *own. NULL, and ERR_OK, if file is
 * "". ERR_CONFIG and *own NULL if it cannot be read. */
enum err_code calling_load(const char *file, char **own, struct err *e);

/* The headings for one maker with their lines, those of the site (own, or NULL) first; then those
 * for all PCs. Everything if maker is "". It is found as a person types it ("dell") and as AMT
 * tells it ("Dell Inc."). False if there is nothing for this maker alone. */
bool calling_each(const char *own, const char *maker, calling_put *put, void *context);

#endif
