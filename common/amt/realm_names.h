/* The rights of an AMT account, which AMT calls realms, and what needs which. Pure. */
#ifndef FCFH_COMMON_AMT_REALM_NAMES_H
#define FCFH_COMMON_AMT_REALM_NAMES_H

/* The right needed for a question, as amt_outcome names it: "Remote Control (realm 5)". NULL: no
 * particular right is known for it. */
const char *realm_needed(const char *asked);

/* For a session at 16994 or 16995. */
#define REALM_REDIRECTION "Redirection (realm 2)"

#endif
