/*
 * A client at one moment: its entry, and what a gate goes by. What a person is asked about is one
 * of these, and what is done then must still be the same.
 */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SIGHT_H
#define FCFH_SUPPORT_QUEUE_GUI_SIGHT_H

#include <stdbool.h>
#include <time.h>

#include "common/err.h"
#include "support_queue_db/entry.h"
#include "support_queue_db/gate.h"
#include "support_queue_db/queue.h"

struct sight {
    char id[QUEUE_ID_SIZE];
    struct entry entry;
    bool has_proved;
    struct proved proved;
    bool has_confirmed;
    struct confirmed confirmed;
};

/* *sight is freed by the caller in any case. Fails as queue_load does. */
enum err_code sight_read(struct queue *queue, const char *id, struct sight *sight, struct err *e);
void sight_free(struct sight *sight);

/* For a tool, and for confirming: see gate.h. */
enum gate sight_gate(const struct sight *sight, time_t now, char reason[GATE_REASON_SIZE]);
enum gate sight_gate_answer(const struct sight *sight, time_t now, char reason[GATE_REASON_SIZE]);

/* Whether a tool may have the client's name, of '%': ERR_PROTOCOL if it is not proved. One that AMT
 * may still be asked about is told so by its gate. */
enum err_code sight_may_name(const struct sight *sight, struct err *e);

/* Whether who was asked about the one has been asked about the other: the address, the state, its
 * proof, the serial number, who confirmed it, and who else calls himself so. */
bool sight_same(const struct sight *a, const struct sight *b);

#endif
