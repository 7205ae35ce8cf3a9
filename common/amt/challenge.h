/* The challenge of digest authentication (RFC 7616, section 3.3) in the form that AMT gives it.
 * Pure. */
#ifndef FCFH_COMMON_AMT_CHALLENGE_H
#define FCFH_COMMON_AMT_CHALLENGE_H

#include <stdbool.h>
#include <stddef.h>

#define CHALLENGE_REALM_SIZE sizeof "Digest:0123456789ABCDEF0123456789ABCDEF"

enum challenge {
    CHALLENGE_OTHER, /* no digest at all: Basic, Negotiate */
    CHALLENGE_BAD, /* digest, but AMT does not ask so: what is answered could be of use to others */
    CHALLENGE_AMT
};

/* Judges the value of one WWW-Authenticate header. CHALLENGE_AMT: a single challenge, its realm
 * "Digest:" and 32 hexadecimal digits, qop with auth, MD5, no hash in the place of the user,
 * each parameter once, none with an
 * escape, a blank beside "=" or more than 255 characters; then realm holds what it says. */
enum challenge challenge_parse(const char *value, size_t len, char realm[CHALLENGE_REALM_SIZE]);

/* Whether it is a realm as AMT has it: "Digest:" and 32 hexadecimal digits. */
bool challenge_is_realm(const char *text, size_t len);

/* Whether a list of qop has auth: "auth", "auth-int, auth". */
bool challenge_has_auth(const char *list, size_t len);

#endif
