#include "amt_cfg/machine.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "amt_cfg/failure.h"
#include "amt_cfg/steps/step.h"
#include "common/amt/challenge.h"
#include "common/amt/digest_password.h"

/* Some twenty-five exchanges; AMT that sleeps needs a second for each. */
#define CONVERSATION_TIMEOUTS 12

typedef void step_run(struct machine *m);

static step_run *const runs[STEP_COUNT] = {
    [STEP_MACHINE] = step_machine,       [STEP_ACCOUNT] = step_account,
    [STEP_INTERFACES] = step_interfaces, [STEP_PET] = step_pet,
    [STEP_EVENTS] = step_events,         [STEP_ENVIRONMENT] = step_environment,
    [STEP_PROOF] = step_proof,
};

static const enum machine_step order_of_setup[STEP_COUNT] = {
    STEP_MACHINE, STEP_ACCOUNT,     STEP_INTERFACES, STEP_PET,
    STEP_EVENTS,  STEP_ENVIRONMENT, STEP_PROOF,
};

/* Whether the interfaces are switched off depends on who is still subscribed. */
static const enum machine_step order_of_removal[STEP_COUNT] = {
    STEP_MACHINE, STEP_PET,         STEP_EVENTS, STEP_INTERFACES,
    STEP_ACCOUNT, STEP_ENVIRONMENT, STEP_PROOF,
};

static enum machine_step current(const struct machine *m)
{
    return m->order[m->at];
}

static bool any_step(const struct machine *m, enum step_state state)
{
    for (size_t i = 0; i < STEP_COUNT; i++)
        if (m->report.steps[i].state == state)
            return true;
    return false;
}

static enum machine_result result_of(const struct machine *m)
{
    if (any_step(m, STEP_INTERRUPTED))
        return MACHINE_INTERRUPTED;
    if (any_step(m, STEP_FAILED))
        return MACHINE_FAILED;
    if (any_step(m, STEP_MISSING))
        return MACHINE_MISSING;
    return any_step(m, STEP_CHANGED) ? MACHINE_CHANGED : MACHINE_UNCHANGED;
}

static void end_machine(struct machine *m)
{
    m->ended = true;
    m->report.result = result_of(m);
    if (m->report.result == MACHINE_MISSING)
        m->report.code = ERR_SOME;
    m->done(m->context, &m->report);
}

static void note_address(struct machine *m)
{
    if (amt_address(m->admin)[0] != '\0')
        (void)snprintf(m->report.address, sizeof m->report.address, "%s", amt_address(m->admin));
}

/* What AMT repeats of what it was told, in a fault or in one of its names, is shown to nobody. */
static void mask_report(struct machine *m)
{
    mask_text(&m->mask, m->report.steps[current(m)].text);
    mask_text(&m->mask, m->report.reason);
    mask_text(&m->mask, m->report.version);
}

/* After a step has ended: the next one, or the end. fatal: the rest would be in vain. */
static void go_on(struct machine *m, bool fatal)
{
    note_address(m);
    mask_report(m);
    m->step_done(m->context, &m->report, current(m));
    m->at++;
    if (fatal || m->at == STEP_COUNT)
        end_machine(m);
    else
        runs[current(m)](m);
}

void step_end(struct machine *m, enum step_state state, const char *format, ...)
{
    struct step_result *result = &m->report.steps[current(m)];
    va_list args;
    va_start(args, format);
    if (vsnprintf(result->text, sizeof result->text, format, args) < 0)
        result->text[0] = '\0';
    va_end(args);
    result->state = state;
    go_on(m, false);
}

static void fail(struct machine *m, enum err_code code, const char *kind, const char *reason,
                 bool fatal)
{
    struct step_result *result = &m->report.steps[current(m)];
    result->state = STEP_FAILED;
    (void)snprintf(result->text, sizeof result->text, "%.*s", (int)sizeof result->text - 1, reason);
    if (m->report.code == ERR_OK) { /* the first one is the reason of the others */
        m->report.code = code;
        (void)snprintf(m->report.kind, sizeof m->report.kind, "%s", kind);
        (void)snprintf(m->report.reason, sizeof m->report.reason, "%s", reason);
    }
    go_on(m, fatal || m->plan->mode == PLAN_CONFIGURE || current(m) == STEP_MACHINE);
}

