/*
 * The register: what we know of our clients since they were set up. A directory of one XML file a
 * client, "<uuid>.xml", further machines of one UUID "<uuid>.2.xml" and so on: fcfh-clients(5).
 *
 * Only what is safe counts: directory, files and every parent are root's or our own and writable
 * for nobody else (sticky parents such as /tmp apart). Reading takes no lock: files are replaced
 * whole.
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
 * safe or cannot be read, and register_trouble tells why. ERR_INTERNAL if there is no memory. */
enum err_code register_open(struct client_register **reg, const char *directory, struct err *e);
void register_close(struct client_register *reg); /* NULL is fine */

/* For who only tells whether the register is empty: how many files in it are named as those of
 * clients, without reading any; 0 if it cannot be read, and then *trouble is as register_trouble
 * has it. */
size_t register_peek(const char *directory, char trouble[ERR_TEXT_MAX]);

/* Looks whether the directory changed and reads what did; true if the register is another then.
 * One look at the directory if it did not. Without memory for it all stays as it was. */
bool register_refresh(struct client_register *reg);

/* Whether the directory is another than when it was last read. */
bool register_seems_changed(const struct client_register *reg);

/* The same in two steps, where other threads use the register, which see to it that none does so
 * during the second: the first reads, and touches nothing that they look at; true if there is
 * something to take. */
bool register_read(struct client_register *reg);
bool register_take(struct client_register *reg);

/* For register_write.c, which holds the lock. The file `name` was just written into the directory
 * fd: reads it and no other; false if that did not work. Or another may have written anything:
 * register_refresh looks at every file then. */
bool register_reread(struct client_register *reg, int fd, const char *name);
void register_doubt(struct client_register *reg);

/* What is wrong with the directory as a whole and what to do, "" if nothing; and with single files,
 * one line each from 0 on that begins with the file's name, NULL behind the last. */
const char *register_trouble(const struct client_register *reg);
const char *register_bad_file(const struct client_register *reg, size_t i);

size_t register_count(const struct client_register *reg);
time_t register_newest(const struct client_register *reg); /* when; 0 if it is empty */

/* In the order of UUIDs and numbers; NULL behind the last. Records live until the next refresh. */
const struct register_client *register_at(const struct client_register *reg, size_t i);

/* Each returns records in turn: start with *at = 0; NULL behind the last. A UUID is found in either
 * byte order, a name in either case; what only stands for a serial number is none. */
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

/* Whether one record only has this key, or name: else it proves nothing. */
bool register_key_is_unique(const struct client_register *reg, const char *key);
bool register_name_is_unique(const struct client_register *reg, const char *name);

#endif
