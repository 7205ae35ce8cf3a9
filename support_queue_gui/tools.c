#include "support_queue_gui/tools.h"

#include <errno.h>
#include <fcfh_paths.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/argv.h"
#include "common/sibling.h"
#include "common/text.h"
#include "support_queue_gui/tool_host.h"

#define WORD_MAX 2048

/* The value of a placeholder, "" if it is not known; false if there is no such placeholder. */
static bool value_of(const struct entry *entry, const char *name, size_t len, char *out,
                     size_t size)
{
    char id[QUEUE_ID_SIZE];
    char address[ADDR_TEXT_SIZE];
    char uuid[GUID_TEXT_SIZE] = "";
    entry_id(entry, id);
    entry_address(entry, address);
    if (entry->has_guid)
        guid_format(&entry->guid, uuid);
    const struct {
        const char *name;
        const char *text;
    } values[] = {{"id", id},
                  {"uuid", uuid},
                  {"address", address},
                  {"ticket", entry->ticket},
                  {"fqdn", entry_fact(entry, FACT_FQDN)},
                  {"web", entry_fact(entry, FACT_WEB)},
                  {"hostname", entry_fact(entry, FACT_HOSTNAME)},
                  {"serial", entry_fact(entry, FACT_SERIAL)}};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        if (strlen(values[i].name) == len && memcmp(values[i].name, name, len) == 0) {
            text_clean_visible(values[i].text, out, size);
            return true;
        }
    }
    return false;
}

/* In a URL an IPv6 address needs brackets (RFC 3986): that is, right after "//". */
static bool wants_brackets(const char *out, size_t used, const char *value)
{
    return used >= 2 && out[used - 1] == '/' && out[used - 2] == '/' && strchr(value, ':') != NULL;
}

