#include "amt_cfg/report/progress.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/text.h"
#include "common/timefmt.h"

enum { DEFAULT_WIDTH = 80, BETWEEN_MS = 100, BAR_CELLS = 10, PART_SIZE = 160, LINE_SIZE = 512 };

/* The parts, in their order on the line. */
enum part {
    PART_BAR,
    PART_DONE,
    PART_CHANGED,
    PART_UNCHANGED,
    PART_MISSING,
    PART_FAILED,
    PART_KINDS,
    PART_ELAPSED,
    PART_LEFT,
    PART_COUNT
};

/* The parts by importance: a narrow terminal shows only the first ones. */
static const enum part weights[PART_COUNT] = {
    PART_DONE,  PART_FAILED, PART_LEFT,      PART_CHANGED, PART_MISSING,
    PART_KINDS, PART_BAR,    PART_UNCHANGED, PART_ELAPSED,
};

struct parts {
    char text[PART_COUNT][PART_SIZE]; /* "": left out */
    size_t used;                      /* columns of the whole line */
};

/* Kinds of failures follow the failures in brackets; all other parts are two blanks apart. */
static const char *gap_before(enum part part)
{
    return part == PART_KINDS ? " " : "  ";
}

/* ---------------------------------------------------------------- what a part says */

static void write_bar(const struct run_counts *counts, char *out, size_t size)
{
    size_t full = counts->total > 0 ? counts->done * BAR_CELLS / counts->total : 0;
    char cells[BAR_CELLS + 1];
    if (full > BAR_CELLS)
        full = BAR_CELLS;
    memset(cells, '.', BAR_CELLS);
    memset(cells, '#', full);
    cells[BAR_CELLS] = '\0';
    (void)snprintf(out, size, "[%s]", cells);
}

static void write_elapsed(long long elapsed_ms, char *out, size_t size)
{
    char words[32];
    if (elapsed_ms < 1000)
        return;
    time_format_duration((long)(elapsed_ms / 1000), words, sizeof words);
    (void)snprintf(out, size, "after %s", words);
}

/* Estimates from the time that the machines have taken so far. There is no guess in the first
 * second. */
static void write_left(const struct run_counts *counts, long long elapsed_ms, char *out,
                       size_t size)
{
    char words[32];
    if (counts->done == 0 || counts->done >= counts->total || elapsed_ms < 1000)
        return;
    double ms = (double)elapsed_ms / (double)counts->done * (double)(counts->total - counts->done);
    if (ms > 1000.0 * 86400 * 999)
        return; /* of no use to anybody, and it must fit into a long */
    time_format_duration((long)(ms / 1000) + 1, words, sizeof words);
    (void)snprintf(out, size, "%s left", words);
}

static void write_kinds(const struct run_counts *counts, size_t most, char *out, size_t size)
{
    char text[PART_SIZE];
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < most && i < counts->kind_count; i++) {
        char kind[sizeof counts->kinds[i].name];
        text_clean_ascii(counts->kinds[i].name, kind, sizeof kind);
        int len = snprintf(text + used, sizeof text - used, "%s%s %zu", i == 0 ? "(" : ", ", kind,
                           counts->kinds[i].count);
        if (len < 0 || used + (size_t)len + 2 > sizeof text)
            break;
        used += (size_t)len;
        (void)snprintf(out, size, "%.*s)", (int)used, text);
    }
}

static void write_part(const struct run_counts *counts, long long elapsed_ms, enum part part,
                       char *out, size_t size)
{
    static const char *const names[PART_COUNT] = {[PART_CHANGED] = "changed",
                                                  [PART_UNCHANGED] = "unchanged",
                                                  [PART_MISSING] = "missing",
                                                  [PART_FAILED] = "failed"};
    static const enum machine_result results[PART_COUNT] = {
        [PART_CHANGED] = MACHINE_CHANGED,
        [PART_UNCHANGED] = MACHINE_UNCHANGED,
        [PART_MISSING] = MACHINE_MISSING,
        [PART_FAILED] = MACHINE_FAILED,
    };
    out[0] = '\0';
    if (part == PART_BAR)
        write_bar(counts, out, size);
    else if (part == PART_DONE)
        (void)snprintf(out, size, "%zu/%zu", counts->done, counts->total);
    else if (part == PART_KINDS)
        write_kinds(counts, 1, out, size);
    else if (part == PART_ELAPSED)
        write_elapsed(elapsed_ms, out, size);
    else if (part == PART_LEFT)
        write_left(counts, elapsed_ms, out, size);
    else if (part != PART_MISSING || counts->results[MACHINE_MISSING] > 0)
        (void)snprintf(out, size, "%s %zu", names[part], counts->results[results[part]]);
}

