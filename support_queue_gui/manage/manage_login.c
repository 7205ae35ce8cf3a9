#include "support_queue_gui/manage/manage_login.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "support_queue_gui/identify_request.h"
#include "support_queue_gui/manage/manage_account.h"
#include "support_queue_gui/manage/manage_target.h"

enum { QUESTION_SIZE = 1536, KEY_TEXT_SIZE = 640 };

/* ---------------------------------------------------------------- the gate */

/* What a person must be told before deciding. */
struct gate_decision {
    enum gate gate;
    char why[GATE_REASON_SIZE]; /* "" if it is open */
};

/* A machine that is not in the queue has no gate. */
static void judge_gate(const struct manage *m, struct gate_decision *decision)
{
    *decision = (struct gate_decision){.gate = GATE_OPEN};
    if (m->target.in_queue)
        decision->gate = snapshot_gate(&m->target.snapshot, time(NULL), decision->why);
}

/* If AMT's answer is too old, it is asked again. A machine that shows the register's key for this
 * client here and now has answered. */
static enum err_code refresh_gate(struct manage *m, const struct manage_judge *judge,
                                  const char *config_file, struct gate_decision *decision,
                                  struct err *e)
{
    const struct snapshot *snapshot = &m->target.snapshot;
    struct err why;
    if (judge->has_guid && judge->found != NULL && guid_equal(&judge->found->guid, &judge->guid)) {
        *decision = (struct gate_decision){.gate = GATE_OPEN};
        return ERR_OK;
    }
    if (identify_request_wait(m->queue, &m->conf, config_file, snapshot->id,
                              &snapshot->entry.address, &why) != ERR_OK)
        manage_print(m, "%s", why.text); /* the question will say that AMT has not answered */
    enum err_code code = manage_target_refresh(m, e);
    if (code == ERR_OK)
        judge_gate(m, decision);
    return code;
}

/* ---------------------------------------------------------------- who answers there */

/* If the key of a machine is known, no newer TLS is used than the register has seen. */
static bool may_use_old_tls(const struct register_client *client)
{
    return client != NULL && client->key_count > 0 &&
           (strcmp(client->tls_version, "1.0") == 0 || strcmp(client->tls_version, "1.1") == 0);
}

static void begin_judge(struct manage *m, struct manage_judge *judge)
{
    const struct manage_target *target = &m->target;
    *judge = (struct manage_judge){.clients = m->clients,
                                   .client = target->client,
                                   .sure = target->sure,
                                   .has_guid = target->in_queue && target->snapshot.entry.has_guid,
                                   .host = target->named};
    if (judge->has_guid)
        judge->guid = target->snapshot.entry.guid;
    m->judge = manage_judge_shown;
    m->judge_context = judge;
    m->legacy_tls = may_use_old_tls(target->client);
}

static enum err_code probe_machine(struct manage *m, const struct manage_judge *judge,
                                   struct err *e)
{
    struct amt_outcome outcome;
    enum err_code code = manage_probe(m, &outcome, e);
    if (code != ERR_OK)
        return code;
    if (judge->verdict == MANAGE_REFUSED)
        return err_about(e, ERR_PROTOCOL, m->target.name, "%s%s%s", judge->reason,
                         judge->tls ? "; it shows " : "", judge->key);
    /* With Kerberos there is no challenge to look at. */
    if (outcome.result == AMT_GOT_CHALLENGE || outcome.result == AMT_UNTRUSTED ||
        (outcome.result == AMT_BAD_CHALLENGE && m->options->auth == HTTP_AUTH_NEGOTIATE))
        return ERR_OK;
    return manage_set_error(m, &outcome, e);
}

/* ---------------------------------------------------------------- what a person decides */

static void format_key_warning(const struct manage *m, const struct manage_judge *judge, char *out,
                               size_t size)
{
    if (!judge->tls)
        (void)snprintf(
            out, size,
            "%s is asked without TLS: anybody in between can read and change everything that is "
            "sent, consent and typed keys included, and nothing proves who answers",
            m->target.name);
    else
        (void)snprintf(out, size,
                       "%s shows a key that is not known here, with a certificate for %.100s: %s; "
                       "anybody in between would show another",
                       m->target.name, judge->names[0] != '\0' ? judge->names : "no name",
                       judge->key);
}

/* What is known of it without asking it anything. */
static const char *known_state(const struct manage *m)
{
    if (m->target.in_queue)
        return entry_state_name(m->target.snapshot.entry.state);
    return m->target.client != NULL ? "registered" : "not registered";
}

static void format_question(const struct manage *m, const struct gate_decision *decision,
                            const char *key, const struct manage_intent *intent, bool changed,
                            char question[QUESTION_SIZE])
{
    (void)snprintf(question, QUESTION_SIZE, "%s%s%s%s%s%s%s %s%s? It is %s.",
                   changed ? "This has changed in the meantime. " : "",
                   decision->gate != GATE_OPEN ? "Not sure that this is the caller: " : "",
                   decision->why, decision->gate != GATE_OPEN ? ". " : "", key,
                   key[0] != '\0' ? ". " : "", intent->asks ? intent->verb : "Log in to",
                   m->target.name, intent->asks ? intent->where : "", known_state(m));
}

