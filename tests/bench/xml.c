/*
 * bench_xml: what it costs to read a text that a machine made to be slow. For bodies of 1 MiB, an
 * answer of WS-Management, and of 64 KiB, an event, it makes one of each kind that the reader
 * accepts, as large as the reader accepts it. Prints the processor time in milliseconds of the
 * worst of them, for both, and which one it was; with -v, each of them.
 */
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/xml_repair.h"

enum { BODY_MAX = 1 << 20, ROUNDS = 3 };

/* start, then unit again and again (%u is its number), and group around every so many of them. */
static const struct kind {
    const char *name;
    const char *root; /* its start tag; %N are namespaces */
    const char *open, *unit, *close;
    unsigned in_group; /* units */
    unsigned depth;    /* tags around it all */
} kinds[] = {
    {"attributes", "<r>", "<a", " b%u=''", "/>", 0, 0},
    {"attributes of a namespace", "<p:r xmlns:p='u'>", "<a", " p:b%u=''", "/>", 0, 0},
    {"prefixes", "<r%N>", "", "<n0:a/>", "", 1, 0},
    {"prefixes of attributes", "<r%N>", "", "<n0:a n0:b='' n1:b=''/>", "", 1, 0},
    {"nesting", "<p:r xmlns:p='u'>", "", "<p:a p:b=''/>", "", 1, 240},
    {"undeclared prefixes", "<r>", "", "<p:a/>", "", 1, 0},
    {"tags", "<r>", "", "<a/>", "", 1, 0},
    {"tags with names of their own", "<r>", "", "<a%u/>", "", 1, 0},
    {"tags with text", "<r>", "", "<a>x</a>", "", 1, 0},
    {"instructions", "<r>", "", "<?a b?>", "", 1, 0},
    {"comments", "<r>", "", "<!---->", "", 1, 0},
    {"sections", "<r>", "", "<![CDATA[x]]>", "", 1, 0},
    {"entities", "<r>", "", "&lt;", "", 1, 0},
    {"entities in an attribute", "<r>", "<a b='", "&lt;", "'/>", 100000, 0},
    {"references", "<r>", "", "&#9;", "", 1, 0},
    {"references to nothing", "<r>", "", "&#1;", "", 1, 0},
    {"bad bytes", "<r>", "", "\xff", "", 1, 0},
    {"text of other scripts", "<r>", "", "\xe2\x82\xac", "", 1, 0},
    {"line ends", "<r>", "", "\r\n", "", 1, 0},
    {"carriage returns", "<r>", "", "\r", "", 1, 0},
    {"text between tags", "<r><b/>", "", "x&lt;", "", 1, 0},
    {"no end", "<r>", "", "<a>", "", 1, 0},
};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

/* The text of a kind with this many units in groups of this size, padded with text. */
static size_t make(const struct kind *kind, unsigned units, unsigned group, unsigned namespaces,
                   bool is_bad, char *text, size_t size)
{
    size_t used = 0;
    char piece[64];
    const char *names = strstr(kind->root, "%N");
    used +=
        (size_t)sprintf(text, "%.*s", names != NULL ? (int)(names - kind->root) : 4096, kind->root);
    for (unsigned n = 0; names != NULL && n < namespaces; n++)
        used += (size_t)sprintf(text + used, " xmlns:n%u='u%u'", n, n);
    if (names != NULL)
        used += (size_t)sprintf(text + used, ">");
    for (unsigned n = 0; n < kind->depth; n++)
        used += (size_t)sprintf(text + used, "<d>");
    const size_t end = size - 2048;
    for (unsigned n = 0; n < units && used < end; n++) {
        if (n % group == 0)
            used += (size_t)sprintf(text + used, "%s", kind->open);
        const char *number = strstr(kind->unit, "%u");
        if (number != NULL)
            (void)snprintf(piece, sizeof piece, "%.*s%u%s", (int)(number - kind->unit), kind->unit,
                           n % group == 0 && group > 1 ? 0 : n, number + 2);
        else
            (void)snprintf(piece, sizeof piece, "%s", kind->unit);
        used += (size_t)sprintf(text + used, "%s", piece);
        if (n % group == group - 1 || n + 1 == units || used >= end)
            used += (size_t)sprintf(text + used, "%s", kind->close);
    }
    while (used < end)
        text[used++] = 'x';
    for (unsigned n = 0; n < kind->depth; n++)
        used += (size_t)sprintf(text + used, "</d>");
    used += (size_t)sprintf(text + used, is_bad                                ? "\xff</q>"
                                         : strncmp(kind->root, "<p:r", 4) == 0 ? "</p:r>"
                                                                               : "</r>");
    return used;
}

static double cpu_ms(const char *text, size_t len, bool *taken)
{
    struct timespec began, end;
    xml_doc *doc;
    struct err e;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &began);
    *taken = xml_parse_repaired(text, len, &doc, &e) == ERR_OK;
    if (*taken)
        xml_free(doc);
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
    return (double)(end.tv_sec - began.tv_sec) * 1e3 + (double)(end.tv_nsec - began.tv_nsec) / 1e6;
}

static double least_ms(const char *text, size_t len, bool *taken)
{
    double least = 1e9;
    for (int round = 0; round < ROUNDS; round++) {
        const double ms = cpu_ms(text, len, taken);
        least = ms < least ? ms : least;
    }
    return least;
}

/* The slowest text of a kind: all sizes from many units to few, and read twice because of an error
 * at its end. */
static double worst_of(const struct kind *kind, size_t size, char *text, char *what,
                       size_t what_size)
{
    static const unsigned groups[] = {4000, 250, 15, 0};
    static const unsigned counts[] = {1u << 20, 16000, 8000, 4000, 0};
    static const unsigned spaces[] = {500, 60, 8, 0};
    double worst = 0;
    for (const unsigned *group = kind->in_group != 0 ? &groups[2] : groups; *group != 0; group++) {
        for (const unsigned *space = strstr(kind->root, "%N") != NULL ? spaces : &spaces[2];
             *space != 0; space++) {
            for (const unsigned *count = counts; *count != 0; count++) {
                for (int bad = 0; bad < 2; bad++) {
                    bool taken;
                    const unsigned in_group = kind->in_group != 0 ? kind->in_group : *group;
                    size_t len = make(kind, *count, in_group, *space, bad, text, size);
                    double ms = cpu_ms(text, len, &taken);
                    if (ms > worst && (ms = least_ms(text, len, &taken)) > worst) {
                        worst = ms;
                        (void)snprintf(what, what_size, "%s: %u, %u a group, %u namespaces, %s",
                                       kind->name, *count, in_group, *space,
                                       taken ? "taken" : "refused");
                    }
                }
            }
        }
    }
    return worst;
}

int main(int argc, char **argv)
{
    static const size_t sizes[] = {BODY_MAX, 65536};
    char *text = malloc(2 * BODY_MAX);
    char what[160], worst_what[160] = "";
    if (text == NULL)
        errx(71, "no memory");
    for (int i = 0; i < 2; i++) {
        double worst = 0;
        for (int kind = 0; kind < KINDS; kind++) {
            const double ms = worst_of(&kinds[kind], sizes[i], text, what, sizeof what);
            if (argc > 1 && strcmp(argv[1], "-v") == 0)
                (void)printf("%7zu %8.1f ms %s\n", sizes[i], ms, what);
            if (ms > worst) {
                worst = ms;
                (void)snprintf(worst_what, sizeof worst_what, "%s", what);
            }
        }
        (void)printf("%.1f %s\n", worst, worst_what);
    }
    free(text);
    return 0;
}
