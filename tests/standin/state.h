/* The file that shows what is set up in the machines: --state. */
#ifndef TESTS_STANDIN_STATE_H
#define TESTS_STANDIN_STATE_H

#include <stddef.h>

#include "tests/standin/machine.h"

/* path NULL: no such file, and state_save does nothing. False when it cannot be written. */
bool state_open(const char *path, struct machine *machines, size_t count);
/* Writes what changed in a machine; the caller has locked its config. */
void state_save(struct machine *machine);

#endif
