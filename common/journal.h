/* Entries for the journal by its native protocol, as documented by systemd: one datagram of lines
 * FIELD=value. Without libsystemd, which cannot be linked statically. */
#ifndef FCFH_COMMON_JOURNAL_H
#define FCFH_COMMON_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>

#define JOURNAL_SOCKET "/run/systemd/journal/socket"

/* Whether stderr leads to the journal: systemd tells the stream's device and inode. */
bool journal_has_stderr(void);

struct journal_entry {
    char text[4096];
    size_t used;
};

/* Adds a field, unless the value is NULL or "". Values are visible text without line ends; what
 * does not fit is left out. */
void journal_add(struct journal_entry *entry, const char *field, const char *value);

/* False if the journal does not accept it at once. */
bool journal_send(const char *socket_path, const struct journal_entry *entry);

#endif
