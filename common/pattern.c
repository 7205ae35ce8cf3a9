#include "common/pattern.h"

#include <regex.h>
#include <string.h>

static enum err_code compile(regex_t *compiled, const char *pattern, struct err *e)
{
    char why[128];
    int failure = regcomp(compiled, pattern, REG_EXTENDED);
    if (failure == 0)
        return ERR_OK;
    (void)regerror(failure, compiled, why, sizeof why);
    return err_set(e, failure == REG_ESPACE ? ERR_INTERNAL : ERR_DATA,
                   "not a regular expression (%.100s)", why);
}

enum err_code pattern_check(const char *pattern, struct err *e)
{
    regex_t compiled;
    enum err_code code = compile(&compiled, pattern, e);
    if (code == ERR_OK)
        regfree(&compiled);
    return code;
}

/* regexec finds the leftmost match, and of those the longest. */
enum err_code pattern_match(const char *pattern, const char *text, struct err *e)
{
    regex_t compiled;
    regmatch_t found;
    enum err_code code = compile(&compiled, pattern, e);
    if (code != ERR_OK)
        return code;
    if (regexec(&compiled, text, 1, &found, 0) != 0 || found.rm_so != 0 ||
        (size_t)found.rm_eo != strlen(text))
        code = ERR_NOHOST;
    regfree(&compiled);
    return code;
}
