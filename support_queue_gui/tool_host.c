#include "support_queue_gui/tool_host.h"

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/file.h"
#include "support_queue_gui/tool_namespace.h"

#define HOSTS "/etc/hosts"
#define ORDER "/etc/nsswitch.conf"

enum { FILE_MOST = 1024 * 1024, LINE_SIZE = ADDR_TEXT_SIZE + 260 };

/* ---------------------------------------------------------------- the texts */

static bool is_loopback(const struct addr *address)
{
    static const unsigned char v6[16] = {[15] = 1};
    return address->v6 ? memcmp(address->bytes, v6, sizeof v6) == 0 : address->bytes[0] == 127;
}

/* Whether a line, which ends with its newline, has the name; *local: as a name of this computer. */
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

enum err_code tool_host_format_hosts(const char *name, const struct addr *address,
                                     const char *hosts, char **text, struct err *e)
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
            *text = NULL;
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

enum err_code tool_host_format_nsswitch(const char *order, char **text, struct err *e)
{
    static const char hosts[] = "hosts:";
    *text = NULL;
    for (const char *line = order; *line != '\0'; line += strcspn(line, "\n") + 1) {
        const char *word = line + strspn(line, " \t");
        const char *first = word + sizeof hosts - 1;
        if (strncmp(word, hosts, sizeof hosts - 1) == 0) {
            const char *name = first + strspn(first, " \t");
            size_t len = strcspn(name, " \t\n[");
            if (len == 5 && strncmp(name, "files", len) == 0)
                return ERR_OK;
            if (asprintf(text, "%.*s files %s", (int)(first - order), order, first) < 0)
                return err_nomem(e);
            return ERR_OK;
        }
        if (line[strcspn(line, "\n")] == '\0')
            break;
    }
    return ERR_OK;
}

/* ---------------------------------------------------------------- where it leads */

/* Whether it leads to this address, and to no other that a tool might use instead. */
static bool resolves_to(const char *name, const struct addr *address)
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

/* Asked by a child process: what glibc keeps of the answer, such as the pages that nscd shares with
 * it, would count for the next one. */
static bool resolves_to_uncached(const char *name, const struct addr *address)
{
    int status = 0;
    pid_t pid = fork();
    if (pid == 0)
        _exit(resolves_to(name, address) ? 0 : 1);
    while (pid > 0 && waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return false;
    return pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* ---------------------------------------------------------------- both */

/* Says what an administrator may do about it. */
static enum err_code set_forbidden_error(const char *name, const struct addr *address,
                                         struct err *e)
{
    int why = errno;
    char what[TOOL_NAMESPACE_REMEDY_SIZE];
    char text[ADDR_TEXT_SIZE];
    addr_format(address, text);
    tool_namespace_remedy(why, what);
    return err_set(e, ERR_NOPERM,
                   "no name for a tool without user namespaces (%s): %s; or put \"%s %.100s\" "
                   "into DNS or " HOSTS,
                   strerror(why), what, text, name);
}

/* The files for the tool; *order is NULL if that file may stay as it is, or is not there. */
static enum err_code make_files(const char *name, const struct addr *address, char **hosts,
                                char **order, struct err *e)
{
    char *text = NULL;
    size_t len = 0;
    struct err why;
    enum err_code code = file_load(HOSTS, FILE_PUBLIC, FILE_MOST, &text, &len, e);
    if (code == ERR_OK)
        code = tool_host_format_hosts(name, address, text, hosts, e);
    free(text);
    text = NULL;
    if (code == ERR_OK && file_load(ORDER, FILE_PUBLIC, FILE_MOST, &text, &len, &why) == ERR_OK)
        code = tool_host_format_nsswitch(text, order, e);
    free(text);
    return code;
}

enum err_code tool_host_enter(const char *name, const struct addr *address, struct err *e)
{
    char *hosts = NULL;
    char *order = NULL;
    /* For this process alone: the tool gets an environment of its own. */
    if (setenv("RES_OPTIONS", "timeout:2 attempts:1", 1) != 0)
        return err_nomem(e);
    if (resolves_to_uncached(name, address))
        return ERR_OK;
    enum err_code code = make_files(name, address, &hosts, &order, e);
    const struct tool_namespace_file files[] = {{HOSTS, hosts}, {ORDER, order}};
    if (code == ERR_OK && !tool_namespace_enter(files, sizeof files / sizeof files[0]))
        code = set_forbidden_error(name, address, e);
    free(hosts);
    free(order);
    if (code != ERR_OK)
        return code;
    if (!resolves_to(name, address))
        return err_set(e, ERR_UNAVAILABLE,
                       "%.100s does not lead to the client, because this computer does not look "
                       "into " HOSTS " first: see hosts: in " ORDER,
                       name);
    return ERR_OK;
}
