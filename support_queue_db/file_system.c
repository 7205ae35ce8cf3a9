#include "support_queue_db/file_system.h"

#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>

/* What others may write to as well. The first row that fits counts; what has none is a disk of this
 * computer, or its memory. LOCKS_HOLD was tried, or is the file system's own promise; what tells
 * nothing, or was seen to answer without locking, is not in that list. */
static const struct {
    unsigned long magic;
    const char *type;   /* NULL: any */
    const char *option; /* that the mount has; NULL: whatever it has */
    enum file_system_locks locks;
} shared[] = {
    {NFS_SUPER_MAGIC, NULL, "local_lock=all", LOCKS_LOCAL},
    {NFS_SUPER_MAGIC, NULL, "local_lock=posix", LOCKS_LOCAL},
    {NFS_SUPER_MAGIC, "nfs", "nolock", LOCKS_LOCAL},
    {NFS_SUPER_MAGIC, NULL, NULL, LOCKS_HOLD},
    {FUSE_SUPER_MAGIC, "fuse.sshfs", NULL, LOCKS_LOCAL},
    {FUSE_SUPER_MAGIC, "fuse.rclone", NULL, LOCKS_LOCAL},
    {FUSE_SUPER_MAGIC, "fuse.s3fs", NULL, LOCKS_LOCAL},
    {FUSE_SUPER_MAGIC, "fuse.glusterfs", NULL, LOCKS_CACHED},
    {FUSE_SUPER_MAGIC, "fuse.ceph-fuse", NULL, LOCKS_HOLD},
    {FUSE_SUPER_MAGIC, "fuseblk", NULL, LOCKS_HOLD}, /* a disk */
    {FUSE_SUPER_MAGIC, NULL, NULL, LOCKS_UNKNOWN},
    {CIFS_SUPER_MAGIC, NULL, "nobrl", LOCKS_LOCAL},
    {CIFS_SUPER_MAGIC, NULL, NULL, LOCKS_UNKNOWN},
    {SMB2_SUPER_MAGIC, NULL, "nobrl", LOCKS_LOCAL},
    {SMB2_SUPER_MAGIC, NULL, NULL, LOCKS_UNKNOWN},
    {SMB_SUPER_MAGIC, NULL, NULL, LOCKS_UNKNOWN},
    {V9FS_MAGIC, NULL, NULL, LOCKS_UNKNOWN},
    {AFS_SUPER_MAGIC, NULL, NULL, LOCKS_LOCAL},
    {AFS_FS_MAGIC, NULL, NULL, LOCKS_UNKNOWN},
    {CODA_SUPER_MAGIC, NULL, NULL, LOCKS_UNKNOWN},
    {CEPH_SUPER_MAGIC, NULL, NULL, LOCKS_HOLD},
    {OCFS2_SUPER_MAGIC, NULL, NULL, LOCKS_HOLD},
    {0x01161970 /* GFS2 */, NULL, "localflocks", LOCKS_LOCAL},
    {0x01161970, NULL, NULL, LOCKS_HOLD},
    {0x0bd00bd0 /* Lustre */, NULL, "localflock", LOCKS_LOCAL},
    {0x0bd00bd0, NULL, NULL, LOCKS_HOLD},
    {0x786f4256 /* VirtualBox */, NULL, NULL, LOCKS_LOCAL},
};

enum { ROWS = sizeof shared / sizeof shared[0] };

/* Among words with commas between. */
static bool has_option(const char *options, const char *option)
{
    size_t len = strlen(option);
    for (const char *at = options; *at != '\0'; at += *at == ',') {
        size_t word = strcspn(at, ",");
        if (word == len && memcmp(at, option, len) == 0)
            return true;
        at += word;
    }
    return false;
}

/* ROWS if there is none. */
static size_t find_row(const struct file_system *fs)
{
    size_t i = 0;
    while (i < ROWS && (shared[i].magic != fs->magic ||
                        (shared[i].type != NULL && strcmp(shared[i].type, fs->type) != 0) ||
                        (shared[i].option != NULL && !has_option(fs->options, shared[i].option))))
        i++;
    return i;
}

bool file_system_is_shared(const struct file_system *fs)
{
    return find_row(fs) < ROWS;
}

enum file_system_locks file_system_locks(const struct file_system *fs)
{
    size_t row = find_row(fs);
    return row < ROWS ? shared[row].locks : LOCKS_HOLD;
}

/* One word of the line; "" at its end. */
static void take_word(const char **at, char *out, size_t size)
{
    size_t len = strcspn(*at, " \n");
    (void)snprintf(out, size, "%.*s", (int)len, *at);
    *at += len;
    *at += strspn(*at, " ");
}

bool file_system_parse(const char *line, unsigned device_major, unsigned device_minor,
                       struct file_system *fs)
{
    unsigned major_number;
    unsigned minor_number;
    char source[8];
    /* After the fields of which there may be none or many stands a hyphen. */
    const char *rest = strstr(line, " - ");
    if (rest == NULL || sscanf(line, "%*u %*u %u:%u ", &major_number, &minor_number) != 2 ||
        major_number != device_major || minor_number != device_minor)
        return false;
    rest += 3;
    take_word(&rest, fs->type, sizeof fs->type);
    take_word(&rest, source, sizeof source);
    take_word(&rest, fs->options, sizeof fs->options);
    return true;
}

/* Which of the mounts it is, without a look at any of them: a server may not answer. */
static void read_mount(dev_t device, struct file_system *fs)
{
    char *line = NULL;
    size_t size = 0;
    bool found = false;
    FILE *mounts = fopen("/proc/self/mountinfo", "re");
    if (mounts == NULL)
        return; /* its type stays "": known by its number alone */
    while (!found && getline(&line, &size, mounts) > 0)
        found = file_system_parse(line, major(device), minor(device), fs);
    free(line);
    (void)fclose(mounts); /* read only */
}

bool file_system_read(int fd, struct file_system *fs)
{
    struct statfs is;
    struct stat st;
    *fs = (struct file_system){.magic = 0};
    if (fstatfs(fd, &is) != 0 || fstat(fd, &st) != 0)
        return false;
    fs->magic = (unsigned long)is.f_type & 0xffffffff;
    if (file_system_is_shared(fs))
        read_mount(st.st_dev, fs);
    return true;
}

void file_system_name(const struct file_system *fs, char out[FILE_SYSTEM_NAME_SIZE])
{
    if (fs->type[0] != '\0')
        (void)snprintf(out, FILE_SYSTEM_NAME_SIZE, "%s", fs->type);
    else
        (void)snprintf(out, FILE_SYSTEM_NAME_SIZE, "file system %lx", fs->magic);
}

bool file_system_warns(int fd, char out[FILE_SYSTEM_WARNING_SIZE])
{
    struct file_system fs;
    char name[FILE_SYSTEM_NAME_SIZE];
    if (!file_system_read(fd, &fs) || file_system_locks(&fs) != LOCKS_LOCAL)
        return false;
    file_system_name(&fs, name);
    (void)snprintf(out, FILE_SYSTEM_WARNING_SIZE,
                   "the locks of %s hold on one computer only: if two use this queue, calls and "
                   "tickets get lost; see \"SHARED BY COMPUTERS\" in fcfh-queue(5)",
                   name);
    return true;
}
