/*
 * Text from outside, made harmless at the place where it goes: into XML, or before a person's eyes.
 * A "character" is a Unicode code point; what is no valid UTF-8 counts byte by byte.
 */
#ifndef FCFH_COMMON_TEXT_H
#define FCFH_COMMON_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* What one value a client tells of itself may take in the queue, in bytes with the NUL. */
#define TEXT_VALUE_SIZE 257

/* A copy of in[len] that may stand in an XML 1.0 document: valid UTF-8 without the control and
 * non-characters that section 2.2 forbids (each becomes U+FFFD); tab and line ends become a space;
 * blanks at both ends are cut; no more than size - 1 bytes, never cut within a character. */
void text_clean_xml(const char *in, size_t len, char *out, size_t size);

/* A copy of in that may go to a terminal or a log: everything that is not visible by itself
 * (control, escape, bidi, zero-width, private, unassigned) becomes '?'. */
void text_clean_visible(const char *in, char *out, size_t size);

/* The same with everything outside ASCII as '?', for terminals that know no UTF-8. */
void text_clean_ascii(const char *in, char *out, size_t size);

/* 1 to most visible characters, valid UTF-8, no blank at either end. */
bool text_is_label(const char *text, size_t most);

/* Columns that visible text takes on a terminal. */
size_t text_columns(const char *text);

/* Prints visible text from column on, and what does not fit into width on lines of its own behind
 * indent blanks. It is broken between words; one that is longer than a line stays whole, so that a
 * path can still be copied. */
void text_wrap(FILE *to, const char *text, size_t column, size_t indent, size_t width);

/* Copies the longest start of visible text that takes at most columns; returns what it takes. */
size_t text_fit(const char *text, size_t columns, char *out, size_t size);

#endif
