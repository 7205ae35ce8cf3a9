#include "support_queue_gui/table.h"

#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "common/grow.h"
#include "common/text.h"

#define CELL_SIZE 512
#define GAP       2

void table_free(struct table *table)
{
    for (size_t i = 0; i < table->count; i++)
        free(table->cells[i]);
    free(table->cells);
}

void table_clean(const char *text, char *out, size_t size)
{
    if (strcmp(nl_langinfo(CODESET), "UTF-8") == 0)
        text_clean_visible(text, out, size);
    else
        text_clean_ascii(text, out, size);
}

enum err_code table_row(struct table *table, const char *const *cells, struct err *e)
{
    if (!grow(&table->cells, table->count, table->columns, &table->room, sizeof *table->cells))
        return err_nomem(e);
    for (size_t i = 0; i < table->columns; i++) {
        char clean[CELL_SIZE];
        table_clean(cells[i], clean, sizeof clean);
        char *copy = strdup(clean);
        if (copy == NULL)
            return err_nomem(e);
        table->cells[table->count++] = copy;
    }
    return ERR_OK;
}

/* Takes one column off the widest of these that is wider than least. */
static bool shrink_widest(const char *columns, size_t least, size_t widths[TABLE_COLUMNS_MAX])
{
    size_t *widest = NULL;
    for (const char *digit = columns; *digit != '\0'; digit++) {
        size_t *wide = &widths[*digit - '0'];
        if (*wide > least && (widest == NULL || *wide > *widest))
            widest = wide;
    }
    if (widest != NULL)
        (*widest)--;
    return widest != NULL;
}

/* Each as wide as its widest text, as long as there is room. */
static void fit_widths(const struct table *table, size_t width, size_t widths[TABLE_COLUMNS_MAX])
{
    size_t total = GAP * (table->columns - 1);
    for (size_t c = 0; c < table->columns; c++) {
        widths[c] = text_columns(table->heads[c]);
        for (size_t i = c; i < table->count; i += table->columns) {
            size_t wide = text_columns(table->cells[i]);
            if (wide > widths[c])
                widths[c] = wide;
        }
        total += widths[c];
    }
    for (const struct table_shrink *s = table->shrink; s->columns != NULL; s++)
        while (total > width && shrink_widest(s->columns, s->least, widths))
            total--;
}

/* Pads with blanks, but not at the end of a line; marks what is cut off. */
static void print_cell(const char *text, size_t width, bool last, FILE *to)
{
    char shown[CELL_SIZE];
    size_t taken = text_columns(text);
    if (taken > width && width > 0) {
        taken = text_fit(text, width - 1, shown, sizeof shown);
        (void)fprintf(to, "%s~", shown);
        taken++;
    } else {
        (void)fputs(text, to);
    }
    if (!last)
        (void)fprintf(to, "%*s", (int)(width - taken + GAP), "");
}

/* Nothing is padded after the last cell that has a text. */
static void print_row(const struct table *table, const char *const *cells, const size_t *widths,
                      FILE *to)
{
    size_t last = table->columns - 1;
    while (last > 0 && cells[last][0] == '\0')
        last--;
    for (size_t c = 0; c <= last; c++)
        print_cell(cells[c], widths[c], c == last, to);
    (void)fputc('\n', to);
}

void table_print(const struct table *table, size_t width, FILE *to)
{
    size_t widths[TABLE_COLUMNS_MAX];
    fit_widths(table, width, widths);
    print_row(table, table->heads, widths, to);
    for (size_t i = 0; i < table->count; i += table->columns)
        print_row(table, (const char *const *)(table->cells + i), widths, to);
}

size_t table_width(int fd)
{
    struct winsize size;
    if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    const char *columns = getenv("COLUMNS");
    long number = columns != NULL ? strtol(columns, NULL, 10) : 0;
    return number > 0 && number <= 10000 ? (size_t)number : 80;
}
