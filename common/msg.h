/*
 * A program's messages: "program: object: reason", one line each. Only a program's own files call
 * these; library code returns an error instead.
 *
 * They go to stderr; when that is no terminal also to syslog, so that what snmptrapd or a service
 * manager starts leaves a trace (unless stderr already is the journal). Whatever a message quotes
 * is reduced to visible ASCII: nothing from outside can steer a terminal or forge a line of a log.
 */
#ifndef FCFH_COMMON_MSG_H
#define FCFH_COMMON_MSG_H

enum msg_level { MSG_ERROR, MSG_WARNING, MSG_INFO };

/* Must be called once before the others; program is kept, not copied. */
void msg_open(const char *program);
const char *msg_program(void);

void msg_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void msg_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* For the record only: to syslog or the journal, not to a terminal. */
void msg_info(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
