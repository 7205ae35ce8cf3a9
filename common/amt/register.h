/*
 * The register: what we know of our clients since they were set up. A directory with one XML file
 * for each client, "<uuid>.xml", and for further machines with the same UUID "<uuid>.2.xml" and so
 * on: fcfh-clients(5).
 *
 * Only what is safe counts: the directory, the files and every parent must belong to root or to us
 * and be writable by nobody else (except sticky parents such as /tmp). Reading takes no lock: files
 * are replaced whole.
 */
#ifndef FCFH_COMMON_AMT_REGISTER_H
#define FCFH_COMMON_AMT_REGISTER_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "common/amt/register_client.h"
#include "common/err.h"

struct client_register;

/* Reads the directory. One that is missing or empty is an empty register; so is one that is not
 * safe or cannot be read, and then register_error says why. ERR_INTERNAL if there is no memory. */
enum err_code register_open(struct client_register **reg, const char *directory, struct err *e);
void register_close(struct client_register *reg); /* NULL is fine */

/* For a quick look whether the register is empty: how many files in it have a client's name,
 * without reading any; 0 if it cannot be read, and then *trouble is as from register_error. */
size_t register_peek(const char *directory, char trouble[ERR_TEXT_MAX]);

/* Reads what has changed in the directory; true if the register has changed. If nothing did, this
 * costs one look at the directory. Without memory nothing changes. */
bool register_refresh(struct client_register *reg);

/* Whether the directory has changed since it was last read. */
bool register_seems_changed(const struct client_register *reg);

/* The same in two steps, for a register that other threads use: the first only reads, and touches
 * nothing that they look at; true if there is something to take. The caller keeps them out during
 * the second. */
bool register_read(struct client_register *reg);
bool register_apply(struct client_register *reg);

/* For register_write.c, which holds the lock. The first: the file `name` was just written into the
 * directory fd; reads only that, false if it failed. The second: another program may have written
 * anything, so register_refresh looks at every file. */
bool register_reload_file(struct client_register *reg, int fd, const char *name);
void register_invalidate(struct client_register *reg);

/* What is wrong with the directory as a whole and what to do, "" if nothing; and with single files,
 * one line each, counted from 0, that begins with the file's name, NULL after the last. */
const char *register_error(const struct client_register *reg);
const char *register_bad_file(const struct client_register *reg, size_t i);

size_t register_count(const struct client_register *reg);
time_t register_newest(const struct client_register *reg); /* when; 0 if it is empty */

/* In the order of UUIDs and numbers; NULL after the last. Records live until the next refresh. */
const struct register_client *register_at(const struct client_register *reg, size_t i);

/* Each returns records in turn: start with *at = 0; NULL after the last. A UUID is found in either
 * byte order, a name in either case; a placeholder for a serial number matches nothing. */
const struct register_client *register_by_guid(const struct client_register *reg,
                                               const struct guid *guid, size_t *at);
const struct register_client *register_by_key(const struct client_register *reg, const char *key,
                                              size_t *at);
const struct register_client *register_by_realm(const struct client_register *reg,
                                                const char *realm, size_t *at);
const struct register_client *register_by_serial(const struct client_register *reg,
                                                 const char *serial, size_t *at);
const struct register_client *register_by_name(const struct client_register *reg, const char *name,
                                               size_t *at);

/* Whether only one record has this key, or name: otherwise it proves nothing. */
bool register_key_is_unique(const struct client_register *reg, const char *key);
bool register_name_is_unique(const struct client_register *reg, const char *name);

#endif