/* In a URL, what a client says must not make it lead to another place than it seems to. */
static bool fits_url(const char *value)
{
    static const char allowed[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~:-";
    return strspn(value, allowed) == strlen(value);
}

/* In a file name, such as {serial}.png, what a client says must not lead to another directory. A
 * value that is a whole word may be anything, such as a ticket with a slash. */
static bool is_part_of_path(const char *word, const char *open, const char *close,
                            const char *value)
{
    bool whole = open == word && close[1] == '\0';
    return !whole && strncmp(open, "{web}", 5) != 0 && strchr(value, '/') != NULL;
}

/* A scheme, the client's address, which is what the gate is for, and a port: not what else somebody
 * may have written into the entry. */
static bool is_web(const char *value, const struct addr *address)
{
    char host[ADDR_TEXT_SIZE];
    struct addr addr;
    size_t scheme = strncmp(value, "https://", 8) == 0  ? 8
                    : strncmp(value, "http://", 7) == 0 ? 7
                                                        : 0;
    const char *start = value + scheme + (value[scheme] == '[');
    size_t len = strcspn(start, value[scheme] == '[' ? "]" : ":");
    const char *port = start + len + (start[len] == ']');
    if (scheme == 0 || len >= sizeof host || port[0] != ':' || port[1] == '\0' ||
        port[1 + strspn(port + 1, "0123456789")] != '\0')
        return false;
    (void)snprintf(host, sizeof host, "%.*s", (int)len, start);
    return addr_parse(host, &addr) && addr_equal(&addr, address);
}

/* A name that comes from outside, for a line of /etc/hosts. */
static enum err_code set_tool_host(const struct entry *entry, struct tool *tool, struct err *e)
{
    const char *name = entry_fact(entry, FACT_FQDN);
    if (name[0] == '\0')
        return err_set(e, ERR_DATA, "the client's full name is not known, and %% wants to give it");
    if (addr_is_unknown(&entry->address))
        return err_set(e, ERR_DATA, "the client's address is not known, and %% wants to name it");
    if (!host_is_fqdn(name))
        return err_set(e, ERR_DATA, "%.100s: no full host name, and %% takes no other", name);
    (void)snprintf(tool->host, sizeof tool->host, "%.*s", HOST_NAME_SIZE - 1, name);
    tool->address = entry->address;
    return ERR_OK;
}

/* Fills the client's values into the places of {...} in the word. */
static enum err_code fill_word(const char *word, const struct entry *entry, char out[WORD_MAX],
                               struct err *e)
{
    size_t used = 0;
    out[0] = '\0';
    for (const char *at = word; *at != '\0';) {
        char value[TEXT_VALUE_SIZE + 2] = {*at};
        bool brackets = false;
        const char *close = *at == '{' ? strchr(at, '}') : NULL;
        int len = close != NULL ? (int)(close - at) - 1 : 0;
        if (close != NULL && value_of(entry, at + 1, (size_t)len, value, sizeof value)) {
            if (value[0] == '\0')
                return err_set(e, ERR_DATA, "{%.*s} of this client is not known", len, at + 1);
            if (used == 0 && value[0] == '-')
                return err_set(e, ERR_DATA, "{%.*s} starts with '-' and would be an option", len,
                               at + 1);
            if (strncmp(at + 1, "web}", 4) == 0 && !is_web(value, &entry->address))
                return err_set(e, ERR_DATA, "{web} is not at the client's address: %.80s", value);
            if (strstr(out, "://") != NULL && !fits_url(value))
                return err_set(e, ERR_DATA, "{%.*s} holds characters that a URL cannot have there",
                               len, at + 1);
            if (is_part_of_path(word, at, close, value))
                return err_set(e, ERR_DATA,
                               "{%.*s} holds '/' and would lead a file's name elsewhere", len,
                               at + 1);
            brackets = wants_brackets(out, used, value);
            at = close;
        }
        int put = snprintf(out + used, WORD_MAX - used, "%s%s%s", brackets ? "[" : "", value,
                           brackets ? "]" : "");
        if (put < 0 || (size_t)put >= WORD_MAX - used)
            return err_set(e, ERR_DATA, "a word of the command is too long");
        used += (size_t)put;
        at++;
    }
    return ERR_OK;
}

enum err_code tool_prepare(const struct conf_tool *conf, const struct entry *entry,
                           struct tool *tool, struct err *e)
{
    const char *command = conf->command;
    char **argv;
    size_t count = 0;
    bool named = false;
    *tool = (struct tool){.name = conf->name};
    for (; *command != '\0' && strchr(CONF_TOOL_FLAGS, *command) != NULL; command++) {
        tool->confirm |= *command == '?';
        tool->background |= *command == '@';
        named |= *command == '%';
    }
    enum err_code code = named ? set_tool_host(entry, tool, e) : ERR_OK;
    if (code == ERR_OK)
        code = argv_split(command, &argv, e);
    if (code != ERR_OK)
        return code;
    while (argv[count] != NULL)
        count++;
    tool->argv = calloc(count + 1, sizeof *tool->argv);
    if (tool->argv == NULL)
        code = err_nomem(e);
    for (size_t i = 0; code == ERR_OK && i < count; i++) {
        char word[WORD_MAX];
        code = fill_word(argv[i], entry, word, e);
        if (code == ERR_OK && (tool->argv[i] = strdup(word)) == NULL)
            code = err_nomem(e);
    }
    free(argv);
    if (code != ERR_OK)
        tool_free(tool);
    return code;
}

void tool_free(struct tool *tool)
{
    for (size_t i = 0; tool->argv != NULL && tool->argv[i] != NULL; i++)
        free(tool->argv[i]);
    free(tool->argv);
    tool->argv = NULL;
}

enum err_code tool_find(const struct conf *conf, const char *name, const struct conf_tool **tool,
                        struct err *e)
{
    size_t count = 0;
    for (size_t i = 0; i < conf->tool_count; i++) {
        if (strcasecmp(conf->tools[i].name, name) == 0) {
            *tool = &conf->tools[i];
            return ERR_OK;
        }
        if (name[0] != '\0' && strncasecmp(conf->tools[i].name, name, strlen(name)) == 0) {
            *tool = &conf->tools[i];
            count++;
        }
    }
    if (count == 1)
        return ERR_OK;
    return err_set(e, ERR_USAGE, "%.60s: %s in [tools] of fcfh.conf has a name that begins so",
                   name, count == 0 ? "no tool" : "more than one tool");
}

bool tool_equal(const struct tool *a, const struct tool *b)
{
    size_t i = 0;
    if (strcmp(a->host, b->host) != 0)
        return false;
    while (a->argv[i] != NULL && b->argv[i] != NULL && strcmp(a->argv[i], b->argv[i]) == 0)
        i++;
    return a->argv[i] == NULL && b->argv[i] == NULL;
}

void tool_format_question(const struct tool *tool, const struct addr *address, const char *why,
                          bool changed, char *out, size_t size)
{
    char text[ADDR_TEXT_SIZE];
    addr_format(address, text);
    (void)snprintf(out, size, "%s%s%s%sRun %.60s at %s%s%.100s? y/N",
                   changed ? "This has changed in the meantime. " : "",
                   why[0] != '\0' ? "Not sure that this is the caller: " : "", why,
                   why[0] != '\0' ? ". " : "", tool->name, text,
                   tool->host[0] != '\0' ? " as " : "", tool->host);
}

/* Whether it has no path, and is named as our programs are. */
static bool is_ours(const char *program)
{
    return strncmp(program, "fcfh-", 5) == 0 && strchr(program, '/') == NULL;
}

static char **find_variable(const char *name)
{
    size_t len = strlen(name);
    char **variable = environ;
    while (*variable != NULL && (strncmp(*variable, name, len) != 0 || (*variable)[len] != '='))
        variable++;
    return variable;
}

/* What a program with a window, a terminal and a user's settings needs, and no more: it must not
 * see a password or a loader variable of this process. A program of ours gets what leads it to the
 * same settings, to the user's own, and to where his passwords come from. */
static char **make_environment(bool ours)
{
    static const char *const kept[] = {"PATH",
                                       "HOME",
                                       "USER",
                                       "LOGNAME",
                                       "SHELL",
                                       "TERM",
                                       "COLORTERM",
                                       "LANG",
                                       "LC_ALL",
                                       "LC_CTYPE",
                                       "TZ",
                                       "DISPLAY",
                                       "XAUTHORITY",
                                       "WAYLAND_DISPLAY",
                                       "XDG_RUNTIME_DIR",
                                       "BROWSER",
                                       "XDG_CURRENT_DESKTOP",
                                       "DBUS_SESSION_BUS_ADDRESS",
                                       "SSH_AUTH_SOCK",
                                       "KRB5CCNAME"};
    static const char *const of_ours[] = {
        "FCFH_CONF",           "XDG_CONFIG_HOME", "KRB5CCNAME", "SSH_ASKPASS",
        "SSH_ASKPASS_REQUIRE", "SSH_AUTH_SOCK",   "GNUPGHOME",  "GPG_TTY",
        "PASSWORD_STORE_DIR"};
    enum { KEPT = sizeof kept / sizeof kept[0], OF_OURS = sizeof of_ours / sizeof of_ours[0] };
    static char *list[KEPT + OF_OURS + 1];
    size_t count = 0;
    for (size_t i = 0; i < KEPT + (ours ? OF_OURS : 0u); i++) {
        char **variable = find_variable(i < KEPT ? kept[i] : of_ours[i - KEPT]);
        if (*variable != NULL)
            list[count++] = *variable;
    }
    list[count] = NULL;
    return list;
}

/* Makes the client's name known to this process alone. The parent no longer waits. */
static void enter_tool_host(const struct tool *tool, int failure)
{
    struct err e;
    char text[ERR_TEXT_MAX + HOST_NAME_SIZE];
    char clean[sizeof text];
    (void)close(failure);
    if (tool_host_enter(tool->host, &tool->address, &e) == ERR_OK)
        return;
    (void)snprintf(text, sizeof text, "%.60s: %s", tool->name, e.text);
    text_clean_ascii(text, clean, sizeof clean);
    (void)fprintf(stderr, "%s\n", clean);
    _exit((int)e.code);
}

static void exec_tool(const struct tool *tool, char **environment, int output, int failure)
{
    static const int signals[] = {SIGINT, SIGQUIT, SIGTERM, SIGPIPE, SIGTSTP, SIGHUP, SIGWINCH};
    sigset_t none;
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
        (void)signal(signals[i], SIG_DFL);
    (void)sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
    if (output >= 0) {
        int null = open("/dev/null", O_RDONLY);
        if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0 ||
            dup2(output, STDERR_FILENO) < 0)
            _exit(126);
        (void)setsid(); /* it must not take the terminal's signals */
    }
    /* It must get nothing else that is open here, such as the queue's lock. */
    if (close_range(STDERR_FILENO + 1, ~0u, CLOSE_RANGE_CLOEXEC) != 0)
        _exit(126);
    if (tool->host[0] != '\0')
        enter_tool_host(tool, failure);
    (void)execvpe(tool->argv[0], tool->argv, environment);
    int why = errno;
    if (why == ENOENT && is_ours(tool->argv[0])) { /* look beside this program */
        char path[1024];
        sibling_path(tool->argv[0], FCFH_BINDIR, path, sizeof path);
        (void)execve(path, tool->argv, environment);
    }
    if (tool->host[0] != '\0')
        (void)fprintf(stderr, "%.60s: %.100s: %s\n", tool->name, tool->argv[0], strerror(why));
    ssize_t sent = write(failure, &why, sizeof why);
    (void)sent; /* if it fails, the parent sees exit status 127 */
    _exit(127);
}

