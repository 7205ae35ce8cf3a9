#include "amt_cfg/report/record.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "amt_cfg/host_table.h"
#include "amt_cfg/report/report_json.h"
#include "common/file.h"

struct record {
    const char *path;
    int fd;
    bool unended;           /* the last line is complete except for its newline */
    off_t torn_at;          /* where a line that was cut off begins; -1: there is none */
    struct host_table last; /* from a host to its machine_result */
};

bool record_is_done(const struct record *record, const char *host)
{
    const size_t *result = host_table_find(&record->last, host);
    return result != NULL && (*result == MACHINE_UNCHANGED || *result == MACHINE_CHANGED);
}

/* ---------------------------------------------------------------- reading */

static enum err_code parse_line(struct record *record, const char *text, size_t len, struct err *e)
{
    char host[HOST_NAME_SIZE];
    enum machine_result result;
    if (len >= RECORD_LINE_MAX)
        return err_set(e, ERR_DATA, "the line is too long to be one of a record");
    enum err_code code = report_json_read(text, len, host, sizeof host, &result, e);
    return code == ERR_OK ? host_table_put(&record->last, host, (size_t)result, e) : code;
}

/* Whether it can be the beginning of a line of ours. Anything else may be the user's only copy of
 * something, and must not be removed. */
static bool looks_torn(const char *text, size_t len)
{
    static const char start[] = "{\"host\":\"";
    size_t most = sizeof start - 1;
    return memcmp(text, start, len < most ? len : most) == 0;
}

static enum err_code parse_lines(struct record *record, const char *text, size_t len, struct err *e)
{
    unsigned long line = 0;
    for (size_t at = 0; at < len;) {
        struct err why = {.code = ERR_OK};
        const char *newline = memchr(text + at, '\n', len - at);
        size_t line_len = newline != NULL ? (size_t)(newline - text) - at : len - at;
        line++;
        enum err_code code = parse_line(record, text + at, line_len, &why);
        if (code == ERR_DATA && newline == NULL && line_len < RECORD_LINE_MAX &&
            looks_torn(text + at, line_len))
            record->torn_at = (off_t)at;
        else if (code == ERR_DATA)
            return err_set(e, code, "%.150s:%lu: %.150s", record->path, line, why.text);
        else if (code != ERR_OK)
            return err_set(e, code, "%s", why.text);
        else
            record->unended = newline == NULL;
        at += line_len + (newline != NULL);
    }
    return ERR_OK;
}

static enum err_code read_record(struct record *record, struct err *e)
{
    char *text;
    size_t len;
    enum err_code code =
        file_read_all(record->fd, record->path, RECORD_FILE_MAX, ERR_DATA, &text, &len, e);
    if (code != ERR_OK)
        return code;
    code = parse_lines(record, text, len, e);
    free(text);
    return code;
}

/* ---------------------------------------------------------------- opening and writing */

static enum err_code lock(const struct record *record, struct err *e)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    if (fcntl(record->fd, F_OFD_SETLK, &whole) == 0)
        return ERR_OK;
    if (errno == EAGAIN || errno == EACCES)
        return err_set(e, ERR_TEMPFAIL, "%.200s: another run of fcfh-config is using it",
                       record->path);
    return err_errno(e, ERR_TEMPFAIL, "%s: lock", record->path);
}

static enum err_code open_file(struct record *record, struct err *e)
{
    struct stat st;
    /* O_NONBLOCK matters only if it is not a regular file, which is then refused. */
    record->fd =
        open(record->path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0600);
    if (record->fd < 0 || fstat(record->fd, &st) != 0)
        return err_errno(e, ERR_CANTCREAT, "%s", record->path);
    if (!S_ISREG(st.st_mode))
        return err_set(e, ERR_CANTCREAT, "%.200s: not a regular file", record->path);
    return lock(record, e);
}

enum err_code record_open(struct record **out, const char *path, struct err *e)
{
    struct record *record = calloc(1, sizeof *record);
    *out = NULL;
    if (record == NULL)
        return err_nomem(e);
    record->path = path;
    record->torn_at = -1;
    enum err_code code = open_file(record, e);
    if (code == ERR_OK)
        code = read_record(record, e);
    if (code != ERR_OK) {
        (void)record_close(record, NULL); /* nothing has been written, so nothing can be lost */
        return code;
    }
    *out = record;
    return ERR_OK;
}

/* Cuts the file off after its last complete line. */
static enum err_code drop_torn(struct record *record, struct err *e)
{
    if (record->torn_at < 0)
        return ERR_OK;
    if (ftruncate(record->fd, record->torn_at) != 0)
        return err_errno(e, ERR_CANTCREAT, "%s", record->path);
    record->torn_at = -1;
    return ERR_OK;
}

static enum err_code append(struct record *record, const char *text, size_t len, struct err *e)
{
    struct stat st;
    ssize_t put;
    enum err_code code = drop_torn(record, e);
    if (code != ERR_OK)
        return code;
    if (fstat(record->fd, &st) != 0)
        return err_errno(e, ERR_CANTCREAT, "%s", record->path);
    do
        put = write(record->fd, text, len);
    while (put < 0 && errno == EINTR);
    if (put == (ssize_t)len)
        return ERR_OK;
    /* A part of a line may have been written. If it cannot be removed now, the next call will try
     * again. */
    if (put >= 0)
        errno = ENOSPC;
    code = err_errno(e, ERR_CANTCREAT, "%s", record->path);
    record->torn_at = st.st_size;
    (void)drop_torn(record, NULL);
    return code;
}

enum err_code record_add(struct record *record, const struct machine_report *report, time_t end,
                         struct err *e)
{
    char *json;
    enum err_code code = report_json(report, end, &json, e);
    if (code != ERR_OK)
        return code;
    size_t len = strlen(json);
    char *line = malloc(len + 2);
    if (line != NULL) {
        size_t first = record->unended ? 1 : 0;
        line[0] = '\n';
        memcpy(line + first, json, len);
        line[first + len] = '\n';
        code = append(record, line, first + len + 1, e);
    } else {
        code = err_nomem(e);
    }
    free(line);
    free(json);
    if (code != ERR_OK)
        return code;
    record->unended = false;
    return host_table_put(&record->last, report->host, (size_t)report->result, e);
}

enum err_code record_close(struct record *record, struct err *e)
{
    enum err_code code = ERR_OK;
    if (record == NULL)
        return ERR_OK;
    if (record->fd >= 0 && fsync(record->fd) != 0)
        code = err_errno(e, ERR_CANTCREAT, "%s", record->path);
    if (record->fd >= 0 && close(record->fd) != 0 && code == ERR_OK)
        code = err_errno(e, ERR_CANTCREAT, "%s", record->path);
    host_table_free(&record->last);
    free(record);
    return code;
}
