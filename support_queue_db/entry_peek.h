/*
 * What the file of an entry may say, found without parsing it. Pure. The answer is never no for a
 * file that does say it; a yes must be checked. A file written by another program may hold a letter
 * as a reference, in two parts or in another script; all of these give a yes. */
#ifndef FCFH_SUPPORT_QUEUE_DB_ENTRY_PEEK_H
#define FCFH_SUPPORT_QUEUE_DB_ENTRY_PEEK_H

#include <stdbool.h>
#include <stddef.h>

#include "common/text.h"

/* The longest part of the wanted text that a file holds unchanged; "" matches every file. */
struct entry_peek {
    char word[TEXT_VALUE_SIZE];
};

/* For a text in any mix of small and capital letters. */
void entry_peek_init(struct entry_peek *peek, const char *wanted);

/* text[len] is a NUL. Whether the text may be the file's ticket, or may be anywhere in the file. */
bool entry_peek_may_have_ticket(const struct entry_peek *peek, const char *text, size_t len);
bool entry_peek_may_have_text(const struct entry_peek *peek, const char *text, size_t len);

#endif
