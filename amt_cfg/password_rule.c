#include "amt_cfg/password_rule.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Intel's SDK, "Valid Usernames and Passwords": 32 characters at most, of 32 to 126, without these
 * three; at least 8 characters, one digit, both cases, and one character above 32 that is neither
 * letter nor digit. */
enum { LEAST = 8, MOST = 32 };
static const char refused[] = ":,\"";

struct found {
    size_t length;
    bool upper;
    bool lower;
    bool digit;
    bool special;
    bool foreign; /* not printable 7-bit ASCII */
    bool refused;
};

static void look_at(char c, struct found *found)
{
    found->length++;
    if (c < ' ' || c > '~')
        found->foreign = true;
    else if (c >= 'A' && c <= 'Z')
        found->upper = true;
    else if (c >= 'a' && c <= 'z')
        found->lower = true;
    else if (c >= '0' && c <= '9')
        found->digit = true;
    else if (strchr(refused, c) != NULL)
        found->refused = true;
    else if (c != ' ' && c != '_') /* allowed, but AMT counts neither as a special character */
        found->special = true;
}

static void add(char *list, size_t size, bool wrong, const char *what)
{
    size_t used = strlen(list);
    if (wrong)
        (void)snprintf(list + used, size - used, "%s%s", used > 0 ? ", " : "", what);
}

enum err_code password_rule_check(const char *password, struct err *e)
{
    struct found found = {0};
    char missing[256] = "";
    for (const char *c = password; *c != '\0'; c++)
        look_at(*c, &found);
    add(missing, sizeof missing, found.length < LEAST, "at least 8 characters");
    add(missing, sizeof missing, found.length > MOST, "at most 32 characters");
    add(missing, sizeof missing, !found.upper, "a capital letter");
    add(missing, sizeof missing, !found.lower, "a small letter");
    add(missing, sizeof missing, !found.digit, "a digit");
    add(missing, sizeof missing, !found.special, "a special character other than '_'");
    add(missing, sizeof missing, found.foreign, "nothing but ASCII");
    add(missing, sizeof missing, found.refused, "none of : , \"");
    explicit_bzero(&found, sizeof found);
    if (missing[0] == '\0')
        return ERR_OK;
    return err_set(e, ERR_DATA, "AMT wants a password with %s", missing);
}
