/* Whether the user lets somebody work on his PC: IPS_OptInService. */
#ifndef TESTS_STANDIN_CONSENT_H
#define TESTS_STANDIN_CONSENT_H

#include <stdbool.h>

#include "tests/standin/text.h"

#define CONSENT BASE_IPS "IPS_OptInService"

struct call;
struct instance;
struct machine;
struct options;

struct consent_state {
    unsigned required, code, timeout; /* timeout: seconds */
    unsigned state;
    unsigned wrong;  /* codes, one after the other */
    long long since; /* the state is this one, or a session was seen with it */
};

void consent_init(struct consent_state *consent, const struct options *options);
void consent_print(const struct consent_state *consent, const char *where, struct text *out);
/* With the config's lock held: whether nobody has to be asked, or the user has agreed. */
bool consent_is_valid(struct machine *machine);

/* The same for the screen. ask: the user is asked if he has not been asked before. */
enum consent_view { CONSENT_GIVEN, CONSENT_ASKED, CONSENT_NOT_ASKED };
enum consent_view consent_get_state(struct machine *machine, bool ask);
/* The code was typed on the PC's screen: whether it is the right one. */
bool consent_try(struct machine *machine, unsigned code);

void consent_fill(struct instance *instance, const struct machine *machine, unsigned index);
void consent_start(struct call *call);
void consent_send(struct call *call);
void consent_cancel(struct call *call);

#endif
