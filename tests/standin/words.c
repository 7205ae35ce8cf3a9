#include "tests/standin/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "tests/standin/text.h"

void list_add(struct list *list, const char *word)
{
    list->items = xrealloc(list->items, list->count + 1, sizeof *list->items);
    list->items[list->count++] = word;
}

bool list_has(const struct list *list, const char *word)
{
    for (size_t i = 0; word != NULL && i < list->count; i++) {
        if (strcmp(list->items[i], word) == 0)
            return true;
    }
    return false;
}

_Noreturn void words_usage(const char *what, const char *word)
{
    fprintf(stderr, "standin: %s%s%s\n", what, word ? ": " : "", word ? word : "");
    exit(EX_USAGE);
}

unsigned words_number(const char *word, unsigned most)
{
    char *end;
    unsigned long value = strtoul(word, &end, 10);

    if (end == word || *end != '\0' || word[0] == '-' || value > most)
        words_usage("not a number that fits", word);
    return (unsigned)value;
}

char *words_password(const char *path)
{
    FILE *file = fopen(path, "re");
    char *line = NULL;
    size_t room = 0;

    if (file == NULL || getline(&line, &room, file) < 0) {
        perror(path);
        exit(EX_NOINPUT);
    }
    if (fclose(file) != 0) {
        perror(path);
        exit(EX_NOINPUT);
    }
    line[strcspn(line, "\r\n")] = '\0';
    return line;
}

char *words_unescaped(const char *word)
{
    char *made = xstrdup(word);
    char *out = made;

    for (const char *at = word; *at != '\0'; at++, out++) {
        char digits[3] = {0};

        *out = *at;
        if (*at != '\\')
            continue;
        if (*++at == 'x') {
            digits[0] = at[1];
            digits[1] = digits[0] != '\0' ? at[2] : '\0';
            if (strspn(digits, "0123456789abcdefABCDEF") != 2 || strcmp(digits, "00") == 0)
                words_usage("not a byte other than 0 in hexadecimal", word);
            *out = (char)strtoul(digits, NULL, 16);
            at += 2;
        } else if (*at != '\\') {
            words_usage("a backslash stands before x and another one", word);
        }
    }
    *out = '\0';
    return made;
}
