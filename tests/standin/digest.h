/* The log-in that AMT asks for: digest access authentication (RFC 2617, MD5). */
#ifndef TESTS_STANDIN_DIGEST_H
#define TESTS_STANDIN_DIGEST_H

#include <stdbool.h>
#include <stddef.h>

#include "tests/standin/accounts.h"
#include "tests/standin/machine.h"
#include "tests/standin/text.h"

enum digest_result {
    DIGEST_GOOD,
    DIGEST_STALE, /* the right password, but the nonce is used up or unknown */
    DIGEST_BAD
};

/* field: what follows "Authorization:", or NULL. caller: filled in when it is good. */
enum digest_result digest_check(struct machine *machine, const struct options *options,
                                const char *field, const char *method, const char *target,
                                const void *body, size_t body_size, struct caller *caller);

/* Adds a "WWW-Authenticate" line with a fresh nonce. */
void digest_challenge(struct machine *machine, const struct options *options, bool stale,
                      struct text *head);

#endif
