/*
 * What a line of the log is about: a key that never changes, for programs that read the log.
 * fcfh-log(7) has the keys; tests/unit/log_event.c fails until it has each of these.
 */
#ifndef FCFH_COMMON_LOG_EVENT_H
#define FCFH_COMMON_LOG_EVENT_H

#define LOG_KEYS(X)                                                                                \
    X(LOG_NOTE, "note") /* these three: for anything without a key of its own */                   \
    X(LOG_WARNING, "warning")                                                                      \
    X(LOG_ERROR, "error")                                                                          \
    X(LOG_ANSWERED, "answered")                                                                    \
    X(LOG_CALL, "call")                                                                            \
    X(LOG_CERTIFICATE, "certificate")                                                              \
    X(LOG_CLOSED, "closed")                                                                        \
    X(LOG_CONFIGURATION, "configuration")                                                          \
    X(LOG_DROPPED, "dropped")                                                                      \
    X(LOG_EVENT, "event")                                                                          \
    X(LOG_FAILED, "failed")                                                                        \
    X(LOG_HOOK, "hook")                                                                            \
    X(LOG_HTTP, "http")                                                                            \
    X(LOG_INVENTORY, "inventory")                                                                  \
    X(LOG_LEFT_OUT, "left-out")                                                                    \
    X(LOG_LOGIN_AGAIN, "login-again")                                                              \
    X(LOG_LOGIN_REFUSED, "login-refused")                                                          \
    X(LOG_MISMATCH, "mismatch")                                                                    \
    X(LOG_NETWORK, "network")                                                                      \
    X(LOG_NOT_ASKED, "not-asked")                                                                  \
    X(LOG_NOT_STORED, "not-stored")                                                                \
    X(LOG_NOT_UNDERSTOOD, "not-understood")                                                        \
    X(LOG_PASSWORD, "password")                                                                    \
    X(LOG_PENDING, "pending")                                                                      \
    X(LOG_QUEUE, "queue")                                                                          \
    X(LOG_REGISTER, "register")                                                                    \
    X(LOG_REPEATED, "repeated")                                                                    \
    X(LOG_REQUEST, "request")                                                                      \
    X(LOG_STREAM, "stream")                                                                        \
    X(LOG_UNKNOWN, "unknown")                                                                      \
    X(LOG_VERIFIED, "verified")                                                                    \
    X(LOG_WAITING, "waiting")

#define LOG_KEY_ENUM(id, word) id,
enum log_key { LOG_KEYS(LOG_KEY_ENUM) LOG_KEYS_END };
#undef LOG_KEY_ENUM

/* "not-stored" */
const char *log_key_name(enum log_key key);

/* NULL: there is none. */
struct log_event {
    enum log_key key;
    const char *object;  /* the line begins with it */
    const char *id;      /* of the client in the queue */
    const char *also_id; /* the one that it had before */
    const char *address;
};

#endif
