#include "amt_cfg/host_table.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "common/host_name.h"

/* What a node of libc's tree (tsearch) holds. */
struct leaf {
    char key[HOST_NAME_SIZE];
    size_t value;
};

static int compare(const void *a, const void *b)
{
    return strcmp(((const struct leaf *)a)->key, ((const struct leaf *)b)->key);
}

size_t *host_table_find(const struct host_table *table, const char *host)
{
    struct leaf wanted;
    host_normalize(host, wanted.key);
    struct leaf *const *found = tfind(&wanted, &table->root, compare);
    return found != NULL ? &(*found)->value : NULL;
}

enum err_code host_table_put(struct host_table *table, const char *host, size_t value,
                             struct err *e)
{
    size_t *there = host_table_find(table, host);
    if (there != NULL) {
        *there = value;
        return ERR_OK;
    }
    struct leaf *leaf = calloc(1, sizeof *leaf);
    if (leaf == NULL)
        return err_nomem(e);
    host_normalize(host, leaf->key);
    leaf->value = value;
    if (tsearch(leaf, &table->root, compare) == NULL) {
        free(leaf);
        return err_nomem(e);
    }
    table->count++;
    return ERR_OK;
}

void host_table_free(struct host_table *table)
{
    tdestroy(table->root, free);
    *table = (struct host_table){.root = NULL};
}
