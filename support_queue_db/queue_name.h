/*
 * File names of the queue, and the only place that knows them. An entry's id is the name of its
 * file without ".xml": the UUID in lower case, or while that is not known the address, with '-' for
 * the ':' of IPv6. Reading is strict: the whole name or nothing.
 */
#ifndef FCFH_SUPPORT_QUEUE_DB_QUEUE_NAME_H
#define FCFH_SUPPORT_QUEUE_DB_QUEUE_NAME_H

#include <stdbool.h>
#include <time.h>

#include "common/addr.h"
#include "common/guid.h"

#define QUEUE_ID_SIZE           64
#define QUEUE_NAME_SIZE         (QUEUE_ID_SIZE + 4)
#define QUEUE_ARCHIVE_NAME_SIZE (QUEUE_ID_SIZE + 48)

void queue_id_of_guid(const struct guid *guid, char id[QUEUE_ID_SIZE]);
void queue_id_of_addr(const struct addr *addr, char id[QUEUE_ID_SIZE]);

/* "ID.xml" */
void queue_name_of_id(const char *id, char name[QUEUE_NAME_SIZE]);
/* True for what queue_name_of_id can make, and nothing else. */
bool queue_name_parse(const char *name, char id[QUEUE_ID_SIZE]);

/* Whether an entry's file may have this id. */
bool queue_id_is_valid(const char *id);

/* "ID.confirmed", of ask/ */
#define QUEUE_CONFIRMED_NAME_SIZE (QUEUE_ID_SIZE + 12)
void queue_confirmed_name(const char *id, char name[QUEUE_CONFIRMED_NAME_SIZE]);

/* Why an entry is in archive/: nobody answered in time; or it was not an entry, or could not be
 * read. There are others. */
#define QUEUE_EXPIRED    "expired"
#define QUEUE_UNREADABLE "unreadable"
/* "ID.20261123T120000Z.WHY.xml", with ".N" before ".xml" for n > 0. */
void queue_archive_name(const char *id, time_t when, const char *why, unsigned n,
                        char name[QUEUE_ARCHIVE_NAME_SIZE]);
/* The time in the name of an archived file. */
bool queue_archive_name_parse(const char *name, time_t *when);

/* A file of archive/, by its name. */
#define QUEUE_WHY_SIZE 13
struct archived {
    char name[QUEUE_ARCHIVE_NAME_SIZE];
    char id[QUEUE_ID_SIZE];
    time_t when; /* it left */
    char why[QUEUE_WHY_SIZE];
};
/* Parses the whole name or nothing. */
bool queue_archived_parse(const char *name, struct archived *archived);

#endif
