/*
 * The project's one error contract.
 *
 * A function that can fail returns an enum err_code; ERR_OK is 0. With any other result the struct
 * err it was given holds the same code and one line of text without a trailing newline or full
 * stop. Library code never prints and never exits: only a program's main turns an error into a
 * message and its code into the exit status. The values are those of sysexits.h, so that no table
 * is needed between the two.
 */
#ifndef FCFH_COMMON_ERR_H
#define FCFH_COMMON_ERR_H

#include <stdbool.h>
#include <stddef.h>

enum err_code {
    ERR_OK = 0,
    ERR_SOME = 1,         /* a run over many clients: some of them failed */
    ERR_USAGE = 64,       /* the caller asked for something impossible */
    ERR_DATA = 65,        /* what came in cannot be understood */
    ERR_NOHOST = 68,      /* no such client */
    ERR_UNAVAILABLE = 69, /* nobody answers there */
    ERR_INTERNAL = 70,    /* out of memory, or a library failed unexpectedly */
    ERR_CANTCREAT = 73,   /* a file cannot be made */
    ERR_TEMPFAIL = 75,    /* disk full, lock not available, somebody else was first: try again */
    ERR_PROTOCOL = 76,    /* the other side breaks the protocol */
    ERR_NOPERM = 77,      /* permission or password refused */
    ERR_CONFIG = 78       /* the configuration is wrong */
};

#define ERR_TEXT_MAX 384

struct err {
    enum err_code code;
    size_t object; /* bytes at the start of text that name what the error is about: a file, a
                      client, a key; ": " follows them. 0: nothing is named */
    char text[ERR_TEXT_MAX];
};

/* Fills *e and returns code, so that `return err_set(...)` is one line. e may be NULL. */
#define err_set(e, code, ...) err_about((e), (code), NULL, __VA_ARGS__)

/* The same about an object, if that is not NULL: text is "object: " and the formatted text, which
 * may contain e's own text; object must not. */
enum err_code err_about(struct err *e, enum err_code code, const char *object, const char *format,
                        ...) __attribute__((format(printf, 4, 5)));
bool err_is_about(const struct err *e, const char *object);

/* The text without the object, for callers that have named it already. */
const char *err_reason(const struct err *e);

/* Like err_set, with ": " and the text of errno added; errno chooses the code: ENOSPC, EDQUOT, EIO,
 * EROFS and the like are ERR_TEMPFAIL, EACCES and EPERM are ERR_NOPERM, anything else is
 * `otherwise`. */
enum err_code err_errno(struct err *e, enum err_code otherwise, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Whether what is wrong may soon be over, so that the same may be tried again: a full disk or table
 * of descriptors, a lock, no memory. */
bool err_may_pass(enum err_code code);

#define err_nomem(e) err_set((e), ERR_INTERNAL, "out of memory")

/* Keeps the text but changes the code, which is returned. */
enum err_code err_recode(struct err *e, enum err_code code);

#endif
