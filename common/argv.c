#include "common/argv.h"

#include <stdlib.h>
#include <string.h>

/* Copies one word without its quotes to *out; returns where the word ends, or NULL if a quote is
 * left open. */
static const char *parse_word(const char *in, char **out)
{
    char quote = '\0';
    for (;; in++) {
        if (*in == '\0')
            return quote == '\0' ? in : NULL;
        if (quote == '\0' && (*in == ' ' || *in == '\t'))
            return in;
        if (quote == '\0' && (*in == '\'' || *in == '"')) {
            quote = *in;
        } else if (quote != '\0' && *in == quote) {
            quote = '\0';
        } else if (*in == '\\' && quote != '\'' &&
                   (quote == '\0' || in[1] == '"' || in[1] == '\\')) {
            if (*++in == '\0')
                return NULL;
            *(*out)++ = *in;
        } else {
            *(*out)++ = *in;
        }
    }
}

enum err_code argv_split(const char *line, char ***argv, struct err *e)
{
    /* One allocation: the vector (at most one word for every two characters), then the text. */
    size_t len = strlen(line);
    size_t slots = len / 2 + 2;
    char **vector = malloc(slots * sizeof *vector + len + 1);
    if (vector == NULL)
        return err_nomem(e);
    char *text = (char *)(vector + slots);
    size_t count = 0;
    for (;;) {
        line += strspn(line, " \t");
        if (*line == '\0')
            break;
        vector[count++] = text;
        line = parse_word(line, &text);
        if (line == NULL) {
            free(vector);
            return err_set(e, ERR_CONFIG, "a quote, or a backslash at its end, is left open");
        }
        *text++ = '\0';
    }
    if (count == 0) {
        free(vector);
        return err_set(e, ERR_CONFIG, "no command given");
    }
    vector[count] = NULL;
    *argv = vector;
    return ERR_OK;
}
