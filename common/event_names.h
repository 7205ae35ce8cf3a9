/* Names of the events that Intel AMT sends as WS-Events. */
#ifndef FCFH_COMMON_EVENT_NAMES_H
#define FCFH_COMMON_EVENT_NAMES_H

#define EVENT_CALL_ID "iAMT0036"

/* "SOL started" for iAMT0050 with suffix "48". For some ids the first message argument, the suffix,
 * says which of several events it is; for the rest, and for an unknown suffix, the name is that of
 * the id. NULL for an id that is in no table. */
const char *event_name(const char *id, const char *suffix);

#endif
