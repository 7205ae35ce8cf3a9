/*
 * Redirection: whether a technician reaches the serial console and the screen of the machine with
 * fcfh-manage. AMT has three switches for it: one for each kind, and one for the listener on ports
 * 16994 and 16995, without which nobody can connect.
 */
#include <stdio.h>
#include <string.h>

#include "amt_cfg/steps/requests.h"
#include "amt_cfg/steps/step.h"
#include "common/amt/redirection_flags.h"
#include "common/amt/return_value.h"

struct redirection {
    struct redirection_flags on;
    bool has_kvm; /* machines with Standard Manageability have none */
};

static bool read_service(struct machine *m, struct redirection *r, step_question *ask)
{
    const struct wsman_request service = request_get(REDIRECTION_CLASS);
    if (!ask(m, &service))
        return false;
    if (!step_answered(m) || redirection_read(step_instance(m, 0), &r->on))
        return true;
    step_fail(m, ERR_PROTOCOL, "not understood", "%s does not tell what is on", REDIRECTION_CLASS);
    return false;
}

static bool read_kvm(struct machine *m, struct redirection *r)
{
    const struct wsman_request sap = request_get(REDIRECTION_KVM_CLASS);
    if (!step_try(m, &sap))
        return false;
    r->has_kvm = m->reply.outcome.result != AMT_ABSENT;
    if (r->has_kvm && !step_answered(m)) {
        step_fail_outcome(m);
        return false;
    }
    if (!r->has_kvm || redirection_read_kvm(step_instance(m, 0), &r->on))
        return true;
    step_fail(m, ERR_PROTOCOL, "not understood", "%s does not tell whether KVM is on",
              REDIRECTION_KVM_CLASS);
    return false;
}

static bool anything_is_on(const struct redirection *r)
{
    return r->on.sol || r->on.storage || r->on.kvm;
}

/* The wanted state: what the plan names is switched, the rest stays, and the listener follows. */
static struct redirection wanted_of(const struct plan *plan, const struct redirection *now)
{
    struct redirection wanted = *now;
    bool value = plan->mode != PLAN_REMOVE;
    if ((plan->redirection & PLAN_SOL) != 0)
        wanted.on.sol = value;
    if ((plan->redirection & PLAN_KVM) != 0)
        wanted.on.kvm = value && now->has_kvm;
    wanted.on.listener = anything_is_on(&wanted);
    return wanted;
}

static bool is_equal(const struct redirection *a, const struct redirection *b)
{
    return a->on.sol == b->on.sol && a->on.kvm == b->on.kvm && a->on.listener == b->on.listener;
}

/* "Serial-over-LAN on, KVM off; the port is open" */
static void end_with_state(struct machine *m, const struct redirection *r, enum step_state state)
{
    const char *kvm = !r->has_kvm ? "no KVM" : r->on.kvm ? "KVM on" : "KVM off";
    const char *port = r->on.listener       ? "the port is open"
                       : !anything_is_on(r) ? "the port is closed"
                                            : "the port is closed, so nobody can connect";
    step_end(m, state, "Serial-over-LAN %s, %s; %s", r->on.sol ? "on" : "off", kvm, port);
}

/* ---------------------------------------------------------------- changing it */

/* What step_change looks for: the context is the state that is wanted. */
static bool verify_service(struct machine *m, void *context, bool *done)
{
    const struct redirection *wanted = context;
    struct redirection now = {.has_kvm = false};
    bool good = read_service(m, &now, step_ask);
    *done = now.on.sol == wanted->on.sol;
    return good;
}

static bool verify_kvm(struct machine *m, void *context, bool *done)
{
    const struct redirection *wanted = context;
    struct redirection now = {.has_kvm = false};
    bool good = read_kvm(m, &now);
    *done = now.on.kvm == wanted->on.kvm;
    return good;
}

static bool verify_listener(struct machine *m, void *context, bool *done)
{
    const struct redirection *wanted = context;
    struct redirection now = {.has_kvm = false};
    bool good = read_service(m, &now, step_ask);
    *done = now.on.listener == wanted->on.listener;
    return good;
}

