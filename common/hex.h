/* Hexadecimal digits, two to a byte. */
#ifndef FCFH_COMMON_HEX_H
#define FCFH_COMMON_HEX_H

#include <stddef.h>

enum hex_case { HEX_LOWER, HEX_UPPER };

/* 0 to 15, or -1 if c is not a hexadecimal digit. */
int hex_digit(char c);

/* The byte spelt by the first two characters of text, or -1; reads no further than a NUL. */
int hex_byte(const char *text);

/* Writes two digits, no NUL. */
void hex_put(char *out, unsigned char byte, enum hex_case letters);

/* "AA 30 00": the first bytes of data in out, as many as fit, always with a NUL (size > 0). */
void hex_dump(const void *data, size_t len, char *out, size_t size);

#endif
