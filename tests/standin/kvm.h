/* KVM: the screen, keyboard and mouse of the PC, after the log-in. */
#ifndef TESTS_STANDIN_KVM_H
#define TESTS_STANDIN_KVM_H

#include "tests/standin/wire.h"

/* Until the session or the connection ends. */
void kvm_serve(struct wire *wire);

#endif
