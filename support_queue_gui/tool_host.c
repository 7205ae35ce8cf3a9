#include "support_queue_gui/tool_host.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/file.h"

#define HOSTS "/etc/hosts"
/* A directory that every system has. It is covered for a moment, and for this process alone. */
#define PLACE      "/tmp"
#define PLACE_FILE PLACE "/hosts"

enum { HOSTS_MOST = 1024 * 1024, LINE_SIZE = ADDR_TEXT_SIZE + 260 };

/* ---------------------------------------------------------------- the text */

static bool is_loopback(const struct addr *address)
{
    static const unsigned char v6[16] = {[15] = 1};
    return address->v6 ? memcmp(address->bytes, v6, sizeof v6) == 0 : address->bytes[0] == 127;
}

/* Whether a line, which ends with its newline, has the name; *local: as one of this computer. */
static bool line_has(const char *line, size_t len, const char *name, bool *local)
{
    static const char blanks[] = " \t\r";
    const char *end = line + len;
    const char *comment = memchr(line, '#', len);
    size_t count = 0;
    *local = false;
    if (comment != NULL)
        end = comment;
    for (const char *at = line; at < end; count++) {
        char word[256];
        struct addr address;
        at += strspn(at, blanks);
        size_t size = strcspn(at, " \t\r\n#");
        if (at >= end || size == 0)
            break;
        (void)snprintf(word, sizeof word, "%.*s", (int)size, at);
        if (count == 0)
            *local = addr_parse(word, &address) && is_loopback(&address);
        else if (size < sizeof word && strcasecmp(word, name) == 0)
            return true;
        at += size;
    }
    return false;
}

enum err_code tool_host_text(const char *name, const struct addr *address, const char *hosts,
                             char **text, struct err *e)
{
    char first[ADDR_TEXT_SIZE];
    size_t room = LINE_SIZE + strlen(hosts) + 1;
    *text = malloc(room);
    if (*text == NULL)
        return err_nomem(e);
    addr_format(address, first);
    size_t used = (size_t)snprintf(*text, room, "%s %.253s\n", first, name);
    for (const char *line = hosts; *line != '\0';) {
        size_t len = strcspn(line, "\n");
        bool local = false;
        len += line[len] == '\n';
        bool has = line_has(line, len, name, &local);
        if (has && local) {
            free(*text);
            return err_set(e, ERR_DATA, "%.100s is a name of this computer in " HOSTS, name);
        }
        if (!has) {
            memcpy(*text + used, line, len);
            used += len;
        }
        line += len;
    }
    (*text)[used] = '\0';
    return ERR_OK;
}

/* ---------------------------------------------------------------- where it leads */

/* To this address, and to no other that a tool might take instead. */
static bool leads(const char *name, const struct addr *address)
{
    const struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    bool there = false;
    bool elsewhere = false;
    if (getaddrinfo(name, NULL, &hints, &found) != 0)
        return false;
    for (const struct addrinfo *at = found; at != NULL; at = at->ai_next) {
        struct addr one;
        bool same = addr_from_sockaddr(at->ai_addr, &one) && addr_equal(&one, address);
        there = there || same;
        elsewhere = elsewhere || !same;
    }
    freeaddrinfo(found);
    return there && !elsewhere;
}

/* ---------------------------------------------------------------- the namespace */

/* A switch of the kernel's, which some systems have; -1 if there is none. */
static long read_switch(const char *path)
{
    char text[32] = "";
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd >= 0 ? file_read(fd, text, sizeof text - 1, FILE_LINE) : -1;
    if (fd >= 0)
        (void)close(fd);
    return got > 0 ? strtol(text, NULL, 10) : -1;
}

/* What an administrator may do about it. */
static enum err_code forbidden(const char *name, const struct addr *address, int why, struct err *e)
{
    const char *what = "this system, or the container that this is, forbids them: allow them there";
    char text[ADDR_TEXT_SIZE];
    addr_format(address, text);
    if (read_switch("/proc/sys/user/max_user_namespaces") == 0)
        what = "allow them: sysctl user.max_user_namespaces=10000";
    else if (read_switch("/proc/sys/kernel/unprivileged_userns_clone") == 0)
        what = "allow them: sysctl kernel.unprivileged_userns_clone=1";
    else if (read_switch("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == 1)
        what = "allow fcfh-queue an AppArmor profile with \"userns,\"";
    else if (why == ENOSPC || why == EUSERS)
        what = "too many of them are in use";
    return err_set(e, ERR_NOPERM,
                   "no name for a tool without user namespaces (%s): %s; or put \"%s %.100s\" "
                   "into DNS or " HOSTS,
                   strerror(why), what, text, name);
}

static bool put(const char *path, const char *text, int flags)
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

/* Who may mount, as root, needs no namespace of users. */
static bool leave_namespace(void)
{
    uid_t uid = geteuid();
    gid_t gid = getegid();
    char users[64];
    char groups[64];
    if (unshare(CLONE_NEWNS) == 0)
        return true;
    (void)snprintf(users, sizeof users, "%lu %lu 1", (unsigned long)uid, (unsigned long)uid);
    (void)snprintf(groups, sizeof groups, "%lu %lu 1", (unsigned long)gid, (unsigned long)gid);
    return unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0 && put("/proc/self/uid_map", users, 0) &&
           put("/proc/self/setgroups", "deny", 0) && put("/proc/self/gid_map", groups, 0);
}

/* Over /etc/hosts, where nobody else sees it. */
static bool mount_hosts(const char *text)
{
    const unsigned long flags = MS_NOSUID | MS_NODEV | MS_NOEXEC;
    return mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) == 0 &&
           mount("tmpfs", PLACE, "tmpfs", flags, "size=2m,mode=0755") == 0 &&
           put(PLACE_FILE, text, O_CREAT | O_EXCL) &&
           mount(PLACE_FILE, HOSTS, NULL, MS_BIND, NULL) == 0 &&
           mount(NULL, HOSTS, NULL, MS_BIND | MS_REMOUNT | MS_RDONLY | flags, NULL) == 0 &&
           umount2(PLACE, MNT_DETACH) == 0;
}

enum err_code tool_host_enter(const char *name, const struct addr *address, struct err *e)
{
    char *hosts = NULL;
    char *text = NULL;
    size_t len = 0;
    /* Of this process alone: the tool gets an environment of its own. */
    if (setenv("RES_OPTIONS", "timeout:2 attempts:1", 1) != 0)
        return err_nomem(e);
    if (leads(name, address))
        return ERR_OK;
    enum err_code code = file_load(HOSTS, FILE_FOR_ALL, HOSTS_MOST, &hosts, &len, e);
    if (code == ERR_OK)
        code = tool_host_text(name, address, hosts, &text, e);
    free(hosts);
    if (code != ERR_OK)
        return code;
    errno = 0;
    bool good = leave_namespace() && mount_hosts(text);
    int why = errno;
    free(text);
    if (!good)
        return forbidden(name, address, why, e);
    if (!leads(name, address))
        return err_set(e, ERR_UNAVAILABLE,
                       "%.100s does not lead to the client, because this computer does not look "
                       "into " HOSTS " first: see hosts: in /etc/nsswitch.conf, and stop nscd",
                       name);
    return ERR_OK;
}
