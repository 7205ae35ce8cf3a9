/* Logging in at the redirection port. */
#ifndef TESTS_STANDIN_REDIRECTION_LOGIN_H
#define TESTS_STANDIN_REDIRECTION_LOGIN_H

#include "tests/standin/wire.h"

enum { NONCE_HEX = 32, LOGIN_TRIES = 3 };

struct login {
    char nonce[NONCE_HEX + 1]; /* of the challenge that was sent last, or empty */
    unsigned method;           /* that it was for */
    unsigned refused;
    bool done;
};

/* One AuthenticateSession message whose beginning has arrived. */
void login_message(struct wire *wire, struct login *login);

#endif
