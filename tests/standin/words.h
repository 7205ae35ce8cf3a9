/* Reads the words of the command line; each function ends the program when a word is not valid. */
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
/* With \xHH as that byte and \\ as a backslash; the caller frees it. */
char *words_unescaped(const char *word);
/* The first line of a file; the caller frees it. */
char *words_password(const char *path);

#endif
