#include "common/journal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

bool journal_has_stderr(void)
{
    const char *stream = getenv("JOURNAL_STREAM"); /* systemd.exec(5) */
    struct stat st;
    unsigned long long device;
    unsigned long long inode;
    if (stream == NULL || sscanf(stream, "%llu:%llu", &device, &inode) != 2)
        return false;
    return fstat(STDERR_FILENO, &st) == 0 && st.st_dev == device && st.st_ino == inode;
}

void journal_add(struct journal_entry *entry, const char *field, const char *value)
{
    if (value == NULL || value[0] == '\0' || strchr(value, '\n') != NULL)
        return;
    size_t room = sizeof entry->text - entry->used;
    int len = snprintf(entry->text + entry->used, room, "%s=%s\n", field, value);
    if (len > 0 && (size_t)len < room)
        entry->used += (size_t)len;
}

bool journal_send(const char *socket_path, const struct journal_entry *entry)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    if (strlen(socket_path) >= sizeof to.sun_path)
        return false;
    memcpy(to.sun_path, socket_path, strlen(socket_path) + 1);
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return false;
    ssize_t sent = sendto(fd, entry->text, entry->used, MSG_DONTWAIT | MSG_NOSIGNAL,
                          (struct sockaddr *)&to, sizeof to);
    (void)close(fd);
    return sent == (ssize_t)entry->used;
}
