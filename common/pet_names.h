/* Names of the events that Intel AMT sends as PETs, and what their event data add. */
#ifndef FCFH_COMMON_PET_NAMES_H
#define FCFH_COMMON_PET_NAMES_H

#include <stddef.h>

#include "common/pet.h"

/* "No bootable media", or NULL for an event that is in no table. */
const char *pet_name(const struct pet *pet);

/* "progress 13h: starting operating system boot", "" if there is nothing to add. */
void pet_detail(const struct pet *pet, char *out, size_t size);

#endif
