/*
 * Text from outside, made harmless where it goes: into XML, or before a person's eyes. A
 * "character" is a Unicode code point; invalid UTF-8 counts byte by byte.
 */
#ifndef FCFH_COMMON_TEXT_H
#define FCFH_COMMON_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* The size of one value that a client tells about itself, in bytes with the NUL. */
#define TEXT_VALUE_SIZE 257

/* A copy of in[len] that is legal in an XML 1.0 document: valid UTF-8 without the control and
 * non-characters that section 2.2 forbids (each becomes U+FFFD); tabs and line ends become spaces;
 * blanks at both ends are cut; at most size - 1 bytes, never cut within a character. */
void text_clean_xml(const char *in, size_t len, char *out, size_t size);

/* A copy of in that is safe for a terminal or a log: everything that is not visible (control,
 * escape, bidi, zero-width, private, unassigned) becomes '?'. */
void text_clean_visible(const char *in, char *out, size_t size);

/* The same with everything outside ASCII as '?', for terminals without UTF-8. */
void text_clean_ascii(const char *in, char *out, size_t size);

/* 1 to most visible characters, valid UTF-8, no blank at either end. */
bool text_is_label(const char *text, size_t most);

/* How many columns visible text takes on a terminal. */
size_t text_columns(const char *text);

/* Prints visible text from column on, and what does not fit into width on further lines after
 * indent blanks. Lines are broken between words; a word that is longer than a line stays whole, so
 * that a path can still be copied. */
void text_wrap(FILE *to, const char *text, size_t column, size_t indent, size_t width);

/* Copies the longest start of visible text that fits into columns; returns how many it takes. */
size_t text_fit(const char *text, size_t columns, char *out, size_t size);

#endif
