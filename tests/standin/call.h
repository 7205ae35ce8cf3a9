/* One request on its way through the machine, and what every operation does with it. */
#ifndef TESTS_STANDIN_CALL_H
#define TESTS_STANDIN_CALL_H

#include "tests/standin/instances.h"
#include "tests/standin/machine.h"
#include "tests/standin/reply.h"
#include "tests/standin/request.h"

struct call {
    const struct options *options;
    struct machine *machine; /* its config is locked */
    const struct request *request;
    const struct inventory_class *class; /* NULL: no inventory of that class */
    unsigned style;                      /* of the prefixes */
    struct text *out;
    int status;
};

void call_fault(struct call *call, enum soap_fault kind);
/* The fault for a request to create one more than there is room for. */
void call_full(struct call *call);

void call_begin(struct call *call, struct reply *reply, enum reply_kind kind);
/* An answer with nothing in its Body. */
void call_empty(struct call *call);
/* The answer to a Create: where the new instance is. */
void call_created(struct call *call, const struct reference *reference);

/* A method's answer: its output is written between these two. */
void call_output(struct call *call, struct reply *reply);
void call_output_end(struct call *call, struct reply *reply, unsigned value);
void call_output_number(struct reply *reply, const char *name, unsigned long value);
/* A method that returns nothing but a ReturnValue. */
void call_return(struct call *call, unsigned value);

/* The instance that the selectors name; false after a fault was written. */
bool call_select(struct call *call, unsigned *index);

/*
 * The children of what the Body holds, one after the other: AMT's parser takes them only in the
 * order of the schema. `good` stays true as long as nothing is wrong with them.
 */
struct parameters {
    const char *space;
    xmlNode *next;
    bool good;
};

void parameters_begin(struct parameters *parameters, const struct call *call);
/* The next one, if it has that name, which the caller frees; else NULL. */
char *parameter_maybe(struct parameters *parameters, const char *name);
/* The next one must have that name. */
char *parameter_text(struct parameters *parameters, const char *name);
unsigned parameter_number(struct parameters *parameters, const char *name, unsigned most);
bool parameter_flag(struct parameters *parameters, const char *name);
/* How many elements of that name come next. */
size_t parameter_count(const struct parameters *parameters, const char *name);
/* What an endpoint reference in a body names. */
enum { NAMED_SELECTOR_MAX = 4, NAMED_SIZE = 128 };

struct named {
    bool given;
    char resource[NAMED_SIZE];
    struct {
        char name[NAMED_SIZE], value[NAMED_SIZE];
    } selectors[NAMED_SELECTOR_MAX];
    size_t count;
};

/* The next one, if it has that name, is a reference; else nothing is given. */
void parameter_reference(struct parameters *parameters, const char *name, struct named *named);
/* Whether it names this resource with exactly these selectors: names and values up to a NULL. */
bool named_is(const struct named *named, const char *resource, ...);

/* True when nothing is left over and nothing was wrong; else the fault has been written. */
bool parameters_end(const struct parameters *parameters, struct call *call);

#endif
