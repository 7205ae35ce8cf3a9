#include "amt_cfg/report/trace.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unictype.h>
#include <unistd.h>
#include <unistr.h>

#include "amt_cfg/report/trace_head.h"
#include "common/timefmt.h"

/* A header that is continued on a second line comes in two pieces, and the second does not say to
 * which header it belongs: this is written in its place. */
#define CONTINUED " " MASK_STARS

#define ROOM(len) ((len)*TRACE_HEAD_GROWTH + sizeof CONTINUED)

struct trace {
    const char *path;
    pthread_mutex_t lock; /* guards everything below: each machine has a thread */
    FILE *file;
    const struct trace_line *last; /* the line whose piece was written last, and its kind */
    enum http_trace_kind last_kind;
    struct err failed; /* ERR_OK: no error yet */
};

/* ---------------------------------------------------------------- text */

/* How many bytes at text may be written as they are: one character, or 0. */
static size_t visible_at(const char *text, size_t len)
{
    const uint32_t hidden = UC_CATEGORY_MASK_C | UC_CATEGORY_MASK_Zl | UC_CATEGORY_MASK_Zp;
    ucs4_t c;
    if ((text[0] >= ' ' && text[0] <= '~') || text[0] == '\n' || text[0] == '\t')
        return 1;
    int used = u8_mbtoucr(&c, (const uint8_t *)text, len);
    return used > 0 && !uc_is_general_category_withtable(c, hidden) ? (size_t)used : 0;
}

/* Whether the text looks like the first line of a block, which it must not. */
static bool is_false_block(const char *text, size_t len, size_t at)
{
    return len - at >= 4 && (at == 0 || text[at - 1] == '\n') && memcmp(text + at, "--- ", 4) == 0;
}

/* Errors of the file are left to ferror(). */
static void write_visible(FILE *file, const char *text, size_t len)
{
    for (size_t at = 0; at < len;) {
        size_t used = is_false_block(text, len, at) ? 0 : visible_at(text + at, len - at);
        if (used > 0)
            (void)fwrite(text + at, 1, used, file);
        else if (text[at] != '\r' || at + 1 == len || text[at + 1] != '\n')
            (void)fprintf(file, "\\x%02x", (unsigned char)text[at]);
        at += used > 0 ? used : 1;
    }
    if (len > 0 && text[len - 1] != '\n')
        (void)fputc('\n', file);
}

/* Puts what may be written of a piece into safe, which has room for ROOM(len), and returns how much
 * that is. */
static size_t mask_piece(const struct trace_line *line, enum http_trace_kind kind, const char *text,
                         size_t len, char *safe)
{
    size_t safe_len = len;
    if (kind == HTTP_TRACE_ANSWER_HEAD && (text[0] == ' ' || text[0] == '\t')) {
        safe_len = sizeof CONTINUED - 1;
        memcpy(safe, CONTINUED, safe_len);
    } else if (kind == HTTP_TRACE_REQUEST_HEAD || kind == HTTP_TRACE_ANSWER_HEAD) {
        safe_len = trace_mask_head(text, len, safe);
    } else {
        memcpy(safe, text, len);
    }
    return line->mask != NULL ? mask_bytes(line->mask, safe, safe_len) : safe_len;
}

/* ---------------------------------------------------------------- the file */

static const char *kind_name(enum http_trace_kind kind)
{
    switch (kind) {
    case HTTP_TRACE_NOTE:
        return "* note";
    case HTTP_TRACE_REQUEST_HEAD:
        return "> request head";
    case HTTP_TRACE_REQUEST_BODY:
        return "> request body";
    case HTTP_TRACE_ANSWER_HEAD:
        return "< answer head";
    case HTTP_TRACE_ANSWER_BODY:
        return "< answer body";
    }
    return "* note";
}

static void write_head(struct trace *trace, const struct trace_line *line,
                       enum http_trace_kind kind)
{
    struct timespec now = {0};
    char when[TIME_TEXT_SIZE];
    (void)clock_gettime(CLOCK_REALTIME, &now); /* cannot fail: the clock exists */
    time_format(now.tv_sec, when);
    when[strcspn(when, "Z")] = '\0';
    (void)fprintf(trace->file, "--- %s.%03ldZ %s %s\n", when, now.tv_nsec / 1000000, line->host,
                  kind_name(kind));
}

void trace_piece(void *context, enum http_trace_kind kind, const char *text, size_t len)
{
    const struct trace_line *line = context;
    struct trace *trace = line->trace;
    char *safe = len > 0 ? malloc(ROOM(len)) : NULL;
    size_t safe_len = safe != NULL ? mask_piece(line, kind, text, len, safe) : 0;
    (void)pthread_mutex_lock(&trace->lock);
    if (len > 0 && safe == NULL)
        (void)err_nomem(&trace->failed);
    if (safe_len > 0 && trace->failed.code == ERR_OK) {
        /* A head comes line by line, and gets one block. */
        if (kind != HTTP_TRACE_ANSWER_HEAD || trace->last != line || trace->last_kind != kind)
            write_head(trace, line, kind);
        write_visible(trace->file, safe, safe_len);
        if (fflush(trace->file) != 0 || ferror(trace->file))
            (void)err_errno(&trace->failed, ERR_CANTCREAT, "%s", trace->path);
        trace->last = line;
        trace->last_kind = kind;
    }
    (void)pthread_mutex_unlock(&trace->lock);
    if (safe != NULL)
        explicit_bzero(safe, ROOM(len)); /* more may be left after what was written */
    free(safe);
}

static enum err_code prepare(int fd, const char *path, struct err *e)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return err_errno(e, ERR_CANTCREAT, "%s", path);
    if (!S_ISREG(st.st_mode))
        return err_set(e, ERR_CANTCREAT, "%.200s: not a regular file", path);
    if (fchmod(fd, 0600) != 0) /* the file may have existed */
        return err_errno(e, ERR_CANTCREAT, "%s", path);
    return ERR_OK;
}

enum err_code trace_open(struct trace **out, const char *path, struct err *e)
{
    *out = NULL;
    struct trace *trace = calloc(1, sizeof *trace);
    if (trace == NULL)
        return err_nomem(e);
    /* O_NONBLOCK: we must not wait for the reader of a FIFO. */
    int fd = open(
        path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0600);
    enum err_code code = ERR_OK;
    if (fd >= 0)
        code = prepare(fd, path, e);
    else if (errno == ELOOP)
        code = err_set(e, ERR_CANTCREAT, "%.200s: a symbolic link", path);
    else
        code = err_errno(e, ERR_CANTCREAT, "%s", path);
    if (code == ERR_OK && (trace->file = fdopen(fd, "w")) == NULL)
        code = err_errno(e, ERR_CANTCREAT, "%s", path);
    if (code != ERR_OK) {
        if (fd >= 0)
            (void)close(fd);
        free(trace);
        return code;
    }
    trace->path = path;
    (void)pthread_mutex_init(&trace->lock, NULL); /* cannot fail on Linux */
    *out = trace;
    return ERR_OK;
}

enum err_code trace_close(struct trace *trace, struct err *e)
{
    if (trace == NULL)
        return ERR_OK;
    if (fclose(trace->file) != 0 && trace->failed.code == ERR_OK)
        (void)err_errno(&trace->failed, ERR_CANTCREAT, "%s", trace->path);
    enum err_code code = trace->failed.code;
    if (code != ERR_OK)
        (void)err_set(e, code, "%s", trace->failed.text);
    (void)pthread_mutex_destroy(&trace->lock);
    free(trace);
    return code;
}
