/* What runs on the PC once it is up: a log-in prompt and a small shell, on the serial port. */
#ifndef TESTS_STANDIN_PC_SHELL_H
#define TESTS_STANDIN_PC_SHELL_H

#include "tests/standin/pc.h"

void shell_begin(struct pc *pc);
void shell_type(struct pc *pc, unsigned char byte);
/* A command that took some time is done. */
void shell_ready(struct pc *pc);

#endif
