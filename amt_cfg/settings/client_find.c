#include "amt_cfg/settings/client_find.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/addr.h"

/* "UUID" alone means the first machine that has it. */
static bool has_exactly(const struct register_client *client, const char *id)
{
    char own[REGISTER_ID_SIZE];
    struct addr wanted;
    struct addr from;
    register_client_id(client, own);
    if (strcasecmp(own, id) == 0 || strcmp(client->serial, id) == 0)
        return true;
    for (size_t i = 0; i < client->name_count; i++)
        if (strcasecmp(client->names[i], id) == 0)
            return true;
    return addr_parse(id, &wanted) && addr_parse(client->learned_from, &from) &&
           addr_equal(&wanted, &from);
}

static bool begins_with(const struct register_client *client, const char *id)
{
    char own[REGISTER_ID_SIZE];
    const size_t len = strlen(id);
    register_client_id(client, own);
    if (strncasecmp(own, id, len) == 0)
        return true;
    for (size_t i = 0; i < client->name_count; i++)
        if (strncasecmp(client->names[i], id, len) == 0 && client->names[i][len] == '.')
            return true;
    return false;
}

typedef bool fits(const struct register_client *client, const char *id);

static size_t find(const struct client_register *reg, fits *fit, const char *id,
                   const struct register_client *first[2])
{
    const struct register_client *client;
    size_t count = 0;
    for (size_t i = 0; (client = register_at(reg, i)) != NULL; i++)
        if (fit(client, id) && count++ < 2)
            first[count - 1] = client;
    return count;
}

enum err_code client_find(const struct client_register *reg, const char *id,
                          const struct register_client **found, struct err *e)
{
    const struct register_client *first[2];
    char one[REGISTER_ID_SIZE];
    char two[REGISTER_ID_SIZE];
    size_t count = id[0] != '\0' ? find(reg, has_exactly, id, first) : 0;
    if (count == 0 && id[0] != '\0')
        count = find(reg, begins_with, id, first);
    if (count == 0)
        return err_set(e, ERR_NOHOST, "%.80s: not in the register", id);
    if (count == 1) {
        *found = first[0];
        return ERR_OK;
    }
    register_client_id(first[0], one);
    register_client_id(first[1], two);
    return err_set(e, ERR_USAGE, "%.80s: %zu clients have that: %s, %s%s", id, count, one, two,
                   count > 2 ? ", ..." : "");
}
