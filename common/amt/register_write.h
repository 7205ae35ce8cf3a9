/*
 * Writing the register: done by root, or by a user who has his own register. What is known is
 * merged with what was seen, by the rules of register_rules.h.
 *
 * A file is written under a temporary name, synced and renamed, under clients/lock, so a crash
 * leaves the old one or the new. The directory must exist and be safe, otherwise ERR_CANTCREAT,
 * with what to do. Any thread may call these functions.
 */
#ifndef FCFH_COMMON_AMT_REGISTER_WRITE_H
#define FCFH_COMMON_AMT_REGISTER_WRITE_H

#include "common/amt/register.h"
#include "common/amt/register_rules.h"

/* Merges what was seen into the register and writes it. A refusal is reported in *note and is not
 * an error; a failed write is. */
enum err_code register_write(const char *directory, const struct register_client *seen,
                             const struct register_policy *policy, struct register_note *note,
                             struct err *e);

/* The same for many, one after the other, until one cannot be written; on_note gets the outcome of
 * each. */
typedef void register_on_note(void *context, const struct register_client *seen,
                              const struct register_note *note);
enum err_code register_write_all(const char *directory, const struct register_client *seen,
                                 size_t count, const struct register_policy *policy,
                                 register_on_note *on_note, void *context, struct err *e);

/* Removes one record of a UUID, or with number 0 all of them, good or bad; ERR_NOHOST if there is
 * none. */
enum err_code register_forget(const char *directory, const struct guid *guid, unsigned number,
                              struct err *e);

/* The command that makes the directory. */
#define REGISTER_MAKE_SIZE 512
void register_make_command(const char *directory, char command[REGISTER_MAKE_SIZE]);

#endif
