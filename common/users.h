/* The users and groups of an installed system, as alert_collector/systemd/sysusers.conf makes them;
 * SECURITY.md says who holds what. Without them everything belongs to one user. */
#ifndef FCFH_COMMON_USERS_H
#define FCFH_COMMON_USERS_H

#define USER_TRAP "fcfh-trap" /* our snmptrapd, and so fcfh-collector */
#define USER_AMT  "fcfh-amt"  /* fcfh-identify: holds the password of [amt] */
#define USER_EVENTS                                                                                \
    "fcfh-events" /* fcfh-listener: holds its TLS key and the password of [listener] */
#define USER_HOOKS  "fcfh-hooks"
#define GROUP_QUEUE "fcfh"      /* everybody who may see and change the queue */
#define GROUP_DESK  "fcfh-desk" /* those who may also have AMT asked and confirm callers */

#endif
