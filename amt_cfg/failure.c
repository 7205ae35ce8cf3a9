#include "amt_cfg/failure.h"

#include <stdio.h>
#include <string.h>

static void set(struct failure *failure, enum err_code code, const char *kind)
{
    failure->code = code;
    failure->kind = kind;
    failure->reason[0] = '\0';
}

static void explain_unreachable(const struct plan *plan, const char *detail,
                                struct failure *failure)
{
    uint16_t port = plan->conf->amt.port;
    char ports[48];
    if (port == 0 && plan->conf->amt.tls != CONF_TLS_AUTO)
        port = plan->conf->amt.tls == CONF_TLS_ON ? AMT_PORT_TLS : AMT_PORT_PLAIN;
    if (port != 0)
        (void)snprintf(ports, sizeof ports, "port %u", port);
    else
        (void)snprintf(ports, sizeof ports, "ports %d and %d", AMT_PORT_PLAIN, AMT_PORT_TLS);
    (void)snprintf(failure->reason, sizeof failure->reason,
                   "nothing answers at %s (%.90s); is it plugged in, is AMT activated, and no "
                   "firewall between?",
                   ports, detail);
}

static void explain_tls(const char *detail, struct failure *failure)
{
    (void)snprintf(failure->reason, sizeof failure->reason,
                   "no TLS with it (%.110s); AMT up to 11 needs --legacy-tls, and one without TLS "
                   "--no-tls",
                   detail);
}

static void explain_certificate(const char *detail, struct failure *failure)
{
    (void)snprintf(failure->reason, sizeof failure->reason,
                   "its certificate is not to be trusted (%.110s); name who signed it with "
                   "--ca-file FILE, or take any with --insecure",
                   detail);
}

static void explain_password(const struct plan *plan, const char *user, struct failure *failure)
{
    if (plan->auth == HTTP_AUTH_NEGOTIATE)
        (void)snprintf(failure->reason, sizeof failure->reason,
                       "it takes no Kerberos ticket of yours; run kinit, and see that the "
                       "machine's object has the SPN HTTP/its.full.name");
    else
        (void)snprintf(failure->reason, sizeof failure->reason,
                       "user '%.60s' or the password is refused, or the account is locked for a "
                       "while; it was tried once only",
                       user);
}

void failure_of(const struct amt_outcome *outcome, const struct plan *plan, const char *user,
                struct failure *failure)
{
    const char *why = outcome->reason;
    char *reason = failure->reason;
    size_t size = sizeof failure->reason;
    switch (outcome->result) {
    case AMT_NO_HOST:
        set(failure, ERR_NOHOST, "host unknown");
        (void)snprintf(reason, size, "no such host; check the name, or give its address (%.120s)",
                       why);
        return;
    case AMT_FORBIDDEN:
        set(failure, ERR_CONFIG, "not allowed");
        (void)snprintf(reason, size,
                       "its address is in none of [amt] networks, and a password goes nowhere "
                       "else; add its network there");
        return;
    case AMT_UNREACHABLE:
        set(failure, ERR_UNAVAILABLE, "unreachable");
        explain_unreachable(plan, why, failure);
        return;
    case AMT_TIMEOUT:
        set(failure, ERR_UNAVAILABLE, "timeout");
        (void)snprintf(reason, size,
                       "it does not answer in time (%.100s); it may be asleep: try again", why);
        return;
    case AMT_TLS:
        set(failure, ERR_PROTOCOL, "TLS");
        explain_tls(why, failure);
        return;
    case AMT_CERTIFICATE:
        set(failure, ERR_PROTOCOL, "certificate");
        explain_certificate(why, failure);
        return;
    case AMT_PASSWORD:
        set(failure, ERR_NOPERM, "password refused");
        explain_password(plan, user, failure);
        return;
    case AMT_NOT_AMT:
        set(failure, ERR_PROTOCOL, "not AMT");
        (void)snprintf(reason, size, "what answers there is not Intel AMT: %.150s", why);
        return;
    case AMT_CUT:
        set(failure, ERR_UNAVAILABLE, "connection lost");
        (void)snprintf(reason, size,
                       "it broke the connection off (%.110s); what was asked may be done or not: "
                       "try again",
                       why);
        return;
    case AMT_BUSY:
        set(failure, ERR_TEMPFAIL, "busy");
        (void)snprintf(reason, size, "it serves somebody else (%.100s); try again in a minute",
                       why);
        return;
    case AMT_DENIED:
        set(failure, ERR_NOPERM, "not permitted");
        (void)snprintf(reason, size,
                       "user '%.60s' may not do this: it takes an AMT administrator's account",
                       user);
        return;
    case AMT_ABSENT:
        set(failure, ERR_PROTOCOL, "class absent");
        (void)snprintf(reason, size, "this firmware does not have what is needed: %.150s", why);
        return;
    case AMT_ANSWERED:
    case AMT_FAULT:
        break;
    }
    set(failure, ERR_PROTOCOL, "refused by AMT");
    (void)snprintf(reason, size, "AMT refuses it: %.200s", why);
}

const char *failure_return_value(unsigned long value)
{
    static const struct {
        unsigned long value;
        const char *text;
    } texts[] = {
        {1, ": internal error"},
        {12, ": invalid user name"},
        {16, ": not permitted"},
        {23, ": all places for accounts are taken; remove one that is not needed"},
        {35, ": invalid index"},
        {38, ": flash write limit reached; try again in some minutes"},
        {2053, ": invalid handle"},
        {2054, ": invalid password"},
        {2055, ": invalid realm"},
        {2058, ": an account of this name is there already"},
        {2065, ": too many Kerberos domains"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (texts[i].value == value)
            return texts[i].text;
    return "";
}