/* Nobody can be asked: refuses before anything is sent. */
static enum err_code refuse(const struct gate_decision *decision, struct err *e)
{
    return err_set(
        e, ERR_PROTOCOL, "not done: %s%s, and there is no terminal to ask at; --yes does it anyway",
        decision->gate != GATE_OPEN ? "not sure that this is the caller: " : "it asks first",
        decision->why);
}

/* Reads the entry again after the answer. *changed: it is no longer what the question was about. */
static enum err_code check_changed(struct manage *m, struct gate_decision *decision, bool *changed,
                                   struct err *e)
{
    struct snapshot shown = m->target.snapshot;
    bool was_open = decision->gate == GATE_OPEN;
    /* What was read is ours now; the target gets another. */
    entry_init(&m->target.snapshot.entry);
    enum err_code code = manage_target_refresh(m, e);
    judge_gate(m, decision);
    *changed = code == ERR_OK && (!snapshot_equal(&shown, &m->target.snapshot) ||
                                  (was_open && decision->gate != GATE_OPEN));
    snapshot_free(&shown);
    return code;
}

/* Asks until what the question was about is still so after the answer. */
static enum err_code ask(struct manage *m, struct manage_judge *judge,
                         struct gate_decision *decision, struct manage_intent *intent,
                         struct err *e)
{
    char question[QUESTION_SIZE];
    char key[KEY_TEXT_SIZE] = "";
    bool changed = false;
    enum err_code code;
    if (judge->verdict == MANAGE_UNKNOWN)
        format_key_warning(m, judge, key, sizeof key);
    if (m->options->yes && key[0] != '\0')
        manage_print(m, "%s", key);
    do {
        format_question(m, decision, key, intent, changed, question);
        code = manage_ask_yes_no(m, question, e);
        if (code == ERR_OK && m->target.in_queue)
            code = check_changed(m, decision, &changed, e);
    } while (code == ERR_OK && changed);
    if (code == ERR_OK && judge->verdict == MANAGE_UNKNOWN)
        manage_judge_agree(judge);
    intent->agreed = code == ERR_OK;
    return code;
}

/* ---------------------------------------------------------------- all of it */

enum err_code manage_login(struct manage *m, struct manage_judge *judge,
                           const struct manage_personal *personal, const char *config_file,
                           struct manage_intent *intent, struct err *e)
{
    struct gate_decision decision;
    begin_judge(m, judge);
    judge_gate(m, &decision);
    bool can_agree = manage_can_ask(m);
    if (m->options->auth == HTTP_AUTH_NEGOTIATE && m->target.host[0] == '\0')
        return err_about(e, ERR_USAGE, m->target.name,
                         "Kerberos needs the PC's name in the domain, which is not known here");
    if (!m->tls && judge->sure && judge->client->has_tls)
        return err_about(e, ERR_PROTOCOL, m->target.name,
                         "the register has seen TLS there: there is no log-in with --plain");
    if (intent->asks && !can_agree)
        return refuse(&decision, e);
    if (decision.gate == GATE_SHUT && !can_agree)
        return refuse(&decision, e);
    enum err_code code = probe_machine(m, judge, e);
    if (code == ERR_OK)
        memcpy(judge->pinned, m->realm, sizeof judge->pinned);
    if (code == ERR_OK && decision.gate == GATE_STALE && !m->options->yes)
        code = refresh_gate(m, judge, config_file, &decision, e);
    if (code == ERR_OK && decision.gate != GATE_OPEN && !can_agree)
        return refuse(&decision, e);
    if (code == ERR_OK && judge->verdict == MANAGE_UNKNOWN && !can_agree) {
        char key[KEY_TEXT_SIZE];
        format_key_warning(m, judge, key, sizeof key);
        return err_set(e, ERR_PROTOCOL, "not logged in: %.250s; --yes accepts it", key);
    }
    if (code == ERR_OK && (decision.gate != GATE_OPEN || judge->verdict == MANAGE_UNKNOWN))
        code = ask(m, judge, &decision, intent, e);
    if (code == ERR_OK)
        code = manage_account_find(m, personal, e);
    return code;
}

void manage_format_question(const struct manage *m, const struct manage_intent *intent,
                            const char *state, char *out, size_t size)
{
    (void)snprintf(out, size, "%s %s%s? It is %s, %s.", intent->verb, m->target.name, intent->where,
                   known_state(m), state);
}

enum err_code manage_confirm(struct manage *m, struct manage_intent *intent, const char *state,
                             struct err *e)
{
    char question[QUESTION_SIZE];
    if (!intent->asks || intent->agreed)
        return ERR_OK;
    manage_format_question(m, intent, state, question, sizeof question);
    enum err_code code = manage_ask_yes_no(m, question, e);
    intent->agreed = code == ERR_OK;
    return code;
}
