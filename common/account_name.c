#include "common/account_name.h"

#include <string.h>
#include <strings.h>

/* Intel's SDK, "Valid Usernames and Passwords", and the description of DigestUsername in
 * AMT_AuthorizationService, which adds the parentheses. */
enum { MOST = 16 };
static const char refused[] = "(),:\"&<>";

enum err_code account_name_check(const char *name, struct err *e)
{
    if (name[0] == '\0')
        return err_set(e, ERR_DATA, "a user name must not be empty");
    if (strlen(name) > MOST)
        return err_set(e, ERR_DATA, "a user name has at most %d characters", MOST);
    for (const char *c = name; *c != '\0'; c++) {
        if (*c <= ' ' || *c > '~')
            return err_set(e, ERR_DATA, "a user name must be visible ASCII without blanks");
        if (strchr(refused, *c) != NULL)
            return err_set(e, ERR_DATA, "a user name must not contain ( ) , : \" & < or >");
    }
    if (strncmp(name, "$$", 2) == 0)
        return err_set(e, ERR_DATA, "names that start with $$ are reserved for AMT");
    /* In either case: AMT has this account already, and its own tools know it by that name. */
    if (strcasecmp(name, "admin") == 0 || strcasecmp(name, "administrator") == 0)
        return err_set(e, ERR_DATA, "'%s' is AMT's own account; choose another name", name);
    return ERR_OK;
}
