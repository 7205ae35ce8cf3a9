#include "support_queue_gui/manage/redirection_peer.h"

#include <stdio.h>
#include <string.h>

#include "common/amt/redirect.h"

static uint16_t port_of(const struct manage *m)
{
    if (m->conf.amt.redirection_port != 0)
        return m->conf.amt.redirection_port;
    return m->tls ? REDIRECT_PORT_TLS : REDIRECT_PORT_PLAIN;
}

/* As for WS-Management, and with its realm: a person accepts a key before any realm is seen. */
static bool judge(void *context, const struct http_shown *shown, char why[HTTP_WHY_SIZE])
{
    const struct manage *m = context;
    if (shown->realm[0] == '\0' || m->realm[0] == '\0' || strcmp(shown->realm, m->realm) == 0)
        return m->judge(m->judge_context, shown, why);
    (void)snprintf(why, HTTP_WHY_SIZE,
                   "port %u asks for a log-in to another realm than WS-Management does",
                   port_of(m));
    return false;
}

enum err_code redirection_peer(struct manage *m, const char *what, struct http_peer *peer,
                               struct err *e)
{
    *peer = (struct http_peer){.port = port_of(m),
                               .tls = m->tls,
                               .legacy_tls = m->legacy_tls,
                               .ca_file = m->conf.amt.ca_file,
                               .judge = judge,
                               .judge_context = m,
                               .realm = "",
                               .user = m->user,
                               .password = m->password.text};
    if (m->options->auth != HTTP_AUTH_DIGEST)
        return err_set(e, ERR_USAGE,
                       "%s is logged in to with a user of AMT and a password, not with a Kerberos "
                       "ticket",
                       what);
    return addr_parse(m->address, &peer->address)
               ? ERR_OK
               : err_about(e, ERR_INTERNAL, m->target.name, "its address is not known");
}
