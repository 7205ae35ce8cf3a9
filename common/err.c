#include "common/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum err_code err_set(struct err *e, enum err_code code, const char *format, ...)
{
    if (e == NULL)
        return code;
    e->code = code;
    va_list args;
    va_start(args, format);
    if (vsnprintf(e->text, sizeof e->text, format, args) < 0)
        e->text[0] = '\0';
    va_end(args);
    return code;
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
        return ERR_TEMPFAIL;
    case EACCES:
    case EPERM:
    case EROFS:
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
    enum err_code code = code_of_errno(number, otherwise);
    if (e == NULL)
        return code;
    e->code = code;
    va_list args;
    va_start(args, format);
    int used = vsnprintf(e->text, sizeof e->text, format, args);
    va_end(args);
    if (used >= 0 && (size_t)used < sizeof e->text)
        (void)snprintf(e->text + used, sizeof e->text - (size_t)used, ": %s", strerror(number));
    errno = number;
    return code;
}

enum err_code err_recode(struct err *e, enum err_code code)
{
    if (e != NULL)
        e->code = code;
    return code;
}

enum err_code err_nomem(struct err *e)
{
    return err_set(e, ERR_INTERNAL, "out of memory");
}
