#include "support_queue_gui/spell.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum kind { LETTER, DIGIT, OTHER };

static enum kind kind_of(char c)
{
    if (c >= '0' && c <= '9')
        return DIGIT;
    return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ? LETTER : OTHER;
}

/* How many bytes the character at the start of the text has. */
static size_t char_bytes(const char *text)
{
    size_t n = 1;
    while (((unsigned char)text[n] & 0xC0) == 0x80)
        n++;
    return n;
}

/* How many characters the next group has: three, but no single character is left over. */
static size_t next_group(const char *text)
{
    enum kind kind = kind_of(*text);
    size_t run = 1;
    if (kind == OTHER)
        return 1;
    while (kind_of(text[run]) == kind && text[run] != '\0')
        run++;
    return run == 4 ? 4 : run < 3 ? run : 3;
}

static const char *name_of(char c)
{
    static const char *const letters[] = {
        "Alfa",    "Bravo", "Charlie", "Delta",  "Echo",     "Foxtrot", "Golf",   "Hotel",  "India",
        "Juliett", "Kilo",  "Lima",    "Mike",   "November", "Oscar",   "Papa",   "Quebec", "Romeo",
        "Sierra",  "Tango", "Uniform", "Victor", "Whiskey",  "X-ray",   "Yankee", "Zulu"};
    static const char *const digits[] = {"zero", "one", "two",   "three", "four",
                                         "five", "six", "seven", "eight", "nine"};
    static const struct {
        char c;
        const char *name;
    } others[] = {{'-', "dash"}, {'.', "dot"}, {'/', "slash"}, {'_', "underscore"}, {' ', "blank"}};
    if (kind_of(c) == DIGIT)
        return digits[c - '0'];
    if (kind_of(c) == LETTER)
        return letters[(c | 0x20) - 'a'];
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (others[i].c == c)
            return others[i].name;
    return NULL;
}

/* What is put between groups, and between the characters of one; each as it is or by its name. */
struct style {
    const char *between_groups;
    const char *between;
    bool named;
};

static void spell(const char *text, const struct style *style, char *out, size_t size)
{
    size_t used = 0;
    out[0] = '\0';
    while (*text != '\0') {
        if (*text == ' ' && !style->named) { /* a gap is there anyway */
            text++;
            continue;
        }
        size_t left = next_group(text);
        const char *gap = used > 0 ? style->between_groups : "";
        for (; left > 0; left--) {
            const char *name = style->named ? name_of(*text) : NULL;
            size_t bytes = char_bytes(text);
            int put = name != NULL
                          ? snprintf(out + used, size - used, "%s%s", gap, name)
                          : snprintf(out + used, size - used, "%s%.*s", gap, (int)bytes, text);
            if (put < 0 || (size_t)put >= size - used) {
                out[used] = '\0'; /* nothing of a character for which there is no room */
                return;
            }
            used += (size_t)put;
            text += bytes;
            gap = style->between;
        }
    }
}

void spell_groups(const char *text, char *out, size_t size)
{
    static const struct style style = {"   ", " ", false};
    spell(text, &style, out, size);
}

void spell_phonetic(const char *text, char *out, size_t size)
{
    static const struct style style = {", ", " ", true};
    spell(text, &style, out, size);
}
