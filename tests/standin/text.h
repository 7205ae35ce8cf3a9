/* A growing run of bytes, and the few encodings that AMT's answers need. */
#ifndef TESTS_STANDIN_TEXT_H
#define TESTS_STANDIN_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct text {
    char *data; /* always followed by a zero byte once anything was added */
    size_t size;
    size_t room;
};

/* Each of these ends the program when memory runs out: a test program needs nothing better. */
void text_add(struct text *text, const void *bytes, size_t size);
void text_puts(struct text *text, const char *string);
void text_printf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Adds a string as XML character data or as an attribute's value. */
void text_escaped(struct text *text, const char *string);
void text_insert(struct text *text, size_t at, const void *bytes, size_t size);
void text_free(struct text *text);

void *xmalloc(size_t size);
/* Like reallocarray; memory may be NULL. */
void *xrealloc(void *memory, size_t count, size_t size);
char *xstrdup(const char *string);
char *xasprintf(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* out holds 4 * ((size + 2) / 3) + 1 bytes. */
void base64_encode(const unsigned char *bytes, size_t size, char *out);
/* Whether the text is the base64 of exactly 16 bytes, which are written to the output. */
bool base64_decode16(const char *text, unsigned char out[16]);
/* out holds 2 * size + 1 bytes. */
void hex_encode(const unsigned char *bytes, size_t size, bool upper, char *out);

#endif
