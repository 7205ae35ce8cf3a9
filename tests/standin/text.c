#include "tests/standin/text.h"

#include <openssl/evp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char base64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static _Noreturn void out_of_memory(void)
{
    fputs("standin: out of memory\n", stderr);
    abort();
}

void *xmalloc(size_t size)
{
    void *memory = calloc(1, size);

    if (memory == NULL)
        out_of_memory();
    return memory;
}

void *xrealloc(void *memory, size_t count, size_t size)
{
    void *moved = reallocarray(memory, count > 0 ? count : 1, size);

    if (moved == NULL)
        out_of_memory();
    return moved;
}

char *xstrdup(const char *string)
{
    char *copy = strdup(string);

    if (copy == NULL)
        out_of_memory();
    return copy;
}

char *xasprintf(const char *format, ...)
{
    char *made = NULL;
    va_list arguments;

    va_start(arguments, format);
    if (vasprintf(&made, format, arguments) < 0)
        out_of_memory();
    va_end(arguments);
    return made;
}

static void make_room(struct text *text, size_t more)
{
    size_t room = text->room ? text->room : 1024;
    char *data;

    while (room < text->size + more + 1)
        room *= 2;
    if (room == text->room)
        return;
    data = realloc(text->data, room);
    if (data == NULL)
        out_of_memory();
    text->data = data;
    text->room = room;
}

void text_add(struct text *text, const void *bytes, size_t size)
{
    make_room(text, size);
    if (size > 0)
        memcpy(text->data + text->size, bytes, size);
    text->size += size;
    text->data[text->size] = '\0';
}

void text_puts(struct text *text, const char *string)
{
    text_add(text, string, strlen(string));
}

void text_printf(struct text *text, const char *format, ...)
{
    char *made = NULL;
    va_list arguments;
    int size;

    va_start(arguments, format);
    size = vasprintf(&made, format, arguments);
    va_end(arguments);
    if (size < 0)
        out_of_memory();
    text_add(text, made, (size_t)size);
    free(made);
}

void text_escaped(struct text *text, const char *string)
{
    for (; *string != '\0'; string++) {
        switch (*string) {
        case '&':
            text_puts(text, "&amp;");
            break;
        case '<':
            text_puts(text, "&lt;");
            break;
        case '>':
            text_puts(text, "&gt;");
            break;
        case '"':
            text_puts(text, "&quot;");
            break;
        case '\r': /* a bare one would be read as a line feed */
            text_puts(text, "&#13;");
            break;
        default:
            text_add(text, string, 1);
        }
    }
}

void text_insert(struct text *text, size_t at, const void *bytes, size_t size)
{
    make_room(text, size);
    memmove(text->data + at + size, text->data + at, text->size - at);
    memcpy(text->data + at, bytes, size);
    text->size += size;
    text->data[text->size] = '\0';
}

void text_free(struct text *text)
{
    free(text->data);
    memset(text, 0, sizeof *text);
}

void base64_encode(const unsigned char *bytes, size_t size, char *out)
{
    const char *digits = base64_digits;

    for (size_t i = 0; i < size; i += 3) {
        unsigned long group = (unsigned long)bytes[i] << 16;

        if (i + 1 < size)
            group |= (unsigned long)bytes[i + 1] << 8;
        if (i + 2 < size)
            group |= bytes[i + 2];
        *out++ = digits[group >> 18];
        *out++ = digits[group >> 12 & 63];
        *out++ = i + 1 < size ? digits[group >> 6 & 63] : '=';
        *out++ = i + 2 < size ? digits[group & 63] : '=';
    }
    *out = '\0';
}

bool base64_decode16(const char *text, unsigned char out[16])
{
    unsigned char bytes[18];

    if (strlen(text) != 24 || strspn(text, base64_digits) != 22 || strcmp(text + 22, "==") != 0)
        return false;
    if (EVP_DecodeBlock(bytes, (const unsigned char *)text, 24) != sizeof bytes)
        return false;
    memcpy(out, bytes, 16);
    return true;
}

void hex_encode(const unsigned char *bytes, size_t size, bool upper, char *out)
{
    const char *digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";

    for (size_t i = 0; i < size; i++) {
        *out++ = digits[bytes[i] >> 4];
        *out++ = digits[bytes[i] & 15];
    }
    *out = '\0';
}
