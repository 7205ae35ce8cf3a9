/* What `fcfh-settings check` reports, one finding after the other. */
#ifndef FCFH_AMT_CFG_CHECK_REPORT_H
#define FCFH_AMT_CFG_CHECK_REPORT_H

#include <stdbool.h>

/* The codes of findings, words that never change: fcfh-settings(8) lists them all. */
#define FINDING_CODES(X)                                                                           \
    X(FOUND_ADDRESS_MISSING, "address-missing")                                                    \
    X(FOUND_CA_FILE, "ca-file")                                                                    \
    X(FOUND_CERTIFICATE_BAD, "listener-certificate-bad")                                           \
    X(FOUND_CERTIFICATE_ENDS, "listener-certificate-ends")                                         \
    X(FOUND_CERTIFICATE_EXPIRED, "listener-certificate-expired")                                   \
    X(FOUND_CERTIFICATE_MISSING, "listener-certificate-missing")                                   \
    X(FOUND_CERTIFICATE_NAME, "listener-certificate-name")                                         \
    X(FOUND_CERTIFICATE_NOT_READABLE, "listener-certificate-not-readable")                         \
    X(FOUND_CONF_BAD, "conf-bad")                                                                  \
    X(FOUND_CONF_MISSING, "conf-missing")                                                          \
    X(FOUND_CONF_NOT_READABLE, "conf-not-readable")                                                \
    X(FOUND_DESK_EMPTY, "desk-empty")                                                              \
    X(FOUND_DESK_GROUP, "desk-group")                                                              \
    X(FOUND_DIRECTORY_OWNER, "directory-owner")                                                    \
    X(FOUND_KEY_BAD, "listener-key-bad")                                                           \
    X(FOUND_KEY_MISSING, "listener-key-missing")                                                   \
    X(FOUND_KEY_NOT_READABLE, "listener-key-not-readable")                                         \
    X(FOUND_KEY_OPEN, "listener-key-open")                                                         \
    X(FOUND_KEY_RELOAD, "listener-key-reload")                                                     \
    X(FOUND_LISTENER_OPEN, "listener-user-missing")                                                \
    X(FOUND_LISTENER_PASSWORD_BAD, "listener-password-bad")                                        \
    X(FOUND_LISTENER_PASSWORD_MISSING, "listener-password-missing")                                \
    X(FOUND_LISTENER_PASSWORD_NOT_READABLE, "listener-password-not-readable")                      \
    X(FOUND_LISTENER_PASSWORD_OPEN, "listener-password-open")                                      \
    X(FOUND_LISTENER_PASSWORD_WEAK, "listener-password-weak")                                      \
    X(FOUND_NETWORKS_EMPTY, "networks-empty")                                                      \
    X(FOUND_NOT_CHECKED, "not-looked-at")                                                          \
    X(FOUND_NOT_PERMITTED, "not-permitted")                                                        \
    X(FOUND_PAIR, "listener-pair")                                                                 \
    X(FOUND_PASSWORD_BAD, "password-bad")                                                          \
    X(FOUND_PASSWORD_MISSING, "password-missing")                                                  \
    X(FOUND_PASSWORD_NOT_READABLE, "password-not-readable")                                        \
    X(FOUND_PASSWORD_OPEN, "password-open")                                                        \
    X(FOUND_PASSWORD_OTHER, "password-other")                                                      \
    X(FOUND_PASSWORD_WEAK, "password-weak")                                                        \
    X(FOUND_PORT_SILENT, "port-silent")                                                            \
    X(FOUND_PORT_TAKEN, "port-taken")                                                              \
    X(FOUND_PORT_UNKNOWN, "port-unknown")                                                          \
    X(FOUND_PROBE_EVENT, "probe-event")                                                            \
    X(FOUND_PROBE_NOT_SENT, "probe-not-sent")                                                      \
    X(FOUND_PROBE_TRAP, "probe-trap")                                                              \
    X(FOUND_QUEUE_LISTED, "queue-listed")                                                          \
    X(FOUND_QUEUE_MISSING, "queue-missing")                                                        \
    X(FOUND_QUEUE_NO_DIRECTORY, "queue-no-directory")                                              \
    X(FOUND_QUEUE_NO_GROUP, "queue-no-group")                                                      \
    X(FOUND_QUEUE_NOT_WRITABLE, "queue-not-writable")                                              \
    X(FOUND_QUEUE_OPEN, "queue-open")                                                              \
    X(FOUND_REGISTER_BAD, "register-bad")                                                          \
    X(FOUND_REGISTER_EMPTY, "register-empty")                                                      \
    X(FOUND_REGISTER_MISSING, "register-missing")                                                  \
    X(FOUND_REGISTER_SHARED, "register-shared")                                                    \
    X(FOUND_SETTING, "setting")                                                                    \
    X(FOUND_STATUS_CACHES, "caches")                                                               \
    X(FOUND_STATUS_DROPPED, "dropped")                                                             \
    X(FOUND_STATUS_FAILED_MANY, "failed-many")                                                     \
    X(FOUND_STATUS_HOOKS_STOPPED, "hooks-stopped")                                                 \
    X(FOUND_STATUS_IDENTIFY_STOPPED, "identify-stopped")                                           \
    X(FOUND_STATUS_LISTENER_STOPPED, "listener-stopped")                                           \
    X(FOUND_STATUS_LOCKS_LOCAL, "locks-local")                                                     \
    X(FOUND_STATUS_LOCKS_UNKNOWN, "locks-unknown")                                                 \
    X(FOUND_STATUS_LOCK_HELD, "lock-held")                                                         \
    X(FOUND_STATUS_NO_ALERT, "no-alert")                                                           \
    X(FOUND_STATUS_PENDING, "pending")                                                             \
    X(FOUND_STATUS_SNMPTRAPD_STOPPED, "snmptrapd-stopped")                                         \
    X(FOUND_STATUS_UNREADABLE, "unreadable")                                                       \
    X(FOUND_TRAPD_COMMUNITY, "snmptrapd-community")                                                \
    X(FOUND_TRAPD_CONF_MISSING, "snmptrapd-conf-missing")                                          \
    X(FOUND_TRAPD_CONF_NOT_READABLE, "snmptrapd-conf-not-readable")                                \
    X(FOUND_TRAPD_NAMES, "snmptrapd-names")                                                        \
    X(FOUND_TRAPD_NETWORKS, "snmptrapd-networks")                                                  \
    X(FOUND_TRAPD_NOT_INCLUDED, "snmptrapd-not-included")                                          \
    X(FOUND_TRAPD_OUTPUT, "snmptrapd-output")                                                      \
    X(FOUND_TRAPD_PROGRAM, "snmptrapd-program")                                                    \
    X(FOUND_TRAP_USER_GROUP, "trap-user-group")                                                    \
    X(FOUND_TRAP_USER_OLD, "trap-user-old")                                                        \
    X(FOUND_UNIT_DISABLED, "unit-disabled")                                                        \
    X(FOUND_UNIT_FAILED, "unit-failed")                                                            \
    X(FOUND_UNIT_READ_ONLY, "unit-read-only")                                                      \
    X(FOUND_UNIT_RELOAD, "unit-reload")                                                            \
    X(FOUND_UNIT_RESTARTING, "unit-restarting")                                                    \
    X(FOUND_UNIT_STOPPED, "unit-stopped")

