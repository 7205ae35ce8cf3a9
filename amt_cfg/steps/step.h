/*
 * What the steps of a machine share, for machine.c and step_*.c only.
 *
 * A step begins with its function from the table in machine.c. It asks AMT with step_ask or
 * step_try, which come back to it through the function it named, and ends by step_end or step_fail:
 * one of them, once, on every way.
 */
#ifndef FCFH_AMT_CFG_STEPS_STEP_H
#define FCFH_AMT_CFG_STEPS_STEP_H

#include <stdbool.h>
#include <stdint.h>

#include "amt_cfg/machine.h"
#include "common/amt/amt.h"

#define STEP_HANDLES_MAX     256 /* accounts; AMT has room for some 15 */
#define STEP_SUBSCRIBERS_MAX 32  /* AMT has room for 16 */
#define STEP_POLICIES        256 /* PolicyID is a uint8 */
#define STEP_OWN_FILTERS_MAX 4   /* there is one at most, unless AMT lost track */
#define STEP_WITHOUT_PET     18  /* the version with which PETs went */

typedef void step_next(struct machine *m, const struct amt_outcome *outcome);

struct step_account {
    unsigned long handles[STEP_HANDLES_MAX];
    size_t handle_count;
    unsigned long total;
    bool has_total;
    size_t at;         /* the handle that is being read */
    size_t unreadable; /* handles that AMT would not explain */
    bool found;
    bool right; /* the entry has the access and the realms that it should have */
    bool added; /* the entry is new */
    unsigned long handle;
};

struct step_subscriber {
    char keys[4][128]; /* of the instance, in the order of step_pet.c's key_names */
    size_t collector;  /* which of ours, or PLAN_COLLECTORS_MAX: somebody else's */
    unsigned long policy;
    bool policy_untold;
    bool community_differs;
};

struct step_filter {
    char id[128]; /* InstanceID */
    unsigned long policy;
};

struct step_pet {
    struct step_subscriber subscribers[STEP_SUBSCRIBERS_MAX];
    size_t subscriber_count;
    bool call_policies[STEP_POLICIES]; /* PolicyIDs that carry the call for help by name, */
    bool any_policies[STEP_POLICIES];  /* because they carry anything, */
    bool used_policies[STEP_POLICIES]; /* and that any filter has */
    struct step_filter own_filters[STEP_OWN_FILTERS_MAX]; /* like the one that we make */
    size_t own_filter_count;
    size_t own_filter_at;
    bool filters_told;
    unsigned policy; /* to subscribe to */
    bool filter_made;
    bool changed;
    size_t at; /* in subscribers or collectors */
};

struct step_events {
    const char *listener_class;
    char names[STEP_SUBSCRIBERS_MAX][128]; /* of the listeners with our URL */
    size_t name_count;
    size_t others; /* listeners with another */
    const char *filter_name;
    size_t removed;
    bool has_reference;
    struct wsman_reference filter; /* of a subscription of ours, to take it away */
    struct wsman_reference handler;
};

#define STEP_PROPERTIES_MAX 32

struct step_environment {
    char names[STEP_PROPERTIES_MAX][64]; /* the whole object, to put it back */
    char values[STEP_PROPERTIES_MAX][256];
    size_t count;
    bool too_large;
    size_t strings; /* how many DetectionStrings it has */
};

struct machine {
    const struct plan *plan;
    struct http_engine *engine;
    struct amt_session *admin;
    struct amt_session *limited; /* of the FCFH account */
    struct machine_report report;
    machine_step_done *step_done;
    machine_done *done;
    void *context;

    const enum machine_step *order; /* of this mode */
    size_t at;                      /* in order */
    bool ended;
    step_next *next; /* of the request under way */
    bool tolerant;   /* next also takes what AMT refuses */
    void *trace_context;

    const struct secret *password;
    struct mask mask;
    bool realm_learnt; /* and the hashes are in the mask */

    char realm[128];
    char domain[128];
    unsigned long return_value; /* of the last method */
    unsigned long interfaces;   /* EnabledState of the user initiated connection service; 0: none */
    bool wants_pet;
    bool wants_events;
    bool proven;          /* the FCFH account has logged in and read the UUID */
    size_t other_targets; /* PLAN_REMOVE: subscriptions of others that stay */

    struct step_account account;
    struct step_pet pet;
    struct step_events events;
    struct step_environment environment;
};

/* Asks as the administrator. instance is called with the machine as its context. What AMT refuses
 * fails the step; next gets AMT_ANSWERED only. */
void step_ask(struct machine *m, const struct wsman_request *request, amt_instance *instance,
              step_next *next);
/* The same, but next also gets AMT_ABSENT, AMT_DENIED, AMT_FAULT and AMT_BUSY: AMT may say "busy"
 * for a list that is full. */
void step_try(struct machine *m, const struct wsman_request *request, amt_instance *instance,
              step_next *next);
/* As the FCFH account; next gets every outcome. */
void step_try_limited(struct machine *m, const struct wsman_request *request,
                      amt_instance *instance, step_next *next);

/* For methods that only give a ReturnValue: takes it into m->return_value, not 0 if there is none.
 */
void step_take_return(void *machine, const xml_node *output);

/* Ends the step and goes on with the next. */
void step_end(struct machine *m, enum step_state state, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Ends the step, and in PLAN_CONFIGURE the machine. kind is a word or two for counting. */
void step_fail(struct machine *m, enum err_code code, const char *kind, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* The same for what came in place of an answer. */
void step_fail_outcome(struct machine *m, const struct amt_outcome *outcome);

/* The same for a subscription that was refused, if that is for a reason of the machine's or because
 * all places seem taken: others is how many somebody else has. False, and nothing is done, if
 * something else must be wrong. */
bool step_fail_places(struct machine *m, const struct amt_outcome *outcome, size_t others);

/* The number in the version of AMT before its first point; 0 if it is not known. */
unsigned step_version(const struct machine *m);

/* The steps. */
void step_machine(struct machine *m);
void step_account(struct machine *m);
void step_interfaces(struct machine *m);
void step_pet(struct machine *m);
void step_events(struct machine *m);
void step_environment(struct machine *m);
void step_proof(struct machine *m);

/* Reads the UUID as the FCFH account; then m->report.uuid and m->proven are set, or outcome says
 * why not. */
void step_prove(struct machine *m, step_next *next);
/* Takes EnabledState of the user initiated connection service into m->interfaces. */
void step_take_interfaces(void *machine, const xml_node *instance);
/* Takes PlatformGUID into m->report.uuid. */
void step_take_uuid(void *machine, const xml_node *instance);

#endif
