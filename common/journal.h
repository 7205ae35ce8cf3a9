/* Entries for the journal by its native protocol, as systemd documents it: one datagram of lines
 * FIELD=value. Without libsystemd, which is not there to be linked statically. */
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

/* Adds a field; a value of NULL or "" is none. Values are visible text without line ends; what does
 * not fit is left out. */
void journal_add(struct journal_entry *entry, const char *field, const char *value);

/* False if the journal does not take it at once. */
bool journal_send(const char *socket_path, const struct journal_entry *entry);

#endif
