/*
 * A program's messages: "program: object: reason", one line each. Only a program's own files call
 * these; library code returns an error instead.
 *
 * They go to stderr; if that is not a terminal also to syslog, so that a program started by
 * snmptrapd or a service manager leaves a trace; if stderr is the journal, they go there by its own
 * protocol, with fields. $FCFH_LOG "stderr" is for containers and cron jobs, where nobody reads
 * syslog or everything would appear twice; with "keys" everything goes to stderr, including what is
 * only for the record. Whatever a message quotes is reduced to visible ASCII: nothing from outside
 * can steer a terminal or forge a line of a log.
 */
#ifndef FCFH_COMMON_MSG_H
#define FCFH_COMMON_MSG_H

#include "common/log_event.h"

enum msg_level { MSG_ERROR, MSG_WARNING, MSG_INFO };

/* Must be called once before the others; program is kept, not copied. */
void msg_open(const char *program);
const char *msg_program(void);

/* MSG_INFO is for the record only: to syslog or the journal, not to a terminal. errno stays. */
void msg_log(enum msg_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* For a program that nobody watches: what happened, with its key. The journal gets the key as
 * FCFH_EVENT, the client as FCFH_ID and its address as FCFH_ADDRESS; elsewhere the key is in
 * brackets after the text, but on stderr only with $FCFH_LOG "keys". */
void msg_event(enum msg_level level, const struct log_event *event, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
#define msg_error(...)   msg_log(MSG_ERROR, __VA_ARGS__)
#define msg_warning(...) msg_log(MSG_WARNING, __VA_ARGS__)
#define msg_info(...)    msg_log(MSG_INFO, __VA_ARGS__)

#endif
