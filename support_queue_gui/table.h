/* Aligned columns that fit a terminal's width. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_TABLE_H
#define FCFH_SUPPORT_QUEUE_GUI_TABLE_H

#include <stddef.h>
#include <stdio.h>

#include "common/err.h"

#define TABLE_COLUMNS_MAX 8

/* If there is no room, the widest of some columns is shortened, down to a width, then the widest of
 * others. Ends with columns == NULL. */
struct table_shrink {
    const char *columns; /* their digits, "235" */
    size_t least;
};

/* The caller sets the first three, and ends with table_free in any case. */
struct table {
    const char *const *heads;
    size_t columns;
    const struct table_shrink *shrink;
    char **cells; /* rows * columns */
    size_t count; /* of cells */
    size_t room;
};

/* Makes the texts visible; with fewer characters if the terminal does not know UTF-8. */
enum err_code table_row(struct table *table, const char *const *cells, struct err *e);

/* width in columns of the terminal. */
void table_print(const struct table *table, size_t width, FILE *to);
void table_free(struct table *table);

/* Of the terminal at fd, else $COLUMNS, else 80. */
size_t table_width(int fd);

/* Text as it may be sent to this terminal; out has room for size bytes. */
void table_clean(const char *text, char *out, size_t size);

#endif
