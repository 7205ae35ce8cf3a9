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

enum { DIGEST_FIELD_SIZE = 256 };

/* What a client says about itself, over HTTP or at the redirection port. */
struct credentials {
    char username[DIGEST_FIELD_SIZE], realm[DIGEST_FIELD_SIZE], nonce[DIGEST_FIELD_SIZE];
    char uri[DIGEST_FIELD_SIZE], response[DIGEST_FIELD_SIZE], qop[DIGEST_FIELD_SIZE];
    char nc[DIGEST_FIELD_SIZE], cnonce[DIGEST_FIELD_SIZE], algorithm[DIGEST_FIELD_SIZE];
};

/* field: what follows "Authorization:", or NULL. caller: filled in when it is good. */
enum digest_result digest_check(struct machine *machine, const struct options *options,
                                const char *field, const char *method, const char *target,
                                const void *body, size_t body_size, struct caller *caller);

/* Whether somebody with this name and password may log in: with an empty qop, as in RFC 2069. */
bool digest_recognise(struct machine *machine, const struct options *options,
                      const struct credentials *said, const char *method, const void *body,
                      size_t body_size, struct caller *caller);
/* The same with the password itself. */
bool digest_plain(struct machine *machine, const struct options *options, const char *user,
                  const char *password, struct caller *caller);

/* Adds a "WWW-Authenticate" line with a fresh nonce. */
void digest_challenge(struct machine *machine, const struct options *options, bool stale,
                      struct text *head);

#endif
