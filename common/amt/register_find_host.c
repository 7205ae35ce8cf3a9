#include "common/amt/register_find_host.h"

#include <string.h>

const struct register_client *register_find_host(const struct client_register *reg,
                                                 const char *host, bool *sure)
{
    size_t at = 0;
    const struct register_client *client = register_by_name(reg, host, &at);
    *sure = client != NULL;
    for (size_t i = 0; client == NULL && i < register_count(reg); i++)
        if (strcmp(register_at(reg, i)->learned_from, host) == 0)
            client = register_at(reg, i);
    return client;
}
