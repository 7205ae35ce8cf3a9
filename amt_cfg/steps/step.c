#include "amt_cfg/steps/step.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "amt_cfg/steps/requests.h"
#include "common/amt/amt_failure.h"

/* ---------------------------------------------------------------- how a step ends */

void step_end(struct machine *m, enum step_state state, const char *format, ...)
{
    struct step_result *result = &m->report->steps[m->step];
    va_list args;
    va_start(args, format);
    if (vsnprintf(result->text, sizeof result->text, format, args) < 0)
        result->text[0] = '\0';
    va_end(args);
    result->state = state;
}

static void fail(struct machine *m, enum err_code code, const char *kind, const char *reason)
{
    step_end(m, STEP_FAILED, "%s", reason);
    if (m->report->code == ERR_OK) { /* the first failure is the reason for the others */
        m->report->code = code;
        (void)snprintf(m->report->kind, sizeof m->report->kind, "%s", kind);
        (void)snprintf(m->report->reason, sizeof m->report->reason, "%s", reason);
    }
    m->over = m->over || m->plan->mode == PLAN_CONFIGURE || m->step == STEP_MACHINE;
}

void step_fail(struct machine *m, enum err_code code, const char *kind, const char *format, ...)
{
    char reason[sizeof m->report->reason];
    va_list args;
    va_start(args, format);
    if (vsnprintf(reason, sizeof reason, format, args) < 0)
        reason[0] = '\0';
    va_end(args);
    fail(m, code, kind, reason);
}

void step_fail_outcome(struct machine *m)
{
    const struct amt_caller asker = {.conf = m->plan->conf,
                                     .user = m->report->user,
                                     .kerberos = m->plan->auth == HTTP_AUTH_NEGOTIATE};
    struct amt_failure words;
    amt_failure_describe(&m->reply.outcome, &asker, &words);
    m->over = m->over || amt_is_final(m->reply.outcome.result);
    fail(m, words.code, words.kind, words.reason);
}

/* How AMT reports a full list is not known, so its answer is reported together with what the list
 * shows. */
bool step_fail_list_full(struct machine *m, size_t others)
{
    enum amt_result result = m->reply.outcome.result;
    bool refused = result == AMT_FAULT || result == AMT_BUSY;
    if (!refused || (result == AMT_BUSY && others == 0)) {
        step_fail_outcome(m);
        return true;
    }
    if (others == 0)
        return false;
    step_fail(m, ERR_CANTCREAT, "places taken",
              "all places for subscribers seem taken (%zu by others; AMT says: %.90s); remove one "
              "that is not needed",
              others, m->reply.outcome.reason);
    return true;
}

/* Fails a step for an error that no step can deal with. */
static void fail_call(struct machine *m, const struct err *e)
{
    m->over = true;
    if (e->code == ERR_UNAVAILABLE) {
        fail(m, ERR_UNAVAILABLE, "timeout", "it answers too slowly: its time is up");
    } else if (e->code != ERR_TEMPFAIL) {
        fail(m, e->code, "internal", e->text);
    } else {
        step_end(m, STEP_INTERRUPTED,
                 "stopped here; what this step was about to do may or may not have been done");
        m->report->code = ERR_TEMPFAIL;
        (void)snprintf(m->report->kind, sizeof m->report->kind, "interrupted");
        (void)snprintf(m->report->reason, sizeof m->report->reason,
                       "interrupted at '%s'; run it again", machine_step_name(m->step));
    }
}

/* ---------------------------------------------------------------- questions */

static bool send_request(struct machine *m, enum step_login login,
                         const struct wsman_request *request)
{
    struct err e;
    m->change_verified = false;
    amt_reply_free(&m->reply);
    enum err_code code =
        m->transport->send_request(m->transport->context, login, request, &m->reply, &e);
    if (m->reply.address != NULL && m->reply.address[0] != '\0')
        (void)snprintf(m->report->address, sizeof m->report->address, "%s", m->reply.address);
    /* AMT may repeat a secret that it was sent, or as much of it as it has room for. */
    mask_cut_text(m->mask, m->reply.outcome.reason, 0);
    if (code != ERR_OK)
        fail_call(m, &e);
    return code == ERR_OK;
}

static bool call_as_admin(struct machine *m, const struct wsman_request *request)
{
    enum step_login login = m->logins_forgotten ? STEP_ADMIN_ANEW : STEP_ADMIN;
    m->logins_forgotten = false;
    return send_request(m, login, request);
}

bool step_answered(const struct machine *m)
{
    return m->reply.outcome.result == AMT_ANSWERED;
}

bool step_ask(struct machine *m, const struct wsman_request *request)
{
    if (!call_as_admin(m, request))
        return false;
    if (!step_answered(m))
        step_fail_outcome(m);
    return step_answered(m);
}

bool step_try_all(struct machine *m, const struct wsman_request *request)
{
    enum amt_result *result = &m->reply.outcome.result;
    if (!call_as_admin(m, request))
        return false;
    if (!amt_is_final(*result))
        return true;
    step_fail_outcome(m);
    return false;
}

bool step_try(struct machine *m, const struct wsman_request *request)
{
    if (!step_try_all(m, request))
        return false;
    bool known = !m->reply.outcome.transient && m->reply.outcome.result != AMT_UNREADABLE;
    if (!known)
        step_fail_outcome(m);
    return known;
}

bool step_change(struct machine *m, const struct wsman_request *request, step_verify *verify,
                 void *context)
{
    const struct amt_outcome *outcome = &m->reply.outcome;
    bool done = false;
    if (!call_as_admin(m, request))
        return false;
    if (outcome->transient) {
        if (!verify(m, context, &done))
            return false;
        if (done) {
            m->reply.outcome = (struct amt_outcome){.result = AMT_ANSWERED};
            m->change_verified = true;
            return true;
        }
        if (!call_as_admin(m, request))
            return false;
    }
    if (outcome->result == AMT_BUSY || !amt_is_final(outcome->result))
        return true;
    step_fail_outcome(m);
    return false;
}

bool step_must_change(struct machine *m, const struct wsman_request *request, step_verify *verify,
                      void *context)
{
    if (!step_change(m, request, verify, context))
        return false;
    if (!step_answered(m))
        step_fail_outcome(m);
    return step_answered(m);
}

bool step_prove(struct machine *m)
{
    struct wsman_request request = request_get("CIM_ComputerSystemPackage");
    struct facts own = {.has_guid = false}; /* what the administrator has read does not count */
    if (!send_request(m, STEP_LIMITED, &request))
        return false;
    if (step_answered(m))
        facts_read_package(step_instance(m, 0), &own);
    memcpy(m->facts.chassis_tag, own.chassis_tag, sizeof own.chassis_tag);
    step_set_uuid(m, &own);
    m->proven = own.has_guid;
    return true;
}

void step_set_uuid(struct machine *m, const struct facts *facts)
{
    if (facts->has_guid)
        guid_format(&facts->guid, m->report->uuid);
}

const xml_node *step_instance(const struct machine *m, size_t i)
{
    return amt_reply_instance(&m->reply, i);
}

unsigned long step_return_value(const struct machine *m)
{
    unsigned long value;
    if (m->change_verified)
        return 0;
    return wsman_number(step_instance(m, 0), "ReturnValue", &value) ? value : 1;
}
