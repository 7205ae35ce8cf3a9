/* A fuzz target is one file with this function; driver.c calls it. */
#ifndef FCFH_TESTS_FUZZ_FUZZ_H
#define FCFH_TESTS_FUZZ_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Aborts where something is wrong. */
void fuzz_one(const uint8_t *data, size_t size);

#endif
