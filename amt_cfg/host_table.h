/* Finds a number by a host, whatever the spelling (host_key): which line or result is its own. */
#ifndef FCFH_AMT_CFG_HOST_TABLE_H
#define FCFH_AMT_CFG_HOST_TABLE_H

#include <stddef.h>

#include "common/err.h"

/* All zeros is empty. */
struct host_table {
    void *root; /* of a tree of libc's */
    size_t count;
};

/* NULL if the host is not there. Good until the table is freed. */
size_t *host_table_find(const struct host_table *table, const char *host);

/* Replaces the value of a host that is there. ERR_INTERNAL: out of memory, nothing is changed. */
enum err_code host_table_put(struct host_table *table, const char *host, size_t value,
                             struct err *e);

void host_table_free(struct host_table *table);

#endif
