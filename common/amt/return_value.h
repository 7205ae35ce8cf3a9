/* What the methods of AMT's classes return, in words. Pure. */
#ifndef FCFH_COMMON_AMT_RETURN_VALUE_H
#define FCFH_COMMON_AMT_RETURN_VALUE_H

#include <stdbool.h>

#include "common/err.h"
#include "common/xml.h"

/* Whose numbers they are: those of CIM's RequestStateChange and the like, of boot order and role,
 * of the consent of the user. */
enum return_values { RETURNS_CIM, RETURNS_BOOT, RETURNS_CONSENT };

/* ERR_OK: accepted, which is not done yet. ERR_TEMPFAIL: it may be otherwise the next time.
 * ERR_NOPERM: the user's consent is needed. ERR_UNAVAILABLE: AMT does not do it. ERR_PROTOCOL:
 * there is no value in the answer. `what` begins the text: "power". */
enum err_code return_value(const xml_node *output, enum return_values whose, const char *what,
                           struct err *e);

/* Whether it says that AMT is still at something else: then it was not done, and may be asked
 * again.
 */
bool return_is_busy(const xml_node *output, enum return_values whose);

#endif
