/* What every unit test includes: cmocka wants these headers before it, in this order. */
#ifndef FCFH_TESTS_UNIT_UNIT_H
#define FCFH_TESTS_UNIT_UNIT_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Fails with both texts when `text` does not contain `part`. */
#define assert_holds(text, part) holds((text), (part), __FILE__, __LINE__)

static inline void holds(const char *text, const char *part, const char *file, int line)
{
    if (strstr(text, part) != NULL)
        return;
    print_error("\"%s\" does not stand in \"%s\"\n", part, text);
    _fail(file, line);
}

/* In a table: says which row is being tested, so that a failure can be found. */
#define fail_row(what) fail_msg("row '%s'", (what))

#endif
