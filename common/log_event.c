#include "common/log_event.h"

const char *log_key_name(enum log_key key)
{
#define LOG_KEY_WORD(id, word) [id] = (word),
    static const char *const words[LOG_KEYS_END] = {LOG_KEYS(LOG_KEY_WORD)};
#undef LOG_KEY_WORD
    return words[key];
}
