#include "support_queue_db/entry_word.h"

#include <string.h>

bool entry_word_name_is_valid(const char *name)
{
    size_t len = strlen(name);
    return len > 0 && len < ENTRY_INVENTORY_NAME_SIZE &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz_") == len;
}

bool entry_word_is_by_hand(const struct entry_word *word)
{
    return strncmp(word->from, ENTRY_BY_HAND, sizeof ENTRY_BY_HAND - 1) == 0;
}
