/*
 * A client at one moment: its entry, and what a gate goes by. A person is asked about a snapshot,
 * and what is then done requires that the client is still the same.
 */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SNAPSHOT_H
#define FCFH_SUPPORT_QUEUE_GUI_SNAPSHOT_H

#include <stdbool.h>
#include <time.h>

#include "common/err.h"
#include "support_queue_db/entry.h"
#include "support_queue_db/gate.h"
#include "support_queue_db/queue.h"

struct snapshot {
    char id[QUEUE_ID_SIZE];
    struct entry entry;
    bool has_proved;
    struct proved proved;
    bool has_confirmed;
    struct confirmed confirmed;
};

/* *snapshot is freed by the caller in any case. Fails as queue_load does. */
enum err_code snapshot_read(struct queue *queue, const char *id, struct snapshot *snapshot,
                            struct err *e);
void snapshot_free(struct snapshot *snapshot);

/* For a tool, and for confirming: see gate.h. */
enum gate snapshot_gate(const struct snapshot *snapshot, time_t now, char reason[GATE_REASON_SIZE]);
enum gate snapshot_gate_answer(const struct snapshot *snapshot, time_t now,
                               char reason[GATE_REASON_SIZE]);

/* Whether a tool may get the client's name, for '%': ERR_PROTOCOL if it is not proved. If AMT may
 * still be asked about a client, its gate says so. */
enum err_code snapshot_check_name(const struct snapshot *snapshot, struct err *e);

/* Whether a person who was asked about the one has been asked about the other: the address, the
 * state, its proof, the serial number, who confirmed it, and which others claim to be this
 * client. */
bool snapshot_equal(const struct snapshot *a, const struct snapshot *b);

#endif
