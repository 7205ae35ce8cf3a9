/* Reads the words of the command line; each ends the program when a word does not fit. */
#ifndef TESTS_STANDIN_WORDS_H
#define TESTS_STANDIN_WORDS_H

#include <stdbool.h>
#include <stddef.h>

struct list {
    const char **items;
    size_t count;
};

void list_add(struct list *list, const char *word);
bool list_has(const struct list *list, const char *word);

/* word may be NULL. */
_Noreturn void words_usage(const char *what, const char *word);
unsigned words_number(const char *word, unsigned most);
/* With \xHH as that byte and \\ as a backslash, for the caller to free. */
char *words_unescaped(const char *word);
/* The first line of a file, for the caller to free. */
char *words_password(const char *path);

#endif
