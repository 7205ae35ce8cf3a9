/* The BIOS setup of the PC, on the serial port. */
#ifndef TESTS_STANDIN_PC_SETUP_H
#define TESTS_STANDIN_PC_SETUP_H

#include "tests/standin/pc.h"

void setup_begin(struct pc *pc);
void setup_type(struct pc *pc, unsigned char byte);

#endif
