/*
 * Asks one machine, for tests, and prints what the judge was shown, the result of each question,
 * and the key, realm and address of the machine that are known at the end.
 *
 *   amt_ask [-jlt] [-n STAGE] [-L MS] [-q QUESTIONS] CONF HOST
 *
 *   -j            with a judge that says yes
 *   -n STAGE      with a judge that says no at "tls" or "realm"
 *   -t, -l        with tls_only, with legacy_tls
 *   -L MS         looks at the machine first, without a log-in, for up to MS milliseconds
 *   -q QUESTIONS  how many questions it asks
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/addr.h"
#include "common/amt/amt.h"
#include "common/conf_file.h"
#include "common/conf_secret.h"

static const char *const results[] = {
    [AMT_ANSWERED] = "answered",
    [AMT_ABSENT] = "absent",
    [AMT_DENIED] = "denied",
    [AMT_FAULT] = "fault",
    [AMT_GOT_CHALLENGE] = "looked",
    [AMT_NO_HOST] = "no host",
    [AMT_ADDRESS_NOT_ALLOWED] = "forbidden",
    [AMT_UNREACHABLE] = "unreachable",
    [AMT_TIMEOUT] = "timeout",
    [AMT_TLS] = "tls",
    [AMT_CERTIFICATE] = "certificate",
    [AMT_LOGIN_REFUSED] = "password",
    [AMT_UNTRUSTED] = "stranger",
    [AMT_NO_LOGIN] = "no login",
    [AMT_BAD_CHALLENGE] = "challenge",
    [AMT_NOT_AMT] = "not AMT",
    [AMT_CONNECTION_LOST] = "cut",
    [AMT_BUSY] = "busy",
};

static struct conf conf;
static struct secret secret;
static struct http_engine *engine;
static const char *no_at = "";

static bool judge(void *context, const struct http_shown *shown, char why[HTTP_WHY_SIZE])
{
    const char *stage = shown->realm[0] != '\0' ? "realm" : "tls";
    const char *host = context;
    printf("judge: %s, tls %s, key %s, chain %s%s, own ca %s, names %s, for host %s, realm %s\n",
           stage, shown->tls ? shown->tls_version : "none", shown->key,
           shown->chain_good ? "good" : "bad: ", shown->chain_trouble, shown->own_ca ? "yes" : "no",
           shown->names, http_shown_is_for(shown, host) ? "yes" : "no", shown->realm);
    if (strcmp(no_at, stage) != 0)
        return true;
    (void)snprintf(why, HTTP_WHY_SIZE, "the judge says no at %s", stage);
    return false;
}

static bool say(const struct amt_outcome *outcome)
{
    printf("%s: %s\n", results[outcome->result], outcome->reason);
    return !amt_is_final(outcome->result);
}

static enum err_code ask(struct amt_session *session, long look_ms, int questions, struct err *e)
{
    static const char *const classes[] = {"AMT_GeneralSettings", "CIM_ComputerSystemPackage"};
    struct amt_outcome outcome;
    enum err_code code = ERR_OK;
    bool more = true;
    if (look_ms > 0)
        code = amt_get_challenge(session, look_ms, &outcome, e);
    if (code == ERR_OK && look_ms > 0)
        more = say(&outcome) || outcome.result == AMT_GOT_CHALLENGE;
    for (int i = 0; code == ERR_OK && i < questions && more; i++) {
        struct wsman_request request = {.operation = WSMAN_GET, .class_name = classes[i % 2]};
        struct amt_reply reply = {.count = 0};
        code = amt_ask(session, &request, &reply, e);
        more = code == ERR_OK && say(&reply.outcome);
        amt_reply_free(&reply);
    }
    const struct amt_session_info *known = amt_session_info(session);
    printf("known: key %s, realm %s, tls %s, address %s\n", known->key, known->realm,
           known->tls_version, known->address);
    return code;
}

int main(int argc, char **argv)
{
    struct err e = {.text = ""};
    struct amt_peer peer = {.user = "FCFH", .secret = &secret};
    long look_ms = 0;
    int questions = 2, option;
    while ((option = getopt(argc, argv, "jltn:L:q:")) != -1) {
        no_at = option == 'n' ? optarg : no_at;
        peer.judge = option == 'j' || option == 'n' ? judge : peer.judge;
        peer.tls_only = option == 't' || peer.tls_only;
        peer.legacy_tls = option == 'l' || peer.legacy_tls;
        look_ms = option == 'L' ? strtol(optarg, NULL, 10) : look_ms;
        questions = option == 'q' ? (int)strtol(optarg, NULL, 10) : questions;
    }
    if (argc - optind != 2)
        return ERR_USAGE;
    peer.judge_context = argv[optind + 1];
    if (!addr_parse(argv[optind + 1], &peer.address))
        peer.host = argv[optind + 1];
    conf_init(&conf);
    const struct secret_source from = conf_amt_password(&conf);
    if (conf_read(&conf, argv[optind], true, &e) == ERR_OK &&
        secret_read(&from, &secret, &e) == ERR_OK && http_engine_new(&engine, -1, &e) == ERR_OK) {
        struct amt_session *session = NULL;
        if (amt_session_new(&session, engine, &conf, &peer, &e) == ERR_OK)
            (void)ask(session, look_ms, questions, &e);
        amt_session_free(session);
    }
    http_engine_free(engine);
    if (e.text[0] != '\0')
        printf("error: %s\n", e.text);
    return e.text[0] != '\0';
}
