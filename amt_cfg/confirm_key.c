#include "amt_cfg/confirm_key.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "amt_cfg/trust_host.h"
#include "common/amt/amt.h"
#include "common/ask.h"

/* The handshake is enough: if the machine cannot be reached, the first step says so. */
static enum err_code read_shown_key(const struct plan *plan, struct trust_host *trust,
                                    char address[ADDR_TEXT_SIZE], struct err *e)
{
    const struct wsman_request request = {.operation = WSMAN_GET,
                                          .class_name = "AMT_GeneralSettings"};
    const struct secret none = {.text = ""};
    struct amt_peer peer = {
        .user = "",
        .secret = &none,
        .legacy_tls = plan->legacy_tls,
        .judge = trust_host_judge,
        .judge_context = trust,
    };
    struct amt_session *session = NULL;
    struct amt_reply reply = {.count = 0};
    struct http_engine *engine;
    struct err ignored;
    if (!addr_parse(trust->host, &peer.address))
        peer.host = trust->host;
    enum err_code code = http_engine_new(&engine, -1, e);
    if (code != ERR_OK)
        return code;
    code = amt_session_new(&session, engine, plan->conf, &peer, e);
    if (code == ERR_OK)
        (void)amt_ask(session, &request, &reply, &ignored);
    if (code == ERR_OK)
        (void)snprintf(address, ADDR_TEXT_SIZE, "%s", reply.address);
    amt_reply_free(&reply);
    amt_session_free(session);
    http_engine_free(engine);
    return code;
}

static enum err_code ask_to_accept_key(const struct trust_host *trust, const char *address,
                                       bool *yes, struct err *e)
{
    char answer[16];
    bool named = address[0] != '\0' && strcmp(address, trust->host) != 0;
    enum err_code code = ask_show(
        e,
        "The machine at %.200s%s%s%s is not known here yet: %s. It shows a certificate for %.300s, "
        "and the key\n  %s\n"
        "Anybody in between would show another. "
        "fcfh-config(8) tells how to compare "
        "the two.\n",
        trust->host, named ? " (" : "", named ? address : "", named ? ")" : "",
        trust->changed ? "the register has another key for it"
                       : "it is not in the register, and no certificate of ca-file proves it",
        trust->names[0] != '\0' ? trust->names : "no name", trust->key);
    *yes = false;
    while (code == ERR_OK) {
        code = ask_line("Is that the machine's key? (yes/no)", NULL, answer, sizeof answer, e);
        if (code == ERR_DATA) {
            code = ERR_OK;
            continue;
        }
        *yes = code == ERR_OK && strcasecmp(answer, "yes") == 0;
        if (*yes || strcasecmp(answer, "no") == 0)
            break;
    }
    return code;
}

enum err_code confirm_key(struct plan *plan, const char *host, struct err *e)
{
    struct trust_host trust = {.plan = plan, .host = host, .probe_only = true};
    char address[ADDR_TEXT_SIZE] = "";
    bool yes;
    if (plan->conf->amt.tls == CONF_TLS_OFF || !plan->conf->amt.verify || plan->accept_unknown ||
        plan->key[0] != '\0' || !ask_is_possible())
        return ERR_OK;
    enum err_code code = read_shown_key(plan, &trust, address, e);
    if (code != ERR_OK || trust.verdict != TRUST_HOST_UNKNOWN)
        return code;
    code = ask_to_accept_key(&trust, address, &yes, e);
    if (code == ERR_OK && !yes)
        return err_set(e, ERR_PROTOCOL, "%.200s: its key was not accepted, and nothing was sent",
                       host);
    if (code == ERR_OK)
        memcpy(plan->key, trust.key, sizeof plan->key);
    return code;
}
