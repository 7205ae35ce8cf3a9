/* From a trap to an alert: what the sender's PET means to the queue. */
#ifndef FCFH_ALERT_COLLECTOR_TRAP_PET_ALERT_H
#define FCFH_ALERT_COLLECTOR_TRAP_PET_ALERT_H

#include <stdbool.h>
#include <time.h>

#include "common/addr.h"
#include "common/conf.h"
#include "common/pet.h"
#include "support_queue_db/alert.h"

/* calls[count]: what counts as a call besides sensor type C1h with data AA 3x. The result needs no
 * freeing. */
void pet_to_alert(const struct pet *pet, const struct addr *source, const struct conf_call *calls,
                  size_t count, time_t now, struct alert *alert);

/* Room for "sensor type C1h, ..." and a line of fcfh.conf that makes such a PET a call. */
#define PET_HINT_SIZE 256

/* True for a PET that is neither a call nor an event that we have a name for; out says what it is,
 * and what to write into fcfh.conf to make it a call. */
bool pet_unknown_hint(const struct pet *pet, const struct alert *alert, char out[PET_HINT_SIZE]);

#endif
