/*
 * What the steps of a machine share. A step is one function, which asks AMT, waits, and ends with
 * step_end or step_fail: on every path it calls one of them, once. If one of its questions failed
 * in a way that it cannot deal with, that has already been done for it, and it only returns.
 */
#ifndef FCFH_AMT_CFG_STEPS_STEP_H
#define FCFH_AMT_CFG_STEPS_STEP_H

#include <stdbool.h>

#include "amt_cfg/machine.h"
#include "amt_cfg/mask.h"
#include "amt_cfg/plan.h"
#include "common/amt/amt.h"
#include "common/amt/facts.h"
#include "common/amt/register_write.h"

#define STEP_WITHOUT_PET 18 /* the version that no longer has PETs */

/* As whom AMT is asked: as the administrator; as the administrator with a new log-in, because AMT
 * forgot the old ones; or as the limited user, with a new log-in each time. */
enum step_login { STEP_ADMIN, STEP_ADMIN_ANEW, STEP_LIMITED };

/* How the steps reach a machine (`call`, which works like amt_ask) and the register (`enter`, to
 * which the transport adds what it has seen of the machine's TLS). */
struct step_transport {
    enum err_code (*send_request)(void *context, enum step_login login,
                                  const struct wsman_request *request, struct amt_reply *reply,
                                  struct err *e);
    enum err_code (*update_register)(void *context, struct register_client *seen,
                                     struct register_note *note, struct err *e);
    void *context;
};

struct machine {
    const struct plan *plan;
    const struct step_transport *transport;
    struct machine_report *report;
    struct mask *mask;

    enum machine_step step; /* the step in progress */
    bool over;              /* no step comes after it */
    bool logins_forgotten;  /* by AMT, because an account was changed */

    struct amt_reply reply; /* to the last question */
    bool change_verified;   /* it was a change whose answer was lost but which has been made */
    struct facts facts;
    unsigned long interfaces; /* EnabledState of the user initiated connection service; 0: none */
    bool wants_pet;
    bool wants_events;
    bool proven;          /* the limited user has logged in and read the UUID */
    size_t other_targets; /* PLAN_REMOVE: subscriptions of others, which stay */
};

typedef bool step_question(struct machine *m, const struct wsman_request *request);

/* Asks as the administrator; the answer is in m->reply. False: the step has failed, because AMT did
 * not answer or refused it. */
step_question step_ask;
/* The same, but true also for AMT_ABSENT, AMT_DENIED and a fault that will not pass: these say
 * something about the machine. */
step_question step_try;
/* The same, but true for every fault, and for AMT_UNREADABLE. */
step_question step_try_all;

/* Looks whether the machine is now as the change was to make it, which *done says. False: the step
 * is over. */
typedef bool step_verify(struct machine *m, void *context, bool *done);

/* Asks for a change. If it is not known whether it was made, because the answer was lost or was a
 * fault that may pass, `verify` checks, and a change that was not made is asked for once more. True
 * also for all faults, and for AMT_BUSY, which AMT may answer if a list is full. */
bool step_change(struct machine *m, const struct wsman_request *request, step_verify *verify,
                 void *context);
/* The same, but the step has failed if it was refused. */
bool step_must_change(struct machine *m, const struct wsman_request *request, step_verify *verify,
                      void *context);
/* Asks for the UUID as the limited user; if it comes, sets m->proven and the report's UUID. True
 * for every outcome. */
bool step_prove(struct machine *m);

/* An instance of the last reply, or the output of a method, counted from 0; NULL if there is
 * none. */
const xml_node *step_instance(const struct machine *m, size_t i);
bool step_answered(const struct machine *m);
/* The ReturnValue of the last reply; it is not 0 if the reply has none, and 0 for a change that was
 * seen to have been made. */
unsigned long step_return_value(const struct machine *m);

/* Ends the step. */
void step_end(struct machine *m, enum step_state state, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Ends the step with a failure, and with PLAN_CONFIGURE the machine. kind is a word or two for
 * counting. */
void step_fail(struct machine *m, enum err_code code, const char *kind, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* The same, with the reason that the last reply gives in place of an answer. */
void step_fail_outcome(struct machine *m);
/* The same for a subscription that was refused, if the reason lies with the machine or all places
 * seem to be taken; `others` is how many belong to somebody else. False, with nothing done, if
 * something else must be wrong. */
bool step_fail_list_full(struct machine *m, size_t others);

/* Sets the report's UUID from facts, if there is one. */
void step_set_uuid(struct machine *m, const struct facts *facts);

/* The steps: step_machine and so on, each in a file of that name. */
#define STEP_ROW(constant, name, removal, learns) void step_##name(struct machine *m);
MACHINE_STEPS(STEP_ROW)
#undef STEP_ROW

/* EnabledState in an instance of the user initiated connection service; never 0. */
unsigned long step_parse_interfaces(const xml_node *instance);

#endif
