#include "support_queue_gui/tool_namespace.h"

#include <dirent.h>
#include <errno.h>
#include <fcfh_paths.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/err.h"
#include "common/file.h"

/* A directory that every system has. It is covered for a moment, and for this process alone. */
#define PLACE "/tmp"

#define PROFILE FCFH_DATADIR "/examples/fcfh-queue.apparmor"

static const unsigned long mount_flags = MS_NOSUID | MS_NODEV | MS_NOEXEC;

/* ---------------------------------------------------------------- where it is forbidden */

/* A kernel switch that some systems have; -1 if there is none. */
static long read_sysctl(const char *path)
{
    char text[32] = "";
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd >= 0 ? file_read(fd, text, sizeof text - 1, FILE_LINE) : -1;
    if (fd >= 0)
        (void)close(fd);
    return got > 0 ? strtol(text, NULL, 10) : -1;
}

void tool_namespace_remedy(int why, char out[TOOL_NAMESPACE_REMEDY_SIZE])
{
    const char *what = "this system, or the container that this is, forbids them: allow them there";
    if (read_sysctl("/proc/sys/user/max_user_namespaces") == 0)
        what = "allow them: sysctl user.max_user_namespaces=10000";
    else if (read_sysctl("/proc/sys/kernel/unprivileged_userns_clone") == 0)
        what = "allow them: sysctl kernel.unprivileged_userns_clone=1";
    else if (read_sysctl("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == 1)
        what = "allow them to fcfh-queue: cp " PROFILE " /etc/apparmor.d/fcfh-queue; "
               "apparmor_parser -r /etc/apparmor.d/fcfh-queue";
    else if (why == ENOSPC || why == EUSERS)
        what = "too many of them are in use";
    (void)snprintf(out, TOOL_NAMESPACE_REMEDY_SIZE, "%s", what);
}

/* ---------------------------------------------------------------- files */

static bool write_file(const char *path, const char *text, int flags)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC | flags, 0644);
    if (fd < 0)
        return false;
    bool good = file_write_all(fd, text, strlen(text));
    int why = errno;
    good = close(fd) == 0 && good;
    errno = good ? 0 : why;
    return good;
}

/* Mounts a file or a directory over another one, read-only. */
static bool bind_mount(const char *with, const char *path)
{
    return mount(with, path, NULL, MS_BIND, NULL) == 0 &&
           mount(NULL, path, NULL, MS_BIND | MS_REMOUNT | MS_RDONLY | mount_flags, NULL) == 0;
}

static bool bind_mount_file(const struct tool_namespace_file *file, size_t number)
{
    char ours[64];
    (void)snprintf(ours, sizeof ours, PLACE "/file%zu", number);
    return write_file(ours, file->text, O_CREAT | O_EXCL) && bind_mount(ours, file->path);
}

/* Copies the files, which belong to the user then, into a directory of ours. What the user may not
 * read is left out: the user's programs could not read it either. */
static bool copy_files(DIR *from, const char *path, const char *ours)
{
    enum { MOST = 256 * 1024 };
    const struct dirent *entry;
    bool good = true;
    while (good && (entry = readdir(from)) != NULL) {
        char name[PATH_MAX];
        char copy[PATH_MAX];
        char *text = NULL;
        size_t len;
        struct err why;
        (void)snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
        (void)snprintf(copy, sizeof copy, "%s/%s", ours, entry->d_name);
        if (file_load(name, FILE_PUBLIC, MOST, &text, &len, &why) == ERR_OK)
            good = write_file(copy, text, O_CREAT | O_EXCL);
        free(text);
    }
    return good;
}

static bool bind_mount_directory(const char *path, size_t number, bool with_copies)
{
    char ours[64];
    DIR *from = opendir(path);
    if (from == NULL)
        return true; /* there is none, or the user may not look into it */
    (void)snprintf(ours, sizeof ours, PLACE "/directory%zu", number);
    bool good = mkdir(ours, 0755) == 0 && (!with_copies || copy_files(from, path, ours)) &&
                bind_mount(ours, path);
    int why = errno;
    (void)closedir(from);
    errno = why;
    return good;
}

/* ---------------------------------------------------------------- the namespace */

/* As root, which may mount, no user namespace is needed. */
static bool leave_namespace(bool *root_is_nobody)
{
    uid_t uid = geteuid();
    gid_t gid = getegid();
    char users[64];
    char groups[64];
    *root_is_nobody = false;
    if (unshare(CLONE_NEWNS) == 0)
        return true;
    *root_is_nobody = true;
    (void)snprintf(users, sizeof users, "%lu %lu 1", (unsigned long)uid, (unsigned long)uid);
    (void)snprintf(groups, sizeof groups, "%lu %lu 1", (unsigned long)gid, (unsigned long)gid);
    return unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0 &&
           write_file("/proc/self/uid_map", users, 0) &&
           write_file("/proc/self/setgroups", "deny", 0) &&
           write_file("/proc/self/gid_map", groups, 0);
}

bool tool_namespace_enter(const struct tool_namespace_file *files, size_t count)
{
    static const struct {
        const char *path;
        bool with_copies; /* else it is empty */
    } directories[] = {{"/run/nscd", false},
                       {"/etc/ssh/ssh_config.d", true},
                       {"/etc/crypto-policies/back-ends", true}};
    bool root_is_nobody;
    errno = 0;
    bool good = leave_namespace(&root_is_nobody) &&
                mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) == 0 &&
                mount("tmpfs", PLACE, "tmpfs", mount_flags, "size=4m,mode=0755") == 0;
    for (size_t i = 0; good && i < count; i++)
        if (files[i].text != NULL)
            good = bind_mount_file(&files[i], i);
    for (size_t i = 0; good && i < sizeof directories / sizeof directories[0]; i++)
        if (root_is_nobody || !directories[i].with_copies)
            good = bind_mount_directory(directories[i].path, i, directories[i].with_copies);
    return good && umount2(PLACE, MNT_DETACH) == 0;
}
