/* What a machine sends until a redirection session is logged in, split as the first byte says. */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "common/amt/redirect_login.h"

/* Our own messages must be such as our parser's counterpart could read. */
static void check_out(const struct redirect_login *login)
{
    if (login->out_len == 0 || login->out_len > sizeof login->out)
        abort();
    if (login->out[0] != 0x10 && login->out[0] != 0x13)
        abort();
    if (login->out[0] == 0x13 && login->out_len < 9)
        abort();
}

void fuzz_one(const uint8_t *data, size_t size)
{
    static const unsigned char random[REDIRECT_CNONCE];
    static struct redirect_login login;
    if (size == 0)
        return;
    size_t piece = data[0] % 16 + 1, at = 1;
    int answers = 0;
    redirect_login_begin(&login, size % 2 == 0 ? REDIRECT_SOL : REDIRECT_KVM, "admin", "secret");
    for (;;) {
        enum redirect_step step = redirect_login_step(&login);
        if (step == REDIRECT_SEND) {
            check_out(&login);
            login.out_len = 0;
        } else if (step == REDIRECT_JUDGE) {
            if (strlen(login.realm) != CHALLENGE_REALM_SIZE - 1 || ++answers > 1)
                abort();
            (void)redirect_login_answer(&login, random);
        } else if (step == REDIRECT_RECEIVE && at < size) {
            if (login.in_len >= sizeof login.in) /* there is always room to continue */
                abort();
            size_t room = sizeof login.in - login.in_len;
            size_t n = size - at < piece ? size - at : piece;
            n = n < room ? n : room;
            memcpy(login.in + login.in_len, data + at, n);
            login.in_len += n;
            at += n;
        } else {
            break;
        }
    }
    if (login.result == REDIRECT_OPEN && login.state == REDIRECT_DONE && answers != 1)
        abort();
    redirect_login_wipe(&login);
}