/* what: "Serial-over-LAN". False: it was refused, and the step has failed. */
static bool check_return_value(struct machine *m, const char *what)
{
    struct err e;
    if (m->change_verified || return_value(step_instance(m, 0), RETURNS_CIM, what, &e) == ERR_OK)
        return true;
    step_fail(m, e.code, "redirection refused",
              "%.200s; it may be switched off at the machine itself (MEBx)", e.text);
    return false;
}

static bool switch_kinds(struct machine *m, const struct redirection *now,
                         struct redirection *wanted)
{
    struct request r;
    if (now->on.sol != wanted->on.sol) {
        request_redirection(&r, &wanted->on);
        if (!step_must_change(m, &r.wsman, verify_service, wanted) ||
            !check_return_value(m, "Serial-over-LAN"))
            return false;
    }
    if (now->on.kvm == wanted->on.kvm)
        return true;
    request_redirection_kvm(&r, wanted->on.kvm);
    return step_must_change(m, &r.wsman, verify_kvm, wanted) && check_return_value(m, "KVM") &&
           read_kvm(m, wanted);
}

/* Sends back the whole object as AMT shows it now, with the listener's state changed. */
static bool switch_listener(struct machine *m, struct redirection *wanted)
{
    const struct wsman_request service = request_get(REDIRECTION_CLASS);
    struct whole_object object;
    struct err e;
    if (!step_ask(m, &service))
        return false;
    if (whole_object_read(&object, step_instance(m, 0), &e) != ERR_OK) {
        step_fail(m, e.code, "not understood", "%s", e.text);
        return false;
    }
    const struct wsman_request put = redirection_put_listener(&object, &wanted->on);
    return step_must_change(m, &put, verify_listener, wanted);
}

static void change(struct machine *m, const struct redirection *now, struct redirection *wanted)
{
    const struct redirection asked = *wanted;
    if (!switch_kinds(m, now, wanted) || !switch_listener(m, wanted) ||
        !read_service(m, wanted, step_ask))
        return;
    if (is_equal(wanted, &asked))
        end_with_state(m, wanted, STEP_CHANGED);
    else
        step_fail(m, ERR_PROTOCOL, "not kept",
                  "AMT said that it did so, but still: Serial-over-LAN %s, KVM %s, port %s; it may "
                  "be switched off at the machine itself (MEBx)",
                  wanted->on.sol ? "on" : "off", wanted->on.kvm ? "on" : "off",
                  wanted->on.listener ? "open" : "closed");
}

void step_redirection(struct machine *m)
{
    const struct plan *plan = m->plan;
    struct redirection now = {.has_kvm = false};
    bool asked_for = plan->redirection != 0;
    if (!asked_for && plan->mode != PLAN_CHECK)
        return; /* the step was not wanted, and is not reported */
    if (!read_service(m, &now, asked_for ? step_ask : step_try_all))
        return;
    if (!step_answered(m)) {
        step_end(m, STEP_SKIPPED, "it does not tell what redirection it has");
        return;
    }
    if (!read_kvm(m, &now))
        return;
    struct redirection wanted = wanted_of(plan, &now);
    if (plan->mode == PLAN_CONFIGURE && (plan->redirection & PLAN_KVM) != 0 && !now.has_kvm) {
        step_fail(m, ERR_UNAVAILABLE, "no KVM",
                  "this machine has no KVM; --redirection sol prepares the rest");
        return;
    }
    bool missing =
        asked_for && (!is_equal(&now, &wanted) || ((plan->redirection & PLAN_KVM) != 0 &&
                                                   !now.has_kvm && plan->mode == PLAN_CHECK));
    if (!missing)
        end_with_state(m, &now, STEP_OK);
    else if (plan->mode == PLAN_CHECK)
        end_with_state(m, &now, STEP_MISSING);
    else
        change(m, &now, &wanted);
}
