/* The other log-in of AMT: Negotiate, which is Kerberos (RFC 4559). */
#ifndef TESTS_STANDIN_NEGOTIATE_H
#define TESTS_STANDIN_NEGOTIATE_H

#include <gssapi/gssapi.h>
#include <stdbool.h>

#include "tests/standin/text.h"

enum negotiate_result {
    NEGOTIATE_NONE, /* the field does not attempt it */
    NEGOTIATE_GOOD,
    NEGOTIATE_MORE, /* another round is needed */
    NEGOTIATE_BAD
};

/* Every principal of the keytab is accepted. False, and a message, when it cannot be used. */
bool negotiate_open(const char *keytab);
void negotiate_close(void);

/*
 * field: what follows "Authorization:", or NULL. context: what is to be kept from one round to the
 * next, GSS_C_NO_CONTEXT at first. Adds the "WWW-Authenticate" line that belongs to the answer.
 */
enum negotiate_result negotiate_check(gss_ctx_id_t *context, const char *field, struct text *head);
void negotiate_forget(gss_ctx_id_t *context);

#endif
