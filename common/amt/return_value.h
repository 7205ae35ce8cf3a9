/* What the return values of AMT's methods mean, in words. Pure. */
#ifndef FCFH_COMMON_AMT_RETURN_VALUE_H
#define FCFH_COMMON_AMT_RETURN_VALUE_H

#include <stdbool.h>

#include "common/err.h"
#include "common/xml.h"

/* Which numbers apply: those of CIM's RequestStateChange and its like, of boot order and role, or
 * of user consent. */
enum return_values { RETURNS_CIM, RETURNS_BOOT, RETURNS_CONSENT };

/* ERR_OK: accepted, but perhaps not done yet. ERR_TEMPFAIL: it may work next time. ERR_NOPERM: the
 * user's consent is needed. ERR_UNAVAILABLE: AMT does not do it. ERR_PROTOCOL: there is no value in
 * the answer. `what` begins the text: "power". */
enum err_code return_value(const xml_node *output, enum return_values whose, const char *what,
                           struct err *e);

/* Whether it says that AMT is still busy with something else: then nothing was done, and it may be
 * asked again. */
bool return_is_busy(const xml_node *output, enum return_values whose);

#endif