void step_fail(struct machine *m, enum err_code code, const char *kind, const char *format, ...)
{
    char reason[sizeof m->report.reason];
    va_list args;
    va_start(args, format);
    if (vsnprintf(reason, sizeof reason, format, args) < 0)
        reason[0] = '\0';
    va_end(args);
    fail(m, code, kind, reason, false);
}

void step_fail_outcome(struct machine *m, const struct amt_outcome *outcome)
{
    struct failure failure;
    failure_of(outcome, m->plan, m->report.user, &failure);
    fail(m, failure.code, failure.kind, failure.reason, amt_is_final(outcome->result));
}

/* AMT's own words for a full list are not known, so what is seen there is told with them. */
bool step_fail_places(struct machine *m, const struct amt_outcome *outcome, size_t others)
{
    bool refused = outcome->result == AMT_FAULT || outcome->result == AMT_BUSY;
    if (!refused || (outcome->result == AMT_BUSY && others == 0)) {
        step_fail_outcome(m, outcome);
        return true;
    }
    if (others == 0)
        return false;
    step_fail(m, ERR_CANTCREAT, "places taken",
              "all places for subscribers seem taken (%zu by others; AMT says: %.90s); remove one "
              "that is not needed",
              others, outcome->reason);
    return true;
}

unsigned step_version(const struct machine *m)
{
    return (unsigned)strtoul(m->report.version, NULL, 10);
}

/* Which hashes log in to this machine is known with its realm. */
static void learn_realm(struct machine *m, const char *realm)
{
    char digest[DIGEST_PASSWORD_SIZE];
    if (m->realm_learnt || realm[0] == '\0')
        return;
    m->realm_learnt = true;
    if (digest_password(m->report.user, realm, m->password, digest, NULL) == ERR_OK)
        mask_add_hash(&m->mask, digest);
    if (digest_password(m->plan->conf->amt.user, realm, &m->plan->secret, digest, NULL) == ERR_OK)
        mask_add_hash(&m->mask, digest);
    explicit_bzero(digest, sizeof digest);
}

/* The realm is learnt before what it protects can come. */
static void on_trace(void *context, enum http_trace_kind kind, const char *text, size_t len)
{
    static const char header[] = "WWW-Authenticate: ";
    struct machine *m = context;
    char realm[CHALLENGE_REALM_SIZE];
    if (kind == HTTP_TRACE_ANSWER_HEAD && len > sizeof header &&
        strncasecmp(text, header, sizeof header - 1) == 0) {
        const char *value = text + sizeof header - 1;
        const char *end = text + len;
        while (end > value && (end[-1] == '\r' || end[-1] == '\n'))
            end--;
        if (challenge_parse(value, (size_t)(end - value), realm) == CHALLENGE_AMT)
            learn_realm(m, realm);
    }
    m->plan->trace(m->trace_context, kind, text, len);
}

static void take_outcome(void *context, const struct amt_outcome *said)
{
    struct machine *m = context;
    struct amt_outcome safe = *said;
    const struct amt_outcome *outcome = &safe;
    learn_realm(m, amt_realm(m->admin));
    mask_cut_text(&m->mask, safe.reason);
    bool of_question = !amt_is_final(outcome->result) || outcome->result == AMT_BUSY;
    if (outcome->result == AMT_ANSWERED || (m->tolerant && of_question))
        m->next(m, outcome);
    else
        step_fail_outcome(m, outcome);
}

static void take_any_outcome(void *context, const struct amt_outcome *outcome)
{
    struct machine *m = context;
    struct amt_outcome safe = *outcome;
    mask_cut_text(&m->mask, safe.reason);
    m->next(m, &safe);
}

void step_take_return(void *machine, const xml_node *output)
{
    struct machine *m = machine;
    if (!wsman_number(output, "ReturnValue", &m->return_value))
        m->return_value = 1;
}

static void ignore_instance(void *context, const xml_node *instance)
{
    (void)context;
    (void)instance;
}

static void ask(struct machine *m, struct amt_session *session, const struct wsman_request *request,
                amt_instance *instance, amt_done *done, step_next *next)
{
    struct err e;
    m->next = next;
    enum err_code code =
        amt_ask(session, request, instance != NULL ? instance : ignore_instance, done, m, &e);
    if (code == ERR_UNAVAILABLE)
        fail(m, ERR_UNAVAILABLE, "timeout", "it answers too slowly: no more time for it", true);
    else if (code != ERR_OK)
        fail(m, code, "internal", e.text, true);
}

