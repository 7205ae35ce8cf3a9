#include "common/nearest.h"

#include <string.h>

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

size_t nearest_distance(const char *a, const char *b)
{
    size_t row[NEAREST_LENGTH_MAX + 1];
    size_t len = strlen(b);
    if (len > NEAREST_LENGTH_MAX || strlen(a) > NEAREST_LENGTH_MAX)
        return NEAREST_LENGTH_MAX;
    for (size_t j = 0; j <= len; j++)
        row[j] = j;
    for (size_t i = 0; a[i] != '\0'; i++) {
        size_t corner = row[0]++;
        for (size_t j = 0; j < len; j++) {
            size_t changed = corner + (a[i] != b[j]);
            corner = row[j + 1];
            row[j + 1] = least(changed, least(row[j], row[j + 1]) + 1);
        }
    }
    return row[len];
}

size_t nearest_most(const char *word)
{
    return strlen(word) / 3 + 1;
}