enum err_code tool_start(const struct tool *tool, int output, pid_t *pid, struct err *e)
{
    int ends[2]; /* closed by a successful exec; otherwise it carries errno */
    char **environment = make_environment(is_ours(tool->argv[0]));
    if (pipe2(ends, O_CLOEXEC) != 0)
        return err_errno(e, ERR_TEMPFAIL, "pipe");
    *pid = fork();
    if (*pid == 0)
        exec_tool(tool, environment, output, ends[1]);
    (void)close(ends[1]);
    if (*pid < 0) {
        (void)close(ends[0]);
        return err_errno(e, ERR_TEMPFAIL, "fork");
    }
    int why = 0;
    ssize_t got;
    while ((got = read(ends[0], &why, sizeof why)) < 0 && errno == EINTR)
        continue;
    (void)close(ends[0]);
    if (got <= 0)
        return ERR_OK;
    while (waitpid(*pid, NULL, 0) < 0 && errno == EINTR)
        continue;
    errno = why;
    return err_errno(e, ERR_UNAVAILABLE, "%.60s: %.100s", tool->name, tool->argv[0]);
}

bool tool_format_status(int status, char *out, size_t size)
{
    bool done = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (done)
        (void)snprintf(out, size, "done");
    else if (WIFSIGNALED(status))
        (void)snprintf(out, size, "killed by signal %d", WTERMSIG(status));
    else
        (void)snprintf(out, size, "ended with status %d", WEXITSTATUS(status));
    return done;
}

enum err_code tool_wait(const struct tool *tool, pid_t pid, struct err *e)
{
    char ending[40];
    int status = 0;
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return err_errno(e, ERR_INTERNAL, "%s", tool->name);
    if (tool_format_status(status, ending, sizeof ending))
        return ERR_OK;
    return err_set(e, ERR_SOME, "%.60s: %s", tool->name, ending);
}
