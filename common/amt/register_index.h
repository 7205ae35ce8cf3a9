/* Finds records of the register by what is known of a machine. The caller keeps the records. Pure.
 */
#ifndef FCFH_COMMON_AMT_REGISTER_INDEX_H
#define FCFH_COMMON_AMT_REGISTER_INDEX_H

#include <stdint.h>

#include "common/amt/register_client.h"

enum register_by { BY_GUID, BY_KEY, BY_REALM, BY_SERIAL, BY_NAME };

/* All zeros: empty. The caller frees entries. */
struct register_index {
    struct register_index_entry {
        uint64_t hash;
        const struct register_client *client;
    } * entries; /* by hash, then by the record's UUID and number */
    size_t count, room;
};

/* Adds a record unsorted: register_index_sort then sorts them all. False: out of memory, and
 * nothing was added. */
bool register_index_append(struct register_index *index, const struct register_client *client);
void register_index_sort(struct register_index *index);

/* Adds a record in its place, and takes one out. */
bool register_index_insert(struct register_index *index, const struct register_client *client);
void register_index_remove(struct register_index *index, const struct register_client *client);

/* The next record with this value, NULL after the last; *at = 0 at first. `value` is text, for
 * BY_GUID a struct guid. */
const struct register_client *register_index_find(const struct register_index *index,
                                                  enum register_by by, const void *value,
                                                  size_t *at);

#endif
