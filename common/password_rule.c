#include "common/password_rule.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Intel's SDK, "Valid Usernames and Passwords": 32 characters at most, of 32 to 126, without these
 * three; at least 8 characters, one digit, both cases, and one character above 32 that is neither
 * letter nor digit. */
enum { LEAST = 8, MOST = 32 };
static const char refused[] = ":,\"";
/* The blank and '_' are allowed, but AMT counts neither as a special character. */
static const char special[] = "!#$%&'()*+-./;<=>?@[\\]^`{|}~";

enum err_code password_rule_check(const char *password, struct err *e)
{
    bool foreign = false;
    for (const char *c = password; *c != '\0'; c++)
        foreign = foreign || *c < ' ' || *c > '~';
    const struct {
        bool wrong;
        const char *what;
    } rules[] = {
        {strlen(password) < LEAST, "at least 8 characters"},
        {strlen(password) > MOST, "at most 32 characters"},
        {strpbrk(password, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == NULL, "a capital letter"},
        {strpbrk(password, "abcdefghijklmnopqrstuvwxyz") == NULL, "a small letter"},
        {strpbrk(password, "0123456789") == NULL, "a digit"},
        {strpbrk(password, special) == NULL, "a special character other than '_'"},
        {foreign, "nothing but ASCII"},
        {strpbrk(password, refused) != NULL, "none of : , \""},
    };
    char missing[256] = "";
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        size_t used = strlen(missing);
        if (rules[i].wrong)
            (void)snprintf(missing + used, sizeof missing - used, "%s%s", used > 0 ? ", " : "",
                           rules[i].what);
    }
    if (missing[0] == '\0')
        return ERR_OK;
    return err_set(e, ERR_DATA, "AMT wants a password with %s", missing);
}
