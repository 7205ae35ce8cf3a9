/* What to tell callers who do not know which keys to press: a site's own list, then ours.
 * Both have the same form. A line that begins without a blank is a heading; the lines below it that
 * begin with a blank are to be read out one by one; # begins a comment. A heading "MAKER: what" is
 * for PCs of that maker, or of several makers with commas between them; one without a colon is for
 * all. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_CALLING_H
#define FCFH_SUPPORT_QUEUE_GUI_CALLING_H

#include <stdbool.h>

#include "common/err.h"

enum calling_what { CALLING_HEADING, CALLING_STEP };

/* One line, without surrounding blanks. */
typedef void calling_line_fn(void *context, enum calling_what what, const char *text);

/* Reads the site's list from a file of at most 64 KiB; the caller frees *own. If file is "", *own
 * is NULL and ERR_OK is returned. ERR_CONFIG and *own NULL if it cannot be read. */
enum err_code calling_load(const char *file, char **own, struct err *e);

/* The headings for one maker with their lines, the site's (own, or NULL) first; then those for all
 * PCs. Everything if maker is "". The maker may be as a person types it ("dell") or as AMT reports
 * it ("Dell Inc."). False if there is nothing for this maker alone. */
bool calling_each(const char *own, const char *maker, calling_line_fn *put, void *context);

#endif
