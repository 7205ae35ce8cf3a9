#include "amt_cfg/settings/conf_edit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Lines are parsed as inih does after common/conf_file.c has removed the blanks at their start; the
 * fuzzer compares the two. */

enum kind { LINE_BLANK, LINE_COMMENT, LINE_SECTION, LINE_KEY, LINE_OTHER };

struct span {
    const char *at;
    size_t len;
};

struct line {
    enum kind kind;
    struct span indent;  /* blanks at the start */
    struct span all;     /* the line without its line end */
    struct span end;     /* "\n", "\r\n" or, at the end of the file, nothing */
    struct span name;    /* of the section or of the key, even if the key is commented out */
    struct span value;   /* of the key; if it is empty, the place where it would be */
    struct span comment; /* after the value, from the ';' on */
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static const char *skip_blanks(const char *at, const char *stop)
{
    while (at < stop && is_blank(*at))
        at++;
    return at;
}

static const char *cut_blanks(const char *at, const char *stop)
{
    while (stop > at && is_blank(stop[-1]))
        stop--;
    return stop;
}

static struct span span(const char *at, const char *stop)
{
    return (struct span){.at = at, .len = (size_t)(stop - at)};
}

static bool span_is(struct span s, const char *text)
{
    return s.len == strlen(text) && memcmp(s.at, text, s.len) == 0;
}

/* Finds one of `chars`, or the ';' of a comment, which needs a blank before it. */
static const char *find_char(const char *at, const char *stop, const char *chars)
{
    bool after_blank = false;
    for (; at < stop; at++) {
        if ((*at != '\0' && strchr(chars, *at) != NULL) || (after_blank && *at == ';'))
            break;
        after_blank = is_blank(*at);
    }
    return at;
}

/* Parses the line that starts at `at`; returns where the next one starts. */
static const char *parse_line(const char *at, const char *end, bool first, struct line *line)
{
    static const char mark[] = "\xef\xbb\xbf"; /* a byte order mark */
    *line = (struct line){.kind = LINE_BLANK};
    const char *newline = memchr(at, '\n', (size_t)(end - at));
    const char *stop = newline != NULL ? newline : end;
    const char *next = newline != NULL ? newline + 1 : end;
    if (newline != NULL && stop > at && stop[-1] == '\r')
        stop--;
    line->all = span(at, stop);
    line->end = span(stop, next);
    const char *text = skip_blanks(at, stop);
    line->indent = span(at, text);
    if (first && stop - text >= 3 && memcmp(text, mark, 3) == 0)
        text = skip_blanks(text + 3, stop);
    stop = cut_blanks(text, stop);
    if (text == stop)
        return next;
    if (*text == '[') {
        const char *bracket = find_char(text + 1, stop, "]");
        bool closed = bracket < stop && *bracket == ']';
        line->kind = closed ? LINE_SECTION : LINE_OTHER;
        line->name = span(text + 1, closed ? bracket : text + 1);
        return next;
    }
    bool comment = *text == ';' || *text == '#';
    const char *name = comment ? skip_blanks(text + 1, stop) : text;
    const char *sign = find_char(name, stop, "=:");
    bool pair = sign < stop && *sign != ';';
    line->kind = comment ? LINE_COMMENT : pair ? LINE_KEY : LINE_OTHER;
    if (pair)
        line->name = span(name, cut_blanks(name, sign));
    if (line->kind != LINE_KEY)
        return next;
    const char *semicolon = find_char(sign + 1, stop, "");
    const char *value = skip_blanks(sign + 1, semicolon);
    line->value = span(value, cut_blanks(value, semicolon));
    line->comment = span(semicolon, stop);
    if (line->value.len == 0) /* one blank after the sign is enough */
        line->value.at = sign + 1 + (sign + 1 < semicolon);
    return next;
}

/* Where a key is, or would have to be. */
struct place {
    bool has_line; /* `line` has the key */
    bool has_spot; /* a new line goes after `line` */
    struct line line;
    struct line last; /* the last line of the file, if there is one */
};

/* A comment that a blank line separates from the section's keys may belong to what follows. */
static struct place find_place(const char *text, size_t len, const char *section, const char *key)
{
    struct place place = {0};
    bool inside = false;
    bool touches = false;      /* the previous line is `line` */
    bool outcommented = false; /* `line` is a "; key = ..." */
    const char *end = text + len;
    struct line line;
    for (const char *at = text; at < end && !place.has_line;) {
        at = parse_line(at, end, at == text, &line);
        place.last = line;
        if (line.kind == LINE_SECTION)
            inside = span_is(line.name, section);
        if (!inside)
            continue;
        place.has_line = line.kind == LINE_KEY && span_is(line.name, key);
        bool fits = line.kind == LINE_COMMENT && span_is(line.name, key);
        bool belongs = line.kind != LINE_BLANK && (line.kind != LINE_COMMENT || touches);
        touches = belongs;
        if (place.has_line || fits || (belongs && !outcommented)) {
            place.line = line;
            place.has_spot = true;
        }
        outcommented = outcommented || fits;
    }
    return place;
}

bool conf_edit_find(const char *text, size_t len, const char *section, const char *key,
                    char value[CONF_VALUE_SIZE])
{
    struct place place = find_place(text, len, section, key);
    value[0] = '\0';
    if (!place.has_line || place.line.value.len >= CONF_VALUE_SIZE)
        return false;
    memcpy(value, place.line.value.at, place.line.value.len);
    value[place.line.value.len] = '\0';
    return true;
}

/* ---------------------------------------------------------------- the new text */

static void put(FILE *out, struct span s)
{
    if (s.len > 0)
        (void)fwrite(s.at, 1, s.len, out);
}

/* The line end that the line has or, at the end of the file, would have. */
static struct span end_of(const struct line *like)
{
    return like->end.len > 0 ? like->end : (struct span){.at = "\n", .len = 1};
}

static void put_pair(FILE *out, const char *key, const char *value)
{
    (void)fprintf(out, value[0] != '\0' ? "%s = %s" : "%s =%s", key, value);
}

/* How many blanks separate the comment from the value so that it stays in its column; 0 if both do
 * not fit into the line. `used` is the length of the rest of the line. */
static size_t comment_gap(const struct line *line, size_t used, size_t value_len)
{
    size_t column = (size_t)(line->comment.at - line->value.at);
    size_t gap = column > value_len ? column - value_len : 1;
    if (used + gap + line->comment.len > CONF_LINE_MAX)
        gap = 1;
    return used + gap + line->comment.len > CONF_LINE_MAX ? 0 : gap;
}

static void put_changed_line(FILE *out, const struct line *line, const char *key, const char *value)
{
    size_t value_len = strlen(value);
    struct span before = span(line->indent.at + line->indent.len, line->value.at);
    size_t used = before.len + value_len + strlen(" \r");
    size_t gap = line->comment.len > 0 ? comment_gap(line, used, value_len) : 0;
    if (line->comment.len > 0 && gap == 0) {
        put(out, line->indent);
        put(out, line->comment);
        put(out, end_of(line));
    }
    put(out, line->indent);
    if (used > CONF_LINE_MAX) { /* blanks before the '=' are dropped */
        put_pair(out, key, value);
    } else {
        if (gap == 0 && value_len == 0) /* no blanks at the line's end */
            before = span(before.at, cut_blanks(before.at, before.at + before.len));
        put(out, before);
        if (value_len > 0 && line->value.len == 0 && !is_blank(before.at[before.len - 1]))
            (void)fputc(' ', out); /* "key =" does not show whether a blank would follow */
        (void)fputs(value, out);
    }
    if (gap > 0)
        (void)fprintf(out, "%*s", (int)gap, "");
    if (gap > 0)
        put(out, line->comment);
    put(out, line->end);
}

static void put_new_line(FILE *out, const struct line *behind, const char *key, const char *value)
{
    struct span indent = behind->indent;
    const char *return_char = indent.len > 0 ? memchr(indent.at, '\r', indent.len) : NULL;
    put(out, behind->all);
    put(out, end_of(behind));
    put(out, return_char != NULL ? span(indent.at, return_char) : indent);
    put_pair(out, key, value);
    put(out, end_of(behind));
}

static void put_new_section(FILE *out, const struct line *last, const char *section,
                            const char *key, const char *value)
{
    if (last->all.at != NULL && last->end.len == 0)
        put(out, end_of(last));
    if (last->all.at != NULL && last->kind != LINE_BLANK)
        put(out, end_of(last));
    (void)fprintf(out, "[%s]", section);
    put(out, end_of(last));
    put_pair(out, key, value);
    put(out, end_of(last));
}

static bool has_control(const char *text)
{
    for (; *text != '\0'; text++)
        if (((unsigned char)*text < ' ' && *text != '\t') || *text == 0x7f)
            return true;
    return false;
}

static bool begins_comment(const char *text)
{
    return text[0] == ';' || *find_char(text, text + strlen(text), "") != '\0';
}

static bool has_blank_ends(const char *text)
{
    return text[0] != '\0' && (is_blank(text[0]) || is_blank(text[strlen(text) - 1]));
}

enum err_code conf_edit_check(const char *key, const char *value, struct err *e)
{
    if (has_control(key) || has_control(value))
        return err_set(e, ERR_DATA, "control characters cannot stand in a configuration");
    if (key[0] == '\0' || strchr("[#", key[0]) != NULL || strpbrk(key, "=:") != NULL ||
        begins_comment(key) || has_blank_ends(key))
        return err_set(e, ERR_DATA,
                       "a name has no = or :, no [ # or ; at its start, no blanks at its ends, and "
                       "no ; behind a blank");
    if (begins_comment(value))
        return err_set(e, ERR_DATA, "a ';' at the start or behind a blank would begin a comment");
    if (has_blank_ends(value))
        return err_set(e, ERR_DATA, "a value has no blanks at its ends");
    if (strlen(key) + strlen(" = ") + strlen(value) + strlen("\r") > CONF_LINE_MAX)
        return err_set(e, ERR_DATA, "key and value are longer than a line's %d characters",
                       CONF_LINE_MAX);
    return ERR_OK;
}

enum err_code conf_edit_set(const char *text, size_t len, const char *section, const char *key,
                            const char *value, char **out, size_t *out_len, struct err *e)
{
    enum err_code code = conf_edit_check(key, value, e);
    if (code != ERR_OK)
        return code;
    FILE *stream = open_memstream(out, out_len);
    if (stream == NULL)
        return err_nomem(e);
    struct place place = find_place(text, len, section, key);
    const char *start = place.has_spot ? place.line.all.at : text + len;
    const char *rest = place.has_spot ? place.line.end.at + place.line.end.len : text + len;
    put(stream, span(text, start));
    if (place.has_line)
        put_changed_line(stream, &place.line, key, value);
    else if (place.has_spot)
        put_new_line(stream, &place.line, key, value);
    else
        put_new_section(stream, &place.last, section, key, value);
    put(stream, span(rest, text + len));
    if (fclose(stream) == 0)
        return ERR_OK;
    free(*out);
    return err_nomem(e);
}