#define FINDING_CODE_ENUM(id, word) id,
enum finding_code { FINDING_CODES(FINDING_CODE_ENUM) FOUND_CODES };
#undef FINDING_CODE_ENUM

/* "conf-bad" */
const char *finding_code_name(enum finding_code code);

enum finding_kind { FINDING_OK, FINDING_NOTE, FINDING_WRONG };

struct finding {
    enum finding_kind kind;
    enum finding_code code; /* of a note and of what is wrong */
    const char *object;
    const char *text;    /* one line */
    const char *command; /* it puts it right; NULL: there is none */
};

typedef void finding_callback(const struct finding *finding);

struct report {
    finding_callback *on_finding;
    bool good; /* nothing is wrong so far */
};

void report_ok(struct report *report, const char *object, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A command, if there is one, comes after a newline in the text. */
void report_note(struct report *report, enum finding_code code, const char *object,
                 const char *format, ...) __attribute__((format(printf, 4, 5)));
void report_wrong(struct report *report, enum finding_code code, const char *object,
                  const char *format, ...) __attribute__((format(printf, 4, 5)));

/* For findings of which only the caller knows whether they matter. */
void report_as(struct report *report, enum finding_kind kind, enum finding_code code,
               const char *object, const char *format, ...) __attribute__((format(printf, 5, 6)));

#endif
