#include "common/amt/register_dir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/amt/register_xml.h"
#include "common/file.h"

enum { LINKS_MAX = 8 }; /* on the way to the directory */

static bool is_ours(const struct stat *st)
{
    return st->st_uid == 0 || st->st_uid == geteuid();
}

/* ---------------------------------------------------------------- the way to the directory */

/* Only the owner of a link on the way matters: its target is checked next. */
static enum err_code check_step(const char *path, const struct stat *st, bool last, struct err *e)
{
    const unsigned mode = st->st_mode & 07777;
    bool sticky = !last && (st->st_mode & S_ISVTX) != 0;
    if (!is_ours(st))
        return err_about(e, ERR_CONFIG, path,
                         "owned by neither root nor you, so its owner could forge the register; "
                         "do: chown root %.120s",
                         path);
    if (S_ISLNK(st->st_mode))
        return last ? err_about(e, ERR_CONFIG, path,
                                "a symbolic link; let clients.directory name the directory itself")
                    : ERR_OK;
    if (!S_ISDIR(st->st_mode))
        return err_about(e, ERR_CONFIG, path, "not a directory");
    if ((st->st_mode & (S_IWGRP | S_IWOTH)) != 0 && !sticky)
        return err_about(e, ERR_CONFIG, path,
                         "others may write to it (mode %04o), and could forge the register; "
                         "do: chmod go-w %.120s",
                         mode, path);
    return ERR_OK;
}

/* Replaces a symbolic link with its target: path[0..end), and the rest. */
static enum err_code follow(char path[PATH_MAX], size_t end, struct err *e)
{
    char head[PATH_MAX];
    char target[PATH_MAX];
    char whole[PATH_MAX];
    (void)snprintf(head, sizeof head, "%.*s", (int)end, path);
    ssize_t got = readlink(head, target, sizeof target - 1);
    if (got < 0)
        return err_errno(e, ERR_CONFIG, "%.200s", head);
    target[got] = '\0';
    char *slash = strrchr(head, '/');
    slash[target[0] == '/' ? 0 : 1] = '\0'; /* an absolute target starts over */
    int len =
        snprintf(whole, sizeof whole, "%s%s%s", target[0] == '/' ? "" : head, target, path + end);
    if (len < 0 || (size_t)len >= sizeof whole)
        return err_set(e, ERR_CONFIG, "%.200s: the path is too long", path);
    memcpy(path, whole, (size_t)len + 1);
    return ERR_OK;
}

/* Reads and checks one component: path[0..end). */
static enum err_code stat_component(const char *path, size_t end, bool last, struct stat *st,
                                    struct err *e)
{
    char step[PATH_MAX];
    (void)snprintf(step, sizeof step, "%.*s", (int)end, path);
    if (lstat(step, st) != 0)
        return errno == ENOENT ? err_set(e, ERR_NOHOST, "%.200s: it does not exist", step)
                               : err_errno(e, ERR_CONFIG, "%.200s", step);
    return check_step(step, st, last, e);
}

/* Checks each step of the way, from the root on. Only root and we can change what was checked, so
 * nothing needs to be held open meanwhile. */
static enum err_code check_way(const char *directory, struct err *e)
{
    char path[PATH_MAX];
    struct stat st;
    int links = 0;
    size_t end = 0;
    if (snprintf(path, sizeof path, "%s", directory) >= PATH_MAX)
        return err_set(e, ERR_CONFIG, "%.200s: the path is too long", directory);
    enum err_code code = stat_component("/", 1, false, &st, e);
    while (code == ERR_OK && path[end] != '\0') {
        end += strspn(path + end, "/");
        end += strcspn(path + end, "/");
        code = stat_component(path, end, links == 0 && path[end] == '\0', &st, e);
        if (code == ERR_OK && S_ISLNK(st.st_mode)) {
            code = ++links <= LINKS_MAX
                       ? follow(path, end, e)
                       : err_set(e, ERR_CONFIG, "%.200s: too many symbolic links", directory);
            end = 0;
        }
    }
    return code;
}

enum err_code register_dir_open(const char *path, int *fd, struct err *e)
{
    *fd = -1;
    enum err_code code = check_way(path, e);
    if (code != ERR_OK)
        return code;
    *fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    return *fd >= 0 ? ERR_OK : err_errno(e, ERR_CONFIG, "%.200s", path);
}

/* ---------------------------------------------------------------- its files */

