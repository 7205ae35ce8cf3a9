/*
 * Writing the register: root's work, or that of a user with a register of his own. What is known
 * is merged with what was seen, by the rules of register_rules.h.
 *
 * A file is written beside its place, synced and renamed, under clients/lock, so a crash leaves the
 * old one or the new. The directory must be there and safe: ERR_CANTCREAT else, with what to do.
 * Any thread may call these.
 */
#ifndef FCFH_COMMON_AMT_REGISTER_WRITE_H
#define FCFH_COMMON_AMT_REGISTER_WRITE_H

#include "common/amt/register.h"
#include "common/amt/register_rules.h"

/* Merges what was seen into the register and writes it. A refusal is in *note and no error: that is
 * only what cannot be written. */
enum err_code register_write(const char *directory, const struct register_client *seen,
                             const struct register_policy *policy, struct register_note *note,
                             struct err *e);

/* The same for many, one after the other, until one cannot be written; on_note is told what became
 * of each. */
typedef void register_on_note(void *context, const struct register_client *seen,
                              const struct register_note *note);
enum err_code register_write_all(const char *directory, const struct register_client *seen,
                                 size_t count, const struct register_policy *policy,
                                 register_on_note *on_note, void *context, struct err *e);

/* Takes out one record of a UUID, or all of them with number 0, good or bad; ERR_NOHOST if there is
 * none. */
enum err_code register_forget(const char *directory, const struct guid *guid, unsigned number,
                              struct err *e);

/* The command that makes the directory. */
#define REGISTER_MAKE_SIZE 512
void register_make_command(const char *directory, char command[REGISTER_MAKE_SIZE]);

#endif
