/* One line for each HTTP exchange. */
#ifndef TESTS_STANDIN_LOG_H
#define TESTS_STANDIN_LOG_H

#include <stdbool.h>

struct exchange {
    const char *where;
    int status; /* 0: never answered */
    bool authorised;
    const char *action, *resource; /* URIs or NULL; their last word is logged */
    const char *note;              /* one more word, or NULL */
};

int log_open(const char *path);
void log_exchange(int fd, const struct exchange *exchange);

#endif
