#include "amt_cfg/hosts.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "amt_cfg/host_table.h"
#include "common/file.h"
#include "common/grow.h"
#include "common/host_name.h"

/* Limits for the words of one line. A word that is longer than any valid host is bad, and is only
 * quoted. */
enum { WORD_SIZE = 320, WORDS_MAX = 2 };

struct parser {
    const char *name;
    const char *default_user;
    struct host_list *list;
    struct host_table seen; /* from a host to its index in list */
    unsigned line;
    unsigned long errors;
    hosts_on_message *complain;
    void *context;
};

__attribute__((format(printf, 3, 4))) static void complain(struct parser *p, enum msg_level level,
                                                           const char *format, ...)
{
    char reason[ERR_TEXT_MAX];
    char text[ERR_TEXT_MAX + 128];
    va_list args;
    if (level == MSG_ERROR && ++p->errors > HOSTS_ERRORS_MAX)
        return;
    va_start(args, format);
    if (vsnprintf(reason, sizeof reason, format, args) < 0)
        reason[0] = '\0';
    va_end(args);
    (void)snprintf(text, sizeof text, "%.100s:%u: %s", p->name, p->line, reason);
    p->complain(p->context, level, text);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool starts_comment(const char *text, size_t at)
{
    return text[at] == '#' && (at == 0 || is_blank(text[at - 1]));
}

/* Splits text[len], a line without its line end, into words, up to the comment. Returns how many
 * words there are; the first two are copied, as far as they fit. */
static size_t split(const char *text, size_t len, char words[WORDS_MAX][WORD_SIZE])
{
    size_t count = 0;
    for (size_t at = 0; at < len && !starts_comment(text, at);) {
        size_t start = at;
        if (is_blank(text[at])) {
            at++;
            continue;
        }
        while (at < len && !is_blank(text[at]))
            at++;
        if (count < WORDS_MAX)
            (void)snprintf(words[count], WORD_SIZE, "%.*s", (int)(at - start), text + start);
        count++;
    }
    return count;
}

static enum err_code append(struct parser *p, const char *host, const char *user, struct err *e)
{
    struct host_list *list = p->list;
    if (!grow(&list->lines, list->count, 1, &list->room, sizeof *list->lines))
        return err_nomem(e);
    struct host_line *line = &list->lines[list->count];
    host_strip_brackets(host, line->host);
    (void)snprintf(line->user, sizeof line->user, "%.*s", USER_NAME_SIZE - 1, user);
    line->line = p->line;
    enum err_code code = host_table_put(&p->seen, host, list->count, e);
    if (code == ERR_OK)
        list->count++;
    return code;
}

/* Only running out of memory is an error of this function; it complains about all others. */
static enum err_code add_host(struct parser *p, const char *host, const char *user, struct err *e)
{
    struct err bad;
    if (!host_is_valid(host, &bad) || (user != NULL && !user_is_valid(user, &bad))) {
        complain(p, MSG_ERROR, "%s", bad.text);
        return ERR_OK;
    }
    if (user == NULL) {
        complain(p, MSG_ERROR, "no user, either here or for all machines");
        return ERR_OK;
    }
    const size_t *before = host_table_find(&p->seen, host);
    if (before != NULL) {
        complain(p, MSG_WARNING, "%s is named on line %u already, and that line counts", host,
                 p->list->lines[*before].line);
        return ERR_OK;
    }
    return append(p, host, user, e);
}

static enum err_code parse_line(struct parser *p, const char *text, size_t len, struct err *e)
{
    char words[WORDS_MAX][WORD_SIZE] = {"", ""};
    if (len > 0 && text[len - 1] == '\r')
        len--;
    if (memchr(text, '\0', len) != NULL) {
        complain(p, MSG_ERROR, "a NUL byte: this is not text, or not in UTF-8");
        return ERR_OK;
    }
    size_t blanks = 0;
    while (blanks < len && is_blank(text[blanks]))
        blanks++;
    if (blanks == len) {
        complain(p, MSG_WARNING, "blank line");
        return ERR_OK;
    }
    size_t count = split(text, len, words);
    if (count > WORDS_MAX) {
        complain(p, MSG_ERROR, "more than a host and a user");
        return ERR_OK;
    }
    return count == 0 ? ERR_OK : add_host(p, words[0], count == 2 ? words[1] : p->default_user, e);
}

static enum err_code parse_lines(struct parser *p, const char *text, size_t len, struct err *e)
{
    enum err_code code = ERR_OK;
    const char *end = text + len;
    if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
        text += 3;
    while (text < end && code == ERR_OK) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        const char *line_end = newline != NULL ? newline : end;
        p->line++;
        code = parse_line(p, text, (size_t)(line_end - text), e);
        text = newline != NULL ? newline + 1 : end;
    }
    return code;
}

static enum err_code check_list(const struct parser *p, struct err *e)
{
    char more[128];
    if (p->errors > HOSTS_ERRORS_MAX) {
        (void)snprintf(more, sizeof more, "%.80s: and %lu more", p->name,
                       p->errors - HOSTS_ERRORS_MAX);
        p->complain(p->context, MSG_ERROR, more);
    }
    if (p->errors > 0)
        return err_set(e, ERR_DATA, "%.100s: %lu bad line%s, so nothing was done", p->name,
                       p->errors, p->errors == 1 ? "" : "s");
    if (p->list->count == 0)
        return err_set(e, ERR_DATA, "%.100s: it names no machines", p->name);
    return ERR_OK;
}

enum err_code hosts_parse(const char *text, size_t len, const char *name, const char *default_user,
                          struct host_list *list, hosts_on_message *tell, void *context,
                          struct err *e)
{
    struct parser p = {.name = name,
                       .default_user = default_user,
                       .list = list,
                       .complain = tell,
                       .context = context};
    memset(list, 0, sizeof *list);
    if (default_user != NULL && !user_is_valid(default_user, e))
        return ERR_USAGE;
    enum err_code code = parse_lines(&p, text, len, e);
    if (code == ERR_OK)
        code = check_list(&p, e);
    host_table_free(&p.seen);
    if (code != ERR_OK)
        hosts_free(list);
    return code;
}

void hosts_free(struct host_list *list)
{
    free(list->lines);
    memset(list, 0, sizeof *list);
}

enum err_code hosts_read(const char *path, const char *default_user, struct host_list *list,
                         hosts_on_message *tell, void *context, struct err *e)
{
    bool is_stdin = strcmp(path, "-") == 0;
    const char *name = is_stdin ? "standard input" : path;
    memset(list, 0, sizeof *list);
    int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return err_errno(e, ERR_USAGE, "%s", name);
    char *text;
    size_t len;
    enum err_code code = file_read_all(fd, name, HOSTS_FILE_MAX, ERR_USAGE, &text, &len, e);
    if (!is_stdin)
        (void)close(fd);
    if (code != ERR_OK)
        return code;
    code = hosts_parse(text, len, name, default_user, list, tell, context, e);
    free(text);
    return code;
}
