/*
 * What the file of an entry may say, seen without parsing it. Pure. Never says no to a file that
 * does say it; a yes is to be looked at. A file of another hand may write a letter as a reference,
 * in two parts or in another script, and all of these are a yes.
 */
#ifndef FCFH_SUPPORT_QUEUE_DB_ENTRY_PEEK_H
#define FCFH_SUPPORT_QUEUE_DB_ENTRY_PEEK_H

#include <stdbool.h>
#include <stddef.h>

#include "common/text.h"

/* The longest part of what is looked for that stands in a file as it is; "" fits every file. */
struct entry_peek {
    char word[TEXT_VALUE_SIZE];
};

/* For a text in small and capital letters alike. */
void entry_peek_for(struct entry_peek *peek, const char *wanted);

/* text[len] is a NUL. Whether it may be the file's ticket, or stand anywhere in it. */
bool entry_peek_ticket(const struct entry_peek *peek, const char *text, size_t len);
bool entry_peek_anywhere(const struct entry_peek *peek, const char *text, size_t len);

#endif
