#include "common/conf_file.h"

#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/file.h"

const char *conf_path(const char *option, bool *chosen)
{
    const char *path = option != NULL ? option : getenv("FCFH_CONF");
    bool named = path != NULL && path[0] != '\0';
    if (chosen != NULL)
        *chosen = named;
    return named ? path : CONF_DEFAULT_FILE;
}

/* What inih's reader and handler share. inih gives its handler no line number, so the reader counts
 * the lines that it hands out. */
struct reading {
    struct conf *conf;
    const char *at;
    const char *end;
    unsigned line;
    unsigned bad_line; /* of the first error, 0 while there is none */
    struct err why;
    char seen[64][96]; /* "section/key" of each key, to find one that is given twice */
    size_t seen_count;
};

static void note_error(struct reading *r, const char *what)
{
    if (r->bad_line != 0)
        return;
    r->bad_line = r->line;
    err_set(&r->why, ERR_CONFIG, "%s", what);
}

static bool is_printable(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)text[i] < ' ' && text[i] != '\t' && text[i] != '\r')
            return false;
    return true;
}

/* inih reads a line that starts with a blank as a continuation of the value above it, so an
 * indented file would silently mean something else: leading blanks are removed here. */
static char *next_line(char *buffer, int size, void *stream)
{
    struct reading *r = stream;
    if (r->at == r->end)
        return NULL;
    r->line++;
    const char *newline = memchr(r->at, '\n', (size_t)(r->end - r->at));
    const char *stop = newline != NULL ? newline : r->end;
    const char *start = r->at;
    while (start < stop && (*start == ' ' || *start == '\t' || *start == '\r'))
        start++;
    size_t len = (size_t)(stop - start);
    r->at = newline != NULL ? newline + 1 : r->end;
    if (len >= (size_t)size) {
        note_error(r, "the line is longer than 199 characters");
        len = 0;
    } else if (!is_printable(start, len)) {
        note_error(r, "the line contains control characters");
        len = 0;
    }
    memcpy(buffer, start, len);
    buffer[len] = '\0';
    if (buffer[0] == '[') {
        char name[32] = "";
        struct err why;
        (void)sscanf(buffer, "[%31[^]]]", name);
        if (conf_check_section(name, &why) != ERR_OK)
            note_error(r, why.text);
    }
    return buffer;
}

static bool check_repeated(struct reading *r, const char *section, const char *key)
{
    char name[96];
    int len = snprintf(name, sizeof name, "%s/%s", section, key);
    if (len < 0 || (size_t)len >= sizeof name)
        return false;
    for (size_t i = 0; i < r->seen_count; i++)
        if (strcmp(r->seen[i], name) == 0)
            return true;
    if (r->seen_count < sizeof r->seen / sizeof r->seen[0])
        memcpy(r->seen[r->seen_count++], name, (size_t)len + 1);
    return false;
}

static int on_value(void *user, const char *section, const char *key, const char *value)
{
    struct reading *r = user;
    struct err why;
    if (check_repeated(r, section, key))
        err_set(&why, ERR_CONFIG, "'%.60s' is given twice in [%.60s]", key, section);
    else if (conf_set(r->conf, section, key, value, &why) == ERR_OK)
        return 1;
    note_error(r, why.text);
    return 1; /* the rest is still read: see conf_read */
}

enum err_code conf_parse(struct conf *conf, const char *name, const char *text, size_t len,
                         struct err *e)
{
    struct reading *r = calloc(1, sizeof *r);
    if (r == NULL)
        return err_nomem(e);
    r->conf = conf;
    r->at = text;
    r->end = text + len;
    int bad = ini_parse_stream(next_line, r, on_value, r);
    if (bad > 0 && (r->bad_line == 0 || (unsigned)bad < r->bad_line)) {
        r->bad_line = (unsigned)bad;
        err_set(&r->why, ERR_CONFIG, "neither [section] nor key = value");
    }
    enum err_code code = ERR_OK;
    if (bad < 0)
        code = err_nomem(e);
    else if (r->bad_line != 0)
        code = err_set(e, ERR_CONFIG, "%.150s:%u: %.150s", name, r->bad_line, r->why.text);
    free(r);
    return code;
}

enum err_code conf_load(const char *path, bool must_exist, char **text, size_t *len, struct err *e)
{
    if (!must_exist && access(path, F_OK) != 0 && errno == ENOENT) {
        *len = 0;
        *text = calloc(1, 1);
        return *text != NULL ? ERR_OK : err_nomem(e);
    }
    enum err_code code = file_load(path, FILE_PUBLIC, CONF_FILE_MAX, text, len, e);
    return code == ERR_OK || code == ERR_INTERNAL ? code : err_recode(e, ERR_CONFIG);
}

enum err_code conf_read(struct conf *conf, const char *path, bool must_exist, struct err *e)
{
    char *text = NULL;
    size_t len = 0;
    enum err_code code = conf_load(path, must_exist, &text, &len, e);
    if (code != ERR_OK)
        return code;
    code = conf_parse(conf, path, text, len, e);
    free(text);
    return code;
}
