#include "common/amt/amt_failure.h"

#include <stdio.h>

/* LEAD, the subject, BEFORE, what AMT or libcurl said (at most so many bytes of it), AFTER. */
struct phrase {
    const char *lead;
    const char *before;
    int most;
    const char *after;
};

enum subject { NO_SUBJECT, ASKED, USER, PORT };

#define AGAIN       "; try again in a minute"
#define IS_IT_RIGHT "; is the address right?"
#define NOT_AMT     "", "what answers there is not Intel AMT: ", 190, IS_IT_RIGHT

#define THE_SAME                                                                                   \
    {                                                                                              \
        NULL, NULL, 0, NULL                                                                        \
    }

static const struct row {
    enum err_code code;
    const char *kind;
    enum subject subject;
    struct phrase setup;    /* for fcfh-config, */
    struct phrase identify; /* and for fcfh-identify, after the kind; THE_SAME: use setup */
} rows[] = {
    [AMT_ANSWERED] =
        {ERR_PROTOCOL, "refused by AMT", NO_SUBJECT, {"", "AMT refuses it: ", 200, ""}, THE_SAME},
    [AMT_GOT_CHALLENGE] =
        {ERR_PROTOCOL, "refused by AMT", NO_SUBJECT, {"", "AMT refuses it: ", 200, ""}, THE_SAME},
    [AMT_FAULT] = {ERR_PROTOCOL,
                   "refused by AMT",
                   ASKED,
                   {"AMT refuses ", ": ", 150, ""},
                   {"", ": ", 110, ""}},
    [AMT_UNREADABLE] = {ERR_PROTOCOL,
                        "unreadable",
                        ASKED,
                        {"AMT's answer to ", " cannot be read: ", 150, ""},
                        {"", ": ", 110, ""}},
    [AMT_ABSENT] = {ERR_PROTOCOL,
                    "class absent",
                    ASKED,
                    {"this firmware does not have ", ", which is needed: ", 120, ""},
                    THE_SAME},
    [AMT_DENIED] = {ERR_NOPERM,
                    "not permitted",
                    USER,
                    {"", " may not do this: it takes an AMT administrator's account", 0, ""},
                    THE_SAME},
    [AMT_NO_HOST] = {ERR_NOHOST,
                     "host unknown",
                     NO_SUBJECT,
                     {"", "no such host; check the name, or give its address (", 120, ")"},
                     THE_SAME},
    [AMT_ADDRESS_NOT_ALLOWED] =
        {ERR_CONFIG,
         "not allowed",
         NO_SUBJECT,
         {"",
          "its address is in none of [amt] networks, and passwords are sent only "
          "there; add its network",
          0, ""},
         THE_SAME},
    [AMT_UNREACHABLE] =
        {ERR_UNAVAILABLE,
         "unreachable",
         PORT,
         {"", " (", 90, "); is it plugged in, is AMT activated, is a firewall in the way?"},
         {"", "nothing answers; is it plugged in, is AMT on, is a firewall in the way?", 0, ""}},
    [AMT_TIMEOUT] = {ERR_UNAVAILABLE,
                     "timeout",
                     NO_SUBJECT,
                     {"", "it does not answer in time (", 100, "); it may be asleep: try again"},
                     {"", "", 90, "; it may be asleep, or need a longer [amt] timeout"}},
    [AMT_TLS] = {ERR_PROTOCOL,
                 "TLS",
                 NO_SUBJECT,
                 {"", "TLS failed (", 110,
                  "); AMT up to 11 needs --legacy-tls, AMT without TLS needs --plain"},
                 {"", "", 90, "; AMT up to 11: fcfh-config --learn --legacy-tls"}},
    [AMT_CERTIFICATE] = {ERR_PROTOCOL,
                         "certificate",
                         NO_SUBJECT,
                         {"", "its certificate is not trusted (", 110,
                          "); name its CA with --ca-file FILE, or accept any with --insecure"},
                         {"", "", 90, "; fcfh-config --learn registers its key"}},
    [AMT_LOGIN_REFUSED] =
        {ERR_NOPERM,
         "password refused",
         USER,
         {"",
          " or the password is refused, or the account is locked for a while; it was tried only "
          "once",
          0, ""},
         {"", "or the user, or the account is locked for a while; fcfh-config sets both again", 0,
          ""}},
    [AMT_UNTRUSTED] = {ERR_PROTOCOL, "not trusted", NO_SUBJECT, {"", "", 200, ""}, THE_SAME},
    [AMT_NO_LOGIN] = {ERR_PROTOCOL, "not AMT", NO_SUBJECT, {NOT_AMT}, {"", "", 120, IS_IT_RIGHT}},
    [AMT_BAD_CHALLENGE] =
        {ERR_PROTOCOL, "not AMT", NO_SUBJECT, {NOT_AMT}, {"", "", 120, IS_IT_RIGHT}},
    [AMT_NOT_AMT] = {ERR_PROTOCOL, "not AMT", NO_SUBJECT, {NOT_AMT}, {"", "", 120, IS_IT_RIGHT}},
    [AMT_CONNECTION_LOST] = {ERR_UNAVAILABLE,
                             "connection lost",
                             NO_SUBJECT,
                             {"", "it broke off the connection (", 110,
                              "); the request may or may not have been carried out: try again"},
                             {"", "", 90, AGAIN}},
    [AMT_BUSY] = {ERR_TEMPFAIL,
                  "busy",
                  NO_SUBJECT,
                  {"", "it is serving somebody else (", 100, ")" AGAIN},
                  {"", "", 100, AGAIN}},
};

const char *amt_failure_kind(enum amt_result result)
{
    return rows[result].kind;
}

static void name_port(const struct conf *conf, char *out, size_t size)
{
    if (conf->amt.port != 0)
        (void)snprintf(out, size, "nothing answers at port %u", conf->amt.port);
    else
        (void)snprintf(out, size, "nothing answers at port %d",
                       conf->amt.tls == CONF_TLS_OFF ? AMT_PORT_PLAIN : AMT_PORT_TLS);
}

void amt_failure_describe(const struct amt_outcome *outcome, const struct amt_caller *asker,
                          struct amt_failure *words)
{
    const struct row *row = &rows[outcome->result];
    bool setup = asker->conf != NULL;
    bool own = !setup && row->identify.before != NULL;
    const struct phrase *phrase = own ? &row->identify : &row->setup;
    char subject[100] = "";
    const char *more = "";
    words->code = row->code;
    words->kind = row->kind;
    if (row->subject == ASKED)
        (void)snprintf(subject, sizeof subject, "%s", outcome->asked);
    else if (row->subject == PORT && setup)
        name_port(asker->conf, subject, sizeof subject);
    else if (row->subject == USER && asker->user != NULL)
        (void)snprintf(subject, sizeof subject, "user '%.60s'", asker->user);
    if (outcome->result == AMT_UNREACHABLE && setup && asker->conf->amt.tls != CONF_TLS_OFF)
        more = " AMT without TLS needs --plain";
    else if (row->subject == ASKED && outcome->transient)
        more = AGAIN;
    if (outcome->result == AMT_LOGIN_REFUSED && asker->kerberos)
        (void)snprintf(words->reason, sizeof words->reason,
                       "it does not accept your Kerberos ticket; run kinit, and check that the "
                       "machine's object has the SPN HTTP/its.full.name");
    else
        (void)snprintf(words->reason, sizeof words->reason, "%s%s%s%.*s%s%s", phrase->lead, subject,
                       phrase->before, phrase->most, outcome->reason, phrase->after, more);
}
