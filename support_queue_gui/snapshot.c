#include "support_queue_gui/snapshot.h"

#include <stdio.h>
#include <string.h>

enum err_code snapshot_read(struct queue *queue, const char *id, struct snapshot *snapshot,
                            struct err *e)
{
    *snapshot = (struct snapshot){.has_proved = false};
    (void)snprintf(snapshot->id, sizeof snapshot->id, "%s", id);
    /* A proof that cannot be trusted counts as missing: that shuts a gate, and opens none. */
    snapshot->has_proved = queue_proved_read(queue, id, &snapshot->proved, NULL) == ERR_OK;
    snapshot->has_confirmed = queue_confirmed_read(queue, id, &snapshot->confirmed, NULL) == ERR_OK;
    return queue_load(queue, id, &snapshot->entry, e);
}

void snapshot_free(struct snapshot *snapshot)
{
    entry_free(&snapshot->entry);
    *snapshot = (struct snapshot){.has_proved = false};
}

static const struct proved *proved_of(const struct snapshot *snapshot)
{
    return snapshot->has_proved ? &snapshot->proved : NULL;
}

enum gate snapshot_gate(const struct snapshot *snapshot, time_t now, char reason[GATE_REASON_SIZE])
{
    return gate_judge(&snapshot->entry, proved_of(snapshot),
                      snapshot->has_confirmed ? &snapshot->confirmed : NULL, now, reason);
}

enum gate snapshot_gate_answer(const struct snapshot *snapshot, time_t now,
                               char reason[GATE_REASON_SIZE])
{
    return gate_judge_answer(&snapshot->entry, proved_of(snapshot), now, reason);
}

enum err_code snapshot_check_name(const struct snapshot *snapshot, struct err *e)
{
    const struct proved *proved = proved_of(snapshot);
    if (proved != NULL && proved->state == ENTRY_VERIFIED &&
        snapshot->entry.state == ENTRY_VERIFIED &&
        addr_equal(&proved->address, &snapshot->entry.address))
        return ERR_OK;
    return err_set(e, ERR_PROTOCOL,
                   "not run: %% gives its name to a client alone that is verified, and this one is "
                   "not; see fcfh-config --learn");
}

static bool same_guid(bool has_a, const struct guid *a, bool has_b, const struct guid *b)
{
    return has_a == has_b && (!has_a || guid_equal(a, b));
}

static bool same_proved(const struct proved *a, const struct proved *b)
{
    return same_guid(a->has_guid, &a->guid, b->has_guid, &b->guid) &&
           addr_equal(&a->address, &b->address) && a->state == b->state && a->proof == b->proof &&
           strcmp(a->key, b->key) == 0 && strcmp(a->serial, b->serial) == 0;
}

static bool same_confirmed(const struct confirmed *a, const struct confirmed *b)
{
    return a->when == b->when && addr_equal(&a->address, &b->address) && a->state == b->state &&
           strcmp(a->key, b->key) == 0 && strcmp(a->serial, b->serial) == 0;
}

static bool same_claim(const struct snapshot *a, const struct snapshot *b)
{
    const struct entry_claim *x = gate_claim(&a->entry, a->has_proved ? a->proved.when : 0);
    const struct entry_claim *y = gate_claim(&b->entry, b->has_proved ? b->proved.when : 0);
    if (x == NULL || y == NULL)
        return x == y;
    return addr_equal(&x->address, &y->address) && x->when == y->when;
}

bool snapshot_equal(const struct snapshot *a, const struct snapshot *b)
{
    return strcmp(a->id, b->id) == 0 && a->entry.state == b->entry.state &&
           same_guid(a->entry.has_guid, &a->entry.guid, b->entry.has_guid, &b->entry.guid) &&
           addr_equal(&a->entry.address, &b->entry.address) && a->has_proved == b->has_proved &&
           (!a->has_proved || same_proved(&a->proved, &b->proved)) &&
           a->has_confirmed == b->has_confirmed &&
           (!a->has_confirmed || same_confirmed(&a->confirmed, &b->confirmed)) && same_claim(a, b);
}
