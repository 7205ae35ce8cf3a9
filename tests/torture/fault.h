/* Shared by the files of fault.so: calls that fail. */
#ifndef TESTS_TORTURE_FAULT_H
#define TESTS_TORTURE_FAULT_H

#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>

/* Whether this call is the one that is to fail. */
bool fault_is_due(const char *name, const void *caller) __attribute__((visibility("hidden")));

#define CALLER __builtin_return_address(0)
/* A function that returns `bad` and sets errno when it fails. */
#define MAY_FAIL(type, name, bad, why, params, args)                                               \
    type name params;                                                                              \
    type name params                                                                               \
    {                                                                                              \
        static type(*real) params;                                                                 \
        if (fault_is_due(#name, CALLER)) {                                                         \
            errno = why;                                                                           \
            return bad;                                                                            \
        }                                                                                          \
        if (real == NULL)                                                                          \
            real = (type(*) params)dlsym(RTLD_NEXT, #name);                                        \
        return real args;                                                                          \
    }

#endif