void register_dir_name(const struct register_client *client, char name[REGISTER_NAME_SIZE])
{
    char id[REGISTER_ID_SIZE];
    register_client_id(client, id);
    (void)snprintf(name, REGISTER_NAME_SIZE, "%s.xml", id);
}

static bool ends_with_xml(const char *name)
{
    size_t len = strlen(name);
    return len >= 4 && name[0] != '.' && strcmp(name + len - 4, ".xml") == 0;
}

bool register_dir_parse_name(const char *name, struct guid *guid, unsigned *number)
{
    struct register_client client = {.number = 0};
    char id[REGISTER_ID_SIZE];
    char again[REGISTER_NAME_SIZE];
    if (!ends_with_xml(name) || strlen(name) >= REGISTER_NAME_SIZE)
        return false;
    (void)snprintf(id, sizeof id, "%.*s", (int)(strlen(name) - 4), name);
    if (!register_client_parse_id(id, &client.guid, &client.number))
        return false;
    register_dir_name(&client, again); /* lower case, as it is written */
    if (strcmp(again, name) != 0)
        return false;
    *guid = client.guid;
    *number = client.number;
    return true;
}

bool register_dir_list(int fd, register_dir_on_name *on_name, void *context)
{
    int copy = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC); /* with a copy of its own */
    DIR *dir = copy >= 0 ? fdopendir(copy) : NULL;
    struct dirent *found;
    if (dir == NULL) {
        int why = errno;
        if (copy >= 0)
            (void)close(copy);
        errno = why;
        return false;
    }
    do {
        errno = 0; /* on_name may have left something there */
        found = readdir(dir);
    } while (found != NULL && (!ends_with_xml(found->d_name) || on_name(context, found->d_name)));
    int why = found == NULL ? errno : 0;
    (void)closedir(dir);
    errno = why;
    return why == 0;
}

static enum err_code check_file(const char *name, const struct stat *st, struct err *e)
{
    if (!S_ISREG(st->st_mode))
        return err_about(e, ERR_DATA, name, "not a regular file");
    if (st->st_nlink > 1)
        return err_about(e, ERR_DATA, name, "a hard link");
    if (!is_ours(st))
        return err_about(e, ERR_DATA, name,
                         "owned by neither root nor you; if you trust it, do: chown root %s", name);
    if ((st->st_mode & (S_IWGRP | S_IWOTH)) != 0)
        return err_about(e, ERR_DATA, name,
                         "others may write to it (mode %04o); if you trust it, do: chmod 0640 %s",
                         (unsigned)(st->st_mode & 07777), name);
    if (st->st_size > REGISTER_FILE_MAX)
        return err_about(e, ERR_DATA, name, "larger than %d KiB", REGISTER_FILE_MAX / 1024);
    return ERR_OK;
}

static enum err_code read_file(int file, const char *name, struct register_client *client,
                               struct stat *st, struct err *e)
{
    char text[REGISTER_FILE_MAX + 1];
    struct guid guid;
    unsigned number;
    struct err why;
    enum err_code code = check_file(name, st, e);
    if (code != ERR_OK)
        return code;
    ssize_t got = file_read(file, text, sizeof text, FILE_ALL);
    if (got < 0)
        return err_errno(e, ERR_DATA, "%s", name);
    if (got > REGISTER_FILE_MAX)
        return err_about(e, ERR_DATA, name, "it grew while it was read");
    code = register_xml_read(client, text, (size_t)got, &why);
    if (code != ERR_OK)
        return err_about(e, code, name, "%s", why.text);
    if (!register_dir_parse_name(name, &guid, &number) || !guid_equal(&guid, &client->guid))
        return err_about(e, ERR_DATA, name, "its <uuid> is not the one in its name");
    client->number = number;
    return ERR_OK;
}

enum err_code register_dir_read(int fd, const char *name, struct register_client *client,
                                struct stat *st, struct err *e)
{
    struct guid guid;
    unsigned number;
    if (!register_dir_parse_name(name, &guid, &number))
        return err_about(e, ERR_DATA, name, "its name is not UUID.xml in lower case");
    /* O_NONBLOCK: opening a FIFO must not wait for a writer. */
    int file = openat(fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (file < 0)
        return errno == ENOENT  ? err_about(e, ERR_NOHOST, name, "not there")
               : errno == ELOOP ? err_about(e, ERR_DATA, name, "a symbolic link")
                                : err_errno(e, ERR_DATA, "%s", name);
    enum err_code code = fstat(file, st) == 0 ? read_file(file, name, client, st, e)
                                              : err_errno(e, ERR_DATA, "%s", name);
    (void)close(file);
    return code;
}
