/* The user's consent, given by six digits that AMT shows on the PC's screen: IPS_OptInService.
 * Pure. */
#ifndef FCFH_COMMON_AMT_CONSENT_H
#define FCFH_COMMON_AMT_CONSENT_H

#include <stdbool.h>

#include "common/amt/request.h"

#define CONSENT_CLASS  "IPS_OptInService"
#define CONSENT_DIGITS 6

/* What may need it. Serial-over-LAN and power never do. */
enum consent_for { CONSENT_BOOT, CONSENT_KVM };

enum consent_state {
    CONSENT_NOT_STARTED,
    CONSENT_REQUESTED,
    CONSENT_DISPLAYED,
    CONSENT_RECEIVED,
    CONSENT_IN_SESSION
};

struct consent {
    unsigned long required; /* AMT's numbers for none, KVM alone, all */
    enum consent_state state;
    unsigned long code_seconds;    /* how long consent lasts without a session; 0: not known */
    unsigned long display_seconds; /* how long the digits are shown */
};

/* False: the instance does not say. */
bool consent_read(const xml_node *instance, struct consent *consent);
bool consent_is_required(const struct consent *consent, enum consent_for what);
/* Given and still valid. */
bool consent_is_valid(const struct consent *consent);
/* "not needed", "needed for KVM", "needed for all" */
const char *consent_required_text(const struct consent *consent);
/* "not asked for", "shown on the PC's screen", ... */
const char *consent_state_text(enum consent_state state);

bool consent_code_is_valid(const char *code);

void request_consent_start(struct request *r);
void request_consent_code(struct request *r, const char *code);
void request_consent_cancel(struct request *r);

#endif