void step_ask(struct machine *m, const struct wsman_request *request, amt_instance *instance,
              step_next *next)
{
    m->tolerant = false;
    ask(m, m->admin, request, instance, take_outcome, next);
}

void step_try(struct machine *m, const struct wsman_request *request, amt_instance *instance,
              step_next *next)
{
    m->tolerant = true;
    ask(m, m->admin, request, instance, take_outcome, next);
}

static struct amt_peer peer_of(struct machine *m)
{
    struct amt_peer peer = {
        .legacy_tls = m->plan->legacy_tls,
        .timeouts = CONVERSATION_TIMEOUTS,
        .trace = m->plan->trace != NULL ? on_trace : NULL,
        .trace_context = m,
    };
    if (!addr_parse(m->report.host, &peer.address))
        peer.host = m->report.host;
    return peer;
}

void step_try_limited(struct machine *m, const struct wsman_request *request,
                      amt_instance *instance, step_next *next)
{
    struct err e;
    struct amt_peer peer = peer_of(m);
    peer.user = m->plan->conf->amt.user;
    peer.secret = &m->plan->secret;
    peer.before = m->admin;
    /* A fresh session: a nonce of before the account was changed would cost a refusal. */
    amt_session_free(m->limited);
    m->limited = NULL;
    if (amt_session_new(&m->limited, m->engine, m->plan->conf, &peer, &e) != ERR_OK)
        fail(m, e.code, "internal", e.text, true);
    else
        ask(m, m->limited, request, instance, take_any_outcome, next);
}

enum err_code machine_new(struct machine **machine, struct http_engine *engine,
                          const struct plan *plan, const char *host, const char *user,
                          const struct secret *password, void *trace_context,
                          machine_step_done *step_done, machine_done *done, void *context,
                          struct err *e)
{
    struct machine *m = calloc(1, sizeof *m);
    if (m == NULL)
        return err_nomem(e);
    m->plan = plan;
    m->engine = engine;
    m->step_done = step_done;
    m->done = done;
    m->context = context;
    m->report.mode = plan->mode;
    m->order = plan->mode == PLAN_REMOVE ? order_of_removal : order_of_setup;
    (void)snprintf(m->report.host, sizeof m->report.host, "%s", host);
    (void)snprintf(m->report.user, sizeof m->report.user, "%s", user);
    m->trace_context = trace_context;
    m->password = password;
    mask_add(&m->mask, password->text);
    mask_add(&m->mask, plan->secret.text);
    mask_add(&m->mask, plan->event_secret.text);
    struct amt_peer peer = peer_of(m);
    peer.user = m->report.user;
    peer.secret = password;
    peer.auth = plan->auth;
    enum err_code code = amt_session_new(&m->admin, engine, plan->conf, &peer, e);
    if (code != ERR_OK) {
        machine_free(m);
        return code;
    }
    *machine = m;
    return ERR_OK;
}

void machine_start(struct machine *machine)
{
    runs[current(machine)](machine);
}

void machine_free(struct machine *machine)
{
    if (machine == NULL)
        return;
    amt_session_free(machine->admin);
    amt_session_free(machine->limited);
    mask_wipe(&machine->mask);
    free(machine);
}

const struct mask *machine_mask(const struct machine *machine)
{
    return &machine->mask;
}

void machine_interrupt(struct machine *machine)
{
    if (machine->ended)
        return;
    /* No request may come back to a step that has ended. */
    note_address(machine);
    amt_session_free(machine->admin);
    amt_session_free(machine->limited);
    machine->admin = NULL;
    machine->limited = NULL;
    struct step_result *result = &machine->report.steps[current(machine)];
    result->state = STEP_INTERRUPTED;
    (void)snprintf(result->text, sizeof result->text,
                   "stopped here; what this step was about to do may be done or not");
    machine->report.code = ERR_TEMPFAIL;
    (void)snprintf(machine->report.kind, sizeof machine->report.kind, "interrupted");
    (void)snprintf(machine->report.reason, sizeof machine->report.reason,
                   "interrupted at '%s'; run it again", machine_step_name(current(machine)));
    mask_report(machine);
    machine->step_done(machine->context, &machine->report, current(machine));
    end_machine(machine);
}