/* ---------------------------------------------------------------- the line */

/* Adds the part if there is room for it. */
static void add_part(struct parts *parts, enum part part, const char *text, size_t width)
{
    size_t need = strlen(text);
    if (need == 0)
        return;
    need += parts->used > 0 ? strlen(gap_before(part)) : 0;
    if (parts->used + need > width)
        return;
    (void)snprintf(parts->text[part], PART_SIZE, "%s", text);
    parts->used += need;
}

/* Adds more kinds than the first in the room that is left. */
static void add_kinds(const struct run_counts *counts, struct parts *parts, size_t width)
{
    size_t first = strlen(parts->text[PART_KINDS]);
    if (first == 0)
        return;
    for (size_t most = 2; most <= counts->kind_count; most++) {
        char text[PART_SIZE];
        write_kinds(counts, most, text, sizeof text);
        if (parts->used - first + strlen(text) > width)
            return;
        (void)snprintf(parts->text[PART_KINDS], PART_SIZE, "%s", text);
        parts->used += strlen(text) - first;
        first = strlen(text);
    }
}

void progress_line(const struct run_counts *counts, long long elapsed_ms, int width, char *out,
                   size_t size)
{
    struct parts parts = {.used = 0};
    size_t room = width > 0 ? (size_t)width : 0;
    size_t at = 0;
    if (room > size - 1)
        room = size - 1;
    for (size_t i = 0; i < PART_COUNT; i++) {
        char text[PART_SIZE];
        write_part(counts, elapsed_ms, weights[i], text, sizeof text);
        add_part(&parts, weights[i], text, room);
    }
    add_kinds(counts, &parts, room);
    out[0] = '\0';
    for (int i = 0; i < PART_COUNT; i++) {
        if (parts.text[i][0] == '\0')
            continue;
        (void)snprintf(out + at, size - at, "%s%s", at > 0 ? gap_before((enum part)i) : "",
                       parts.text[i]);
        at += strlen(out + at);
    }
}

/* ---------------------------------------------------------------- the terminal */

void progress_init(struct progress *progress, FILE *to)
{
    const char *terminal = getenv("TERM");
    int fd = fileno(to);
    long long now = clock_ms();
    *progress = (struct progress){.to = to, .started_ms = now, .drawn_ms = now - BETWEEN_MS};
    progress->on = fd >= 0 && isatty(fd) == 1 && terminal != NULL && terminal[0] != '\0' &&
                   strcmp(terminal, "dumb") != 0;
}

/* Asked each time, because the terminal may be resized. The last column stays free, because some
 * terminals go to the next line after it. */
static size_t usable_width(const struct progress *progress)
{
    struct winsize size;
    if (ioctl(fileno(progress->to), TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return DEFAULT_WIDTH - 1;
    return size.ws_col < LINE_SIZE ? (size_t)size.ws_col - 1 : LINE_SIZE - 1;
}

/* Writes the line over the one that is shown; blanks cover the rest of a longer one. */
static void put_line(struct progress *progress, const char *line, size_t width)
{
    size_t len = strlen(line);
    size_t over = progress->drawn < width ? progress->drawn : width;
    int blanks = over > len ? (int)(over - len) : 0;
    (void)fprintf(progress->to, "\r%s%*s\r%s", line, blanks, "", blanks > 0 ? line : "");
    (void)fflush(progress->to);
    progress->drawn = len;
}

void progress_draw(struct progress *progress, const struct run_counts *counts)
{
    char line[LINE_SIZE];
    long long now = clock_ms();
    if (!progress->on || now - progress->drawn_ms < BETWEEN_MS)
        return;
    size_t width = usable_width(progress);
    progress_line(counts, now - progress->started_ms, (int)width, line, sizeof line);
    put_line(progress, line, width);
    progress->drawn_ms = now;
}

void progress_clear(struct progress *progress)
{
    if (!progress->on || progress->drawn == 0)
        return;
    put_line(progress, "", usable_width(progress));
}
