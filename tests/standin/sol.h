/* Serial over LAN: the serial port of the PC, after the log-in. */
#ifndef TESTS_STANDIN_SOL_H
#define TESTS_STANDIN_SOL_H

#include "tests/standin/wire.h"

/* Until the session or the connection ends. */
void sol_serve(struct wire *wire);

#endif
