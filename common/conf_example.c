/* Makes fcfh.conf.example, which is installed: puts behind each section's name in the frame on
 * standard input the section's keys, as the table of the settings has them. Only `make` runs it. */
#include <stdio.h>
#include <string.h>

#include "common/conf.h"

enum { WHAT_COLUMN = 24, LINE_SIZE = 512 };

/* What has no built-in value is commented out. */
static void print_key(const struct conf_key *key)
{
    char line[LINE_SIZE];
    (void)snprintf(line, sizeof line, "%s%s = %s", key->builtin != NULL ? "" : ";", key->name,
                   key->builtin != NULL ? key->builtin : key->example);
    if (key->description != NULL)
        (void)printf("%-*s ; %s\n", WHAT_COLUMN - 1, line, key->description);
    else
        (void)puts(line);
}

static void print_section(const char *section)
{
    const struct conf_key *key;
    for (size_t i = 0; (key = conf_key_at(i)) != NULL; i++)
        if (key->name != NULL && strcmp(key->section, section) == 0)
            print_key(key);
}

int main(void)
{
    char line[LINE_SIZE];
    char section[LINE_SIZE];
    while (fgets(line, sizeof line, stdin) != NULL) {
        (void)fputs(line, stdout);
        if (sscanf(line, "[%511[^]]]", section) == 1)
            print_section(section);
    }
    return fflush(stdout) == 0 && ferror(stdin) == 0 ? 0 : 1;
}
