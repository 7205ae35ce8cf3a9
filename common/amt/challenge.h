/* The challenge of digest authentication (RFC 7616, section 3.3) in the form that AMT gives it.
 * Pure. */
#ifndef FCFH_COMMON_AMT_CHALLENGE_H
#define FCFH_COMMON_AMT_CHALLENGE_H

#include <stdbool.h>
#include <stddef.h>

#define CHALLENGE_REALM_SIZE sizeof "Digest:0123456789ABCDEF0123456789ABCDEF"

enum challenge {
    CHALLENGE_OTHER, /* no digest at all: Basic, Negotiate */
    CHALLENGE_BAD,   /* digest, but not as AMT asks for it: the answer could be useful to others */
    CHALLENGE_AMT
};

/* Judges the value of one WWW-Authenticate header. CHALLENGE_AMT: a single challenge whose realm is
 * "Digest:" and 32 hexadecimal digits, qop with auth, MD5, no hashed user name, each parameter
 * once, none with an escape, a blank next to "=" or more than 255 characters; then realm holds its
 * realm. */
enum challenge challenge_parse(const char *value, size_t len, char realm[CHALLENGE_REALM_SIZE]);

/* Whether it is a realm like AMT's: "Digest:" and 32 hexadecimal digits. */
bool challenge_is_realm(const char *text, size_t len);

/* Whether a qop list includes auth: "auth", "auth-int, auth". */
bool challenge_has_auth(const char *list, size_t len);

#endif
