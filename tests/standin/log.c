#include "tests/standin/log.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { WORD_SIZE = 64 };

int log_open(const char *path)
{
    return open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
}

/* The last word of a URI, made of characters that cannot break the line into other fields. */
static void last_word(const char *uri, char word[WORD_SIZE])
{
    const char *slash = uri ? strrchr(uri, '/') : NULL;
    size_t size = 0;

    if (slash != NULL)
        uri = slash + 1;
    for (; uri != NULL && *uri != '\0' && size < WORD_SIZE - 1; uri++) {
        bool plain = (*uri >= 'a' && *uri <= 'z') || (*uri >= 'A' && *uri <= 'Z') ||
                     (*uri >= '0' && *uri <= '9') || strchr("_.-", *uri) != NULL;

        word[size++] = plain ? *uri : '?';
    }
    if (size == 0)
        word[size++] = '-';
    word[size] = '\0';
}

void log_exchange(int fd, const struct exchange *exchange)
{
    char action[WORD_SIZE], resource[WORD_SIZE], line[512];
    struct timespec now;
    int size;

    if (fd < 0)
        return;
    clock_gettime(CLOCK_REALTIME, &now);
    last_word(exchange->action, action);
    last_word(exchange->resource, resource);
    size =
        snprintf(line, sizeof line, "%lld.%03ld %s %03d %d %s %s%s%s\n", (long long)now.tv_sec,
                 now.tv_nsec / 1000000, exchange->where, exchange->status, exchange->authorised,
                 action, resource, exchange->note ? " " : "", exchange->note ? exchange->note : "");
    /* One write on an O_APPEND file: lines of different threads never mix. */
    if (write(fd, line, (size_t)size) != size)
        perror("standin: log");
}
