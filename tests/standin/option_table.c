#include "tests/standin/option_table.h"

#include <stdbool.h>

#include "tests/standin/words.h"

enum { NUMBER_MOST = 1000000 };

void option_table_list(const struct table_option *table, size_t count, struct option *list,
                       int first)
{
    for (size_t i = 0; i < count; i++) {
        list[i].name = table[i].name;
        list[i].has_arg = table[i].kind == OPTION_FLAG ? no_argument : required_argument;
        list[i].flag = NULL;
        list[i].val = first + (int)i;
    }
}

void option_table_take(const struct table_option *option, void *into, const char *word)
{
    void *member = (char *)into + option->at;

    switch (option->kind) {
    case OPTION_FLAG:
        *(bool *)member = true;
        break;
    case OPTION_NUMBER:
        *(unsigned *)member = words_number(word, NUMBER_MOST);
        break;
    case OPTION_WORD:
        *(const char **)member = word;
        break;
    case OPTION_LIST:
        list_add(member, word);
        break;
    }
}
