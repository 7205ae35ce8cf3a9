/* Finds a number by a host in any spelling (host_normalize): the line or the result that belongs to
 * it. */
#ifndef FCFH_AMT_CFG_HOST_TABLE_H
#define FCFH_AMT_CFG_HOST_TABLE_H

#include <stddef.h>

#include "common/err.h"

/* All zeros is empty. */
struct host_table {
    void *root; /* the root of libc's tree */
    size_t count;
};

/* NULL if the host is not there. The pointer is valid until the table is freed. */
size_t *host_table_find(const struct host_table *table, const char *host);

/* Replaces the value of a host that is there. ERR_INTERNAL: out of memory, nothing is changed. */
enum err_code host_table_put(struct host_table *table, const char *host, size_t value,
                             struct err *e);

void host_table_free(struct host_table *table);

#endif
