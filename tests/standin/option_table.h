/* Command line options described by a table: each fills in a member of a struct. */
#ifndef TESTS_STANDIN_OPTION_TABLE_H
#define TESTS_STANDIN_OPTION_TABLE_H

#include <getopt.h>
#include <stddef.h>

enum option_kind { OPTION_FLAG, OPTION_NUMBER, OPTION_WORD, OPTION_LIST };

struct table_option {
    const char *name;
    enum option_kind kind;
    size_t at; /* where the bool, unsigned, const char * or struct list is */
};

/* Adds the long options, numbered from `first` on. */
void option_table_list(const struct table_option *table, size_t count, struct option *list,
                       int first);
void option_table_take(const struct table_option *option, void *into, const char *word);

#endif
