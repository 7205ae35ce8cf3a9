/* A list of machines: whatever is in it, the resulting hosts are valid, and each occurs only
 * once. */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "amt_cfg/hosts.h"
#include "common/host_name.h"

static void expect(bool good)
{
    if (!good)
        abort();
}

static void count(void *context, enum msg_level level, const char *text)
{
    unsigned *errors = context;
    *errors += level == MSG_ERROR;
    expect(strncmp(text, "f:", 2) == 0 && strlen(text) > 4);
}

static void check(const struct host_list *list)
{
    char before[HOST_NAME_SIZE] = "";
    expect(list->count > 0 && list->count <= list->room);
    for (size_t i = 0; i < list->count; i++) {
        const struct host_line *line = &list->lines[i];
        char key[HOST_NAME_SIZE];
        expect(host_is_valid(line->host, NULL) && user_is_valid(line->user, NULL));
        expect(line->host[0] != '[' && line->host[0] != '-');
        expect(i == 0 || line->line > list->lines[i - 1].line);
        host_normalize(line->host, key);
        expect(strcmp(key, before) != 0);
        memcpy(before, key, sizeof before);
    }
}

/* The first byte says whether there is one user for all of them. */
void fuzz_one(const uint8_t *data, size_t size)
{
    struct host_list list;
    struct err e = {0};
    unsigned errors = 0;
    if (size == 0)
        return;
    enum err_code code = hosts_parse((const char *)data + 1, size - 1, "f",
                                     data[0] % 2 == 0 ? "admin" : NULL, &list, count, &errors, &e);
    expect(code == e.code && (code == ERR_OK || code == ERR_DATA));
    expect(errors <= HOSTS_ERRORS_MAX + 1 && (errors == 0 || code == ERR_DATA));
    if (code == ERR_OK)
        check(&list);
    hosts_free(&list);
}
