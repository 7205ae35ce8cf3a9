#include "common/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* object may be NULL. */
__attribute__((format(printf, 4, 0))) static enum err_code
fill(struct err *e, enum err_code code, const char *object, const char *format, va_list args)
{
    size_t used = 0;
    if (e == NULL)
        return code;
    e->code = code;
    e->object = 0;
    if (object != NULL) {
        (void)snprintf(e->text, ERR_TEXT_MAX / 2, "%s", object);
        e->object = strlen(e->text);
        memcpy(e->text + e->object, ": ", 3);
        used = e->object + 2;
    }
    if (vsnprintf(e->text + used, sizeof e->text - used, format, args) < 0)
        e->text[used] = '\0';
    return code;
}

enum err_code err_set(struct err *e, enum err_code code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    (void)fill(e, code, NULL, format, args);
    va_end(args);
    return code;
}

enum err_code err_about(struct err *e, enum err_code code, const char *object, const char *format,
                        ...)
{
    va_list args;
    va_start(args, format);
    (void)fill(e, code, object, format, args);
    va_end(args);
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
    va_list args;
    va_start(args, format);
    enum err_code code = fill(e, code_of_errno(number, otherwise), NULL, format, args);
    va_end(args);
    size_t used = e != NULL ? strlen(e->text) : 0;
    if (e != NULL)
        (void)snprintf(e->text + used, sizeof e->text - used, ": %s", strerror(number));
    errno = number;
    return code;
}

enum err_code err_nomem(struct err *e)
{
    return err_set(e, ERR_INTERNAL, "out of memory");
}

enum err_code err_recode(struct err *e, enum err_code code)
{
    if (e != NULL)
        e->code = code;
    return code;
}
