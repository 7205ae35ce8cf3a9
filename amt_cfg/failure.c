#include "amt_cfg/failure.h"

#include <stdio.h>
#include <string.h>

/* What is said of an outcome: what AMT or libcurl said stands in between. */
static const struct explanation {
    enum err_code code;
    const char *kind;
    const char *before;
    int most; /* characters of what was said */
    const char *after;
} explanations[] = {
    [AMT_ANSWERED] = {ERR_PROTOCOL, "refused by AMT", "AMT refuses it: ", 200, ""},
    [AMT_FAULT] = {ERR_PROTOCOL, "refused by AMT", "AMT refuses it: ", 200, ""},
    [AMT_UNREADABLE] = {ERR_PROTOCOL, "unreadable answer", "", 200, ""},
    [AMT_ABSENT] = {ERR_PROTOCOL, "class absent",
                    "this firmware does not have what is needed: ", 150, ""},
    [AMT_DENIED] = {ERR_NOPERM, "not permitted", "", 0,
                    " may not do this: it takes an AMT administrator's account"},
    [AMT_NO_HOST] = {ERR_NOHOST, "host unknown",
                     "no such host; check the name, or give its address (", 120, ")"},
    [AMT_FORBIDDEN] = {ERR_CONFIG, "not allowed",
                       "its address is in none of [amt] networks, and a password goes nowhere "
                       "else; add its network there",
                       0, ""},
    [AMT_UNREACHABLE] = {ERR_UNAVAILABLE, "unreachable", " (", 90,
                         "); is it plugged in, is AMT activated, and no firewall between?"},
    [AMT_TIMEOUT] = {ERR_UNAVAILABLE, "timeout", "it does not answer in time (", 100,
                     "); it may be asleep: try again"},
    [AMT_TLS] = {ERR_PROTOCOL, "TLS", "no TLS with it (", 110,
                 "); AMT up to 11 needs --legacy-tls, and one without TLS --plain"},
    [AMT_CERTIFICATE] = {ERR_PROTOCOL, "certificate", "its certificate is not to be trusted (", 110,
                         "); name who signed it with --ca-file FILE, or take any with --insecure"},
    [AMT_PASSWORD] = {ERR_NOPERM, "password refused", "", 0,
                      " or the password is refused, or the account is locked for a while; it was "
                      "tried once only"},
    [AMT_LOOKED] = {ERR_PROTOCOL, "refused by AMT", "AMT refuses it: ", 200, ""},
    [AMT_STRANGER] = {ERR_PROTOCOL, "not trusted", "", 200, ""},
    [AMT_NO_LOGIN] = {ERR_PROTOCOL, "not AMT", "what answers there is not Intel AMT: ", 150, ""},
    [AMT_CHALLENGE] = {ERR_PROTOCOL, "not AMT", "what answers there is not Intel AMT: ", 150, ""},
    [AMT_NOT_AMT] = {ERR_PROTOCOL, "not AMT", "what answers there is not Intel AMT: ", 150, ""},
    [AMT_CUT] = {ERR_UNAVAILABLE, "connection lost", "it broke the connection off (", 110,
                 "); what was asked may be done or not: try again"},
    [AMT_BUSY] = {ERR_TEMPFAIL, "busy", "it serves somebody else (", 100,
                  "); try again in a minute"},
};

static void describe_ports(const struct conf *conf, char *out, size_t size)
{
    if (conf->amt.port != 0)
        (void)snprintf(out, size, "nothing answers at port %u", conf->amt.port);
    else
        (void)snprintf(out, size, "nothing answers at port %d",
                       conf->amt.tls == CONF_TLS_OFF ? AMT_PORT_PLAIN : AMT_PORT_TLS);
}

void failure_of(const struct amt_outcome *outcome, const struct plan *plan, const char *user,
                struct failure *failure)
{
    const struct explanation *x = &explanations[outcome->result];
    char subject[96] = "";
    failure->code = x->code;
    failure->kind = x->kind;
    if (outcome->result == AMT_UNREACHABLE)
        describe_ports(plan->conf, subject, sizeof subject);
    else if (outcome->result == AMT_DENIED || outcome->result == AMT_PASSWORD)
        (void)snprintf(subject, sizeof subject, "user '%.60s'", user);
    if (outcome->result == AMT_PASSWORD && plan->auth == HTTP_AUTH_NEGOTIATE)
        (void)snprintf(failure->reason, sizeof failure->reason,
                       "it takes no Kerberos ticket of yours; run kinit, and see that the "
                       "machine's object has the SPN HTTP/its.full.name");
    else
        (void)snprintf(failure->reason, sizeof failure->reason, "%s%s%.*s%s%s", subject, x->before,
                       x->most, outcome->reason, x->after,
                       outcome->result == AMT_UNREACHABLE && plan->conf->amt.tls != CONF_TLS_OFF
                           ? " One without TLS takes --plain"
                           : "");
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
