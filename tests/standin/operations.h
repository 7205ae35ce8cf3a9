/* How the machine handles a request after the log-in. */
#ifndef TESTS_STANDIN_OPERATIONS_H
#define TESTS_STANDIN_OPERATIONS_H

#include "tests/standin/accounts.h"
#include "tests/standin/machine.h"
#include "tests/standin/request.h"
#include "tests/standin/text.h"

/* Puts the SOAP answer into `out` and returns the HTTP status that goes with it. */
int operation_run(const struct options *options, struct machine *machine,
                  const struct request *request, const struct caller *caller, enum fault fault,
                  struct text *out);

#endif
