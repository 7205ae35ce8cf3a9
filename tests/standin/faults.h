/* The ways in which the stand-in can misbehave. */
#ifndef TESTS_STANDIN_FAULTS_H
#define TESTS_STANDIN_FAULTS_H

#include <stdbool.h>

enum fault {
    FAULT_NONE,
    /* before any log-in */
    FAULT_SILENT,
    FAULT_RESET,
    FAULT_CLOSE,
    FAULT_HTML,
    FAULT_REDIRECT,
    FAULT_ENDLESS_HEADERS,
    FAULT_BASIC,
    FAULT_NO_REALM,
    FAULT_HALF_DIGEST,
    FAULT_NO_LOGIN,
    FAULT_TEAPOT,
    FAULT_DRIP,
    FAULT_ERROR_500,
    FAULT_ERROR_503,
    FAULT_CUT, /* it is done, and the connection ends in the middle of the answer */
    /* in place of, or done to, an authorised answer */
    FAULT_GIGABYTE,
    FAULT_BOMB,
    FAULT_XXE,
    FAULT_ATTRIBUTES,
    FAULT_DEEP,
    FAULT_TRUNCATED,
    FAULT_NOTXML,
    FAULT_RAW_ESCAPE,
    FAULT_WRONG_ROOT,
    FAULT_BUSY,
    FAULT_BUSY_ONCE,
    FAULT_SOAP_500,
    FAULT_SCHEMA,
    FAULT_DENIED,
    FAULT_LOST,     /* it is done, and no answer is sent */
    FAULT_DONE_500, /* it is done, and reported as an error */
    FAULT_CONTEXT   /* a Pull finds its enumeration gone */
};

struct answer;
struct server;
struct stream;
struct text;

/* FAULT_NONE for a name that is not one of them. */
enum fault fault_named(const char *name);
/* One line: every name, for the help text. */
void fault_names(struct text *out);

/* Fills in the answer of a machine that misbehaves before it asks for a log-in; false: it has
 * none. */
bool fault_early_answer(enum fault fault, const char *redirect_to, struct answer *answer);
/* Spoils an authorised answer that was correct. */
void fault_corrupt(enum fault fault, struct answer *answer);
/* The endless answers: they last until the peer is gone or the stand-in stops. */
void fault_stream(enum fault fault, const struct server *server, struct stream *stream);

#endif
