/* The file of an entry: see fcfh-queue(5) and entry.rng. Buffers only, no input or output. */
#ifndef FCFH_SUPPORT_QUEUE_DB_ENTRY_XML_H
#define FCFH_SUPPORT_QUEUE_DB_ENTRY_XML_H

#include <stddef.h>

#include "common/err.h"
#include "support_queue_db/entry.h"

/* *entry must be initialised and empty; free it in any case. ERR_DATA for anything but an entry. */
enum err_code entry_parse_xml(struct entry *entry, const char *text, size_t len, struct err *e);

/* Caller frees *text. */
enum err_code entry_format_xml(const struct entry *entry, char **text, size_t *len, struct err *e);

#endif
