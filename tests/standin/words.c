#include "tests/standin/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "tests/standin/text.h"

void list_add(struct list *list, const char *word)
{
    list->items = must_resize(list->items, list->count + 1, sizeof *list->items);
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
