/*
 * The file system that the queue is on: whether other computers may write there too, and whether
 * the locks of one of them hold for the others. Where they do not, two programs change one client
 * at the same time, and a call or a ticket is lost without a word.
 */
#ifndef FCFH_SUPPORT_QUEUE_DB_FILE_SYSTEM_H
#define FCFH_SUPPORT_QUEUE_DB_FILE_SYSTEM_H

#include <stdbool.h>

enum file_system_locks {
    LOCKS_HOLD,    /* for all computers that use it; nobody but this one does, mostly */
    LOCKS_CACHED,  /* they hold, but with its usual caches what is read under them may be old */
    LOCKS_UNKNOWN, /* a network's or a host's, and how it locks cannot be seen from here */
    LOCKS_LOCAL    /* on this computer alone */
};

struct file_system {
    unsigned long magic; /* of statfs(2) */
    char type[32];       /* as mount(8) has it, such as "fuse.sshfs" */
    char options[512];   /* such as "rw,vers=3,nolock"; both are "" for one that is not shared */
};

/* Of a directory that is open. False with errno. Asks no server. */
bool file_system_read(int fd, struct file_system *fs);

/* Whether other computers may write to it. Pure, as the next two. */
bool file_system_is_shared(const struct file_system *fs);
enum file_system_locks file_system_locks(const struct file_system *fs);

/* The type and the options of the mount with this device, from a line of /proc/self/mountinfo.
 * False if the line is about another one. */
bool file_system_parse(const char *line, unsigned device_major, unsigned device_minor,
                       struct file_system *fs);

/* What it is called; "file system 5346414f" where mount(8) does not tell. */
enum { FILE_SYSTEM_NAME_SIZE = 40 };
void file_system_name(const struct file_system *fs, char out[FILE_SYSTEM_NAME_SIZE]);

/* For who starts to work on a queue: whether its locks are local, and a warning about that. */
enum { FILE_SYSTEM_WARNING_SIZE = 240 };
bool file_system_warns(int fd, char out[FILE_SYSTEM_WARNING_SIZE]);

#endif
