#include "amt_cfg/report/trace.h"

#include <errno.h>
#include <fcntl.h>
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

#include "amt_cfg/report/trace_mask.h"
#include "common/hex.h"
#include "common/timefmt.h"

struct trace {
    const char *path;
    FILE *file;
    const struct secret *secrets[TRACE_SECRETS_MAX];
    size_t secret_count;
    const struct trace_line *last; /* whose piece was written last, and of which kind */
    enum http_trace_kind last_kind;
    struct err failed; /* ERR_OK: not yet */
};

/* ---------------------------------------------------------------- text */

/* The longest secret that stands at text, or 0. */
static size_t secret_at(const struct trace *trace, const char *text, size_t len)
{
    size_t longest = 0;
    for (size_t i = 0; i < trace->secret_count; i++) {
        const char *secret = trace->secrets[i]->text;
        size_t secret_len = strnlen(secret, SECRET_SIZE);
        if (secret_len >= TRACE_SECRET_MIN && secret_len > longest && secret_len <= len &&
            memcmp(text, secret, secret_len) == 0)
            longest = secret_len;
    }
    return longest;
}

static enum err_code hide_secrets(const struct trace *trace, const struct trace_text *in,
                                  struct trace_text *out, struct err *e)
{
    enum err_code code = ERR_OK;
    size_t kept = 0; /* what has not been appended yet begins here */
    for (size_t at = 0; at < in->len && code == ERR_OK;) {
        size_t len = secret_at(trace, in->text + at, in->len - at);
        if (len == 0) {
            at++;
            continue;
        }
        code = trace_text_add(out, in->text + kept, at - kept, e);
        if (code == ERR_OK)
            code = trace_text_add(out, "***", 3, e);
        at += len;
        kept = at;
    }
    return code == ERR_OK ? trace_text_add(out, in->text + kept, in->len - kept, e) : code;
}

/* How many bytes there are at text that may be written as they are: a character, or 0. */
static size_t visible_at(const char *text, size_t len)
{
    const uint32_t hidden = UC_CATEGORY_MASK_C | UC_CATEGORY_MASK_Zl | UC_CATEGORY_MASK_Zp;
    ucs4_t c;
    if ((text[0] >= ' ' && text[0] <= '~') || text[0] == '\n' || text[0] == '\t')
        return 1;
    int used = u8_mbtoucr(&c, (const uint8_t *)text, len);
    return used > 0 && !uc_is_general_category_withtable(c, hidden) ? (size_t)used : 0;
}

/* No text may look like the first line of a block. */
static bool is_false_block(const struct trace_text *in, size_t at)
{
    return in->len - at >= 4 && (at == 0 || in->text[at - 1] == '\n') &&
           memcmp(in->text + at, "--- ", 4) == 0;
}

static enum err_code make_visible(const struct trace_text *in, struct trace_text *out,
                                  struct err *e)
{
    enum err_code code = ERR_OK;
    for (size_t at = 0; at < in->len && code == ERR_OK;) {
        const char *text = in->text + at;
        size_t used = is_false_block(in, at) ? 0 : visible_at(text, in->len - at);
        if (used > 0) {
            code = trace_text_add(out, text, used, e);
            at += used;
            continue;
        }
        at++;
        if (*text == '\r' && at < in->len && text[1] == '\n')
            continue;
        char hex[4] = {'\\', 'x', '0', '0'};
        hex_put(hex + 2, (unsigned char)*text, HEX_LOWER);
        code = trace_text_add(out, hex, sizeof hex, e);
    }
    if (code == ERR_OK && out->len > 0 && out->text[out->len - 1] != '\n')
        code = trace_text_add(out, "\n", 1, e);
    return code;
}

/* A header that goes on in a second line comes in two pieces, so that nothing says whose value it
 * is. */
static bool is_continued_header(enum http_trace_kind kind, const char *text, size_t len)
{
    return kind == HTTP_TRACE_ANSWER_HEAD && len > 0 && (text[0] == ' ' || text[0] == '\t');
}

static enum err_code make_text(const struct trace *trace, enum http_trace_kind kind,
                               const char *text, size_t len, struct trace_text *out, struct err *e)
{
    struct trace_text masked = {NULL, 0, 0};
    struct trace_text hidden = {NULL, 0, 0};
    enum err_code code;
    if (is_continued_header(kind, text, len))
        code = trace_text_add(&masked, " ***", 4, e);
    else
        code = trace_mask(text, len, &masked, e);
    if (code == ERR_OK)
        code = hide_secrets(trace, &masked, &hidden, e);
    if (code == ERR_OK)
        code = make_visible(&hidden, out, e);
    trace_text_free(&masked);
    trace_text_free(&hidden);
    return code;
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

static bool write_head(struct trace *trace, const struct trace_line *line,
                       enum http_trace_kind kind)
{
    struct timespec now = {0};
    char when[TIME_TEXT_SIZE];
    (void)clock_gettime(CLOCK_REALTIME, &now); /* cannot fail: the clock exists */
    time_format(now.tv_sec, when);
    when[strcspn(when, "Z")] = '\0';
    return fprintf(trace->file, "--- %s.%03ldZ %s %s\n", when, now.tv_nsec / 1000000, line->host,
                   kind_name(kind)) > 0;
}

void trace_piece(void *context, enum http_trace_kind kind, const char *text, size_t len)
{
    const struct trace_line *line = context;
    struct trace *trace = line->trace;
    struct trace_text out = {NULL, 0, 0};
    if (trace->failed.code != ERR_OK || len == 0)
        return;
    /* A head comes line by line. */
    bool goes_on =
        kind == HTTP_TRACE_ANSWER_HEAD && trace->last == line && trace->last_kind == kind;
    if (make_text(trace, kind, text, len, &out, &trace->failed) == ERR_OK &&
        ((!goes_on && !write_head(trace, line, kind)) ||
         fwrite(out.text, 1, out.len, trace->file) != out.len || fflush(trace->file) != 0))
        (void)err_errno(&trace->failed, ERR_CANTCREAT, "%s", trace->path);
    trace->last = line;
    trace->last_kind = kind;
    trace_text_free(&out);
}

static enum err_code prepare(int fd, const char *path, struct err *e)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return err_errno(e, ERR_CANTCREAT, "%s", path);
    if (!S_ISREG(st.st_mode))
        return err_set(e, ERR_CANTCREAT, "%.200s: not a regular file", path);
    if (fchmod(fd, 0600) != 0) /* it may have been there */
        return err_errno(e, ERR_CANTCREAT, "%s", path);
    return ERR_OK;
}

enum err_code trace_open(struct trace **out, const char *path, struct err *e)
{
    *out = NULL;
    struct trace *trace = calloc(1, sizeof *trace);
    if (trace == NULL)
        return err_nomem(e);
    /* O_NONBLOCK: a FIFO must not wait for a reader. */
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
    *out = trace;
    return ERR_OK;
}

void trace_set_secrets(struct trace *trace, const struct secret *const *secrets, size_t count)
{
    trace->secret_count = count < TRACE_SECRETS_MAX ? count : TRACE_SECRETS_MAX;
    for (size_t i = 0; i < trace->secret_count; i++)
        trace->secrets[i] = secrets[i];
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
    free(trace);
    return code;
}
