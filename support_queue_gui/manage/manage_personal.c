#include "support_queue_gui/manage/manage_personal.h"

#include <errno.h>
#include <ini.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/file.h"

enum {
    FILE_MAX = 64 * 1024,
    LINE_MAX_CHARS = 199, /* the limit of inih */
    PATH_SIZE = 1024
};

struct reading {
    struct manage_personal *personal;
    char problem[120]; /* of the first bad line */
};

__attribute__((format(printf, 2, 3))) static int note(struct reading *r, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (r->problem[0] == '\0' && vsnprintf(r->problem, sizeof r->problem, format, args) < 0)
        r->problem[0] = '\0';
    va_end(args);
    return 0;
}

static int on_value(void *context, const char *section, const char *key, const char *value)
{
    struct reading *r = context;
    const struct {
        const char *key;
        char *value;
        bool is_path;
    } rows[] = {{"user", r->personal->user, false},
                {"password-command", r->personal->password_command, false},
                {"ca-file", r->personal->ca_file, true}};
    if (section[0] != '\0')
        return note(r, "there are no sections here, such as '%.60s'", section);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strcmp(rows[i].key, key) != 0)
            continue;
        if (rows[i].value[0] != '\0')
            return note(r, "'%.60s' is given twice", key);
        if (rows[i].is_path && value[0] != '/')
            return note(r, "'%.60s' must be an absolute path", key);
        (void)snprintf(rows[i].value, CONF_VALUE_SIZE, "%s", value); /* a line is shorter */
        return 1;
    }
    return note(r, "unknown key '%.60s'; the keys are user, password-command, ca-file", key);
}

/* The first line that is too long for inih, which would read its rest as another; 0: none. */
static unsigned long_line(const char *text)
{
    unsigned line = 1;
    while (*text != '\0') {
        size_t len = strcspn(text, "\n");
        if (len > LINE_MAX_CHARS)
            return line;
        text += len + (text[len] == '\n');
        line++;
    }
    return 0;
}

enum err_code manage_personal_parse(const char *text, const char *path,
                                    struct manage_personal *personal, struct err *e)
{
    struct reading r = {.personal = personal};
    *personal = (struct manage_personal){.user = ""};
    unsigned too_long = long_line(text);
    if (too_long != 0)
        return err_set(e, ERR_CONFIG, "%.150s:%u: the line is longer than %d characters", path,
                       too_long, LINE_MAX_CHARS);
    int bad = ini_parse_string(text, on_value, &r);
    if (bad < 0)
        return err_nomem(e);
    if (bad > 0)
        return err_set(e, ERR_CONFIG, "%.150s:%d: %s", path, bad,
                       r.problem[0] != '\0' ? r.problem : "not a line of the form key = value");
    return ERR_OK;
}

/* Its path; false: this user has no home. */
static bool find_path(char path[PATH_SIZE])
{
    const char *config = getenv("XDG_CONFIG_HOME");
    const char *home = getenv("HOME");
    int len = -1;
    if (config != NULL && config[0] == '/')
        len = snprintf(path, PATH_SIZE, "%s/fcfh/manage.conf", config);
    else if (home != NULL && home[0] == '/')
        len = snprintf(path, PATH_SIZE, "%s/.config/fcfh/manage.conf", home);
    return len > 0 && len < PATH_SIZE;
}

static enum err_code check_owner(int fd, const char *path, struct err *e)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return err_errno(e, ERR_CONFIG, "%s", path);
    if (st.st_uid != geteuid() && st.st_uid != 0)
        return err_set(e, ERR_CONFIG, "%.200s: it belongs to somebody else", path);
    if ((st.st_mode & (S_IWGRP | S_IWOTH)) != 0)
        return err_set(e, ERR_CONFIG,
                       "%.150s: others may write to it (mode %04o); do: chmod go-w %.150s", path,
                       (unsigned)(st.st_mode & 07777), path);
    return ERR_OK;
}

enum err_code manage_personal_read(struct manage_personal *personal, struct err *e)
{
    char path[PATH_SIZE];
    char *text = NULL;
    size_t len = 0;
    int fd;
    *personal = (struct manage_personal){.user = ""};
    if (!find_path(path) || (access(path, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR)))
        return ERR_OK;
    enum err_code code = file_open(path, FILE_PUBLIC, &fd, e);
    if (code != ERR_OK)
        return code;
    code = check_owner(fd, path, e);
    if (code == ERR_OK)
        code = file_read_all(fd, path, FILE_MAX, ERR_CONFIG, &text, &len, e);
    if (code == ERR_DATA)
        code = err_recode(e, ERR_CONFIG);
    (void)close(fd);
    if (code == ERR_OK)
        code = manage_personal_parse(text, path, personal, e);
    free(text);
    return code;
}
