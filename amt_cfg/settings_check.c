#include "amt_cfg/settings_check.h"

#include <grp.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "amt_cfg/udp_port.h"
#include "common/secret.h"
#include "common/words.h"

enum {
    TRAP_PORT = 162,
    QUEUE_MODE = 02070 /* the group may write, and what it makes belongs to the group */
};

struct checking {
    settings_finding *tell;
    bool good;
};

static void tell(struct checking *c, enum finding kind, const char *object, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static void tell(struct checking *c, enum finding kind, const char *object, const char *format, ...)
{
    char text[512];
    va_list args;
    va_start(args, format);
    if (vsnprintf(text, sizeof text, format, args) < 0)
        text[0] = '\0';
    va_end(args);
    if (kind == FINDING_WRONG)
        c->good = false;
    c->tell(kind, object, text);
}

static void owner_words(const struct stat *st, char *out, size_t size)
{
    const struct passwd *user = getpwuid(st->st_uid);
    const struct group *group = getgrgid(st->st_gid);
    char uid[24];
    char gid[24];
    (void)snprintf(uid, sizeof uid, "%ld", (long)st->st_uid);
    (void)snprintf(gid, sizeof gid, "%ld", (long)st->st_gid);
    (void)snprintf(out, size, "owner %s, group %s, mode %04o", user != NULL ? user->pw_name : uid,
                   group != NULL ? group->gr_name : gid, (unsigned)(st->st_mode & 07777));
}

static void check_configuration(struct checking *c, struct conf *conf, const char *path,
                                bool chosen)
{
    struct err e;
    conf_init(conf);
    if (conf_read(conf, path, chosen, &e) != ERR_OK)
        tell(c, FINDING_WRONG, "configuration", "%s", e.text);
    else if (access(path, F_OK) != 0)
        tell(c, FINDING_NOTE, "configuration", "%s does not exist: built-in values hold", path);
    else
        tell(c, FINDING_OK, "configuration", "%s", path);
}

static void check_queue(struct checking *c, const char *path)
{
    struct stat st;
    char owner[160];
    if (lstat(path, &st) != 0) {
        tell(c, FINDING_WRONG, "queue", "%s is not there; do: install -d -m 2770 -g fcfh %s", path,
             path);
        return;
    }
    owner_words(&st, owner, sizeof owner);
    if (S_ISLNK(st.st_mode))
        tell(c, FINDING_WRONG, "queue", "%s is a symbolic link; name the directory itself", path);
    else if (!S_ISDIR(st.st_mode))
        tell(c, FINDING_WRONG, "queue", "%s is not a directory", path);
    else if ((st.st_mode & S_IWOTH) != 0)
        tell(c, FINDING_WRONG, "queue", "%s: everybody may write (%s); do: chmod o-w %s", path,
             owner, path);
    else if ((st.st_mode & S_IROTH) != 0)
        tell(c, FINDING_NOTE, "queue", "%s: everybody may list who called (%s)", path, owner);
    else if ((st.st_mode & QUEUE_MODE) != QUEUE_MODE)
        tell(c, FINDING_NOTE, "queue",
             "%s: only its owner can use it (%s); for a group: chmod 2770, chgrp fcfh", path,
             owner);
    else if (access(path, W_OK) != 0)
        tell(c, FINDING_NOTE, "queue", "%s: this user may not write to it (%s)", path, owner);
    else
        tell(c, FINDING_OK, "queue", "%s (%s)", path, owner);
}

static void check_secret(struct checking *c, const struct conf *conf)
{
    struct secret secret;
    struct err e;
    bool command = conf->amt.password_command[0] != '\0';
    enum err_code code = command ? secret_from_command(conf->amt.password_command, &secret, &e)
                                 : secret_from_file(conf->amt.password_file, &secret, &e);
    if (code == ERR_OK)
        secret_wipe(&secret);
    if (code == ERR_NOPERM)
        tell(c, FINDING_NOTE, "password", "%s; not looked at, run this as root for that", e.text);
    else if (code != ERR_OK)
        tell(c, FINDING_WRONG, "password", "%s", e.text);
    else
        tell(c, FINDING_OK, "password", "%s",
             command ? "password-command" : conf->amt.password_file);
}

static void check_ca_file(struct checking *c, const struct conf *conf)
{
    if (conf->amt.ca_file[0] == '\0')
        return;
    struct stat st;
    if (access(conf->amt.ca_file, R_OK) != 0 || stat(conf->amt.ca_file, &st) != 0)
        tell(c, FINDING_WRONG, "ca-file", "%s cannot be read", conf->amt.ca_file);
    else if (!S_ISREG(st.st_mode))
        tell(c, FINDING_WRONG, "ca-file", "%s is not a regular file", conf->amt.ca_file);
    else
        tell(c, FINDING_OK, "ca-file", "%s", conf->amt.ca_file);
}

static void check_tools(struct checking *c, const struct conf *conf)
{
    for (size_t i = 0; i < conf->tool_count; i++) {
        const char *command = conf->tools[i].command;
        char **words;
        struct err e;
        command += strspn(command, "?@"); /* fcfh.conf(5): ask first, in the background */
        if (words_split(command, &words, &e) != ERR_OK)
            tell(c, FINDING_WRONG, "tools", "%s: %s", conf->tools[i].name, e.text);
        else
            words_free(words);
    }
}

static void check_networks(struct checking *c, const struct conf *conf)
{
    if (conf->amt.network_count == 0)
        tell(c, FINDING_WRONG, "networks", "empty: no client would ever be asked who it is");
}

/* snmptrapd itself, or systemd that holds the socket for it. */
static void check_port(struct checking *c)
{
    struct udp_holder holder;
    if (!udp_port_holder(TRAP_PORT, "snmptrapd", &holder))
        tell(c, FINDING_NOTE, "UDP port 162", "this system does not tell who holds it");
    else if (!holder.taken)
        tell(c, FINDING_NOTE, "UDP port 162", "nobody listens: snmptrapd is not running");
    else if (holder.pid == 0)
        tell(c, FINDING_NOTE, "UDP port 162", "taken; run this as root to see by whom");
    else if (holder.expected)
        tell(c, FINDING_OK, "UDP port 162", "%s (process %ld)", holder.name, holder.pid);
    else
        tell(c, FINDING_WRONG, "UDP port 162",
             "%s (process %ld) holds it: stop that, then start snmptrapd", holder.name, holder.pid);
}

bool settings_check(const char *path, bool chosen, settings_finding *finding)
{
    struct checking c = {.tell = finding, .good = true};
    struct conf conf;
    check_configuration(&c, &conf, path, chosen);
    check_queue(&c, conf.queue.directory);
    check_secret(&c, &conf);
    check_ca_file(&c, &conf);
    check_networks(&c, &conf);
    check_tools(&c, &conf);
    check_port(&c);
    return c.good;
}
