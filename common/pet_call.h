/* Which PETs, and which records of AMT's event log, are calls for help. */
#ifndef FCFH_COMMON_PET_CALL_H
#define FCFH_COMMON_PET_CALL_H

#include <stdbool.h>
#include <stddef.h>

#include "common/conf.h"
#include "common/pet.h"

/* calls[count]: what counts as a call besides sensor type C1h with data AA 3x. */
bool pet_is_call(const struct pet *pet, const struct conf_call *calls, size_t count);

#endif
