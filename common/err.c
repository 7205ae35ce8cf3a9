#include "common/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum err_code err_about(struct err *e, enum err_code code, const char *object, const char *format,
                        ...)
{
    if (e == NULL)
        return code;
    char reason[ERR_TEXT_MAX]; /* the new text may be made from the old one */
    va_list args;
    va_start(args, format);
    if (vsnprintf(reason, sizeof reason, format, args) < 0)
        reason[0] = '\0';
    va_end(args);
    size_t used = 0;
    e->code = code;
    e->object = 0;
    if (object != NULL) {
        (void)snprintf(e->text, ERR_TEXT_MAX / 2, "%s", object);
        e->object = strlen(e->text);
        memcpy(e->text + e->object, ": ", 3);
        used = e->object + 2;
    }
    size_t len = strnlen(reason, sizeof e->text - used - 1);
    memcpy(e->text + used, reason, len);
    e->text[used + len] = '\0';
    return code;
}

bool err_is_about(const struct err *e, const char *object)
{
    return e->object > 0 && strlen(object) == e->object && memcmp(e->text, object, e->object) == 0;
}

const char *err_reason(const struct err *e)
{
    return e->object > 0 ? e->text + e->object + strlen(": ") : e->text;
}

static enum err_code code_of_errno(int number, enum err_code otherwise)
{
    switch (number) {
    case ENOSPC:
    case EDQUOT:
    case EIO:
    case EMFILE:
    case ENFILE:
    case EAGAIN:
    case EINTR:
    case ENOTCONN: /* a cluster file system is cut off from its other machines */
    case ESTALE:
    case EROFS: /* Linux makes a file system read-only after a fault, until that is repaired */
        return ERR_TEMPFAIL;
    case EACCES:
    case EPERM:
        return ERR_NOPERM;
    case ENOMEM:
        return ERR_INTERNAL;
    default:
        return otherwise;
    }
}

enum err_code err_errno(struct err *e, enum err_code otherwise, const char *format, ...)
{
    int number = errno;
    char what[ERR_TEXT_MAX];
    va_list args;
    va_start(args, format);
    if (vsnprintf(what, sizeof what, format, args) < 0)
        what[0] = '\0';
    va_end(args);
    enum err_code code =
        err_set(e, code_of_errno(number, otherwise), "%s: %s", what, strerror(number));
    errno = number;
    return code;
}

bool err_may_pass(enum err_code code)
{
    return code == ERR_TEMPFAIL || code == ERR_INTERNAL;
}

enum err_code err_recode(struct err *e, enum err_code code)
{
    if (e != NULL)
        e->code = code;
    return code;
}
