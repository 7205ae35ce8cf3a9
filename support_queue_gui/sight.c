#include "support_queue_gui/sight.h"

#include <stdio.h>
#include <string.h>

enum err_code sight_read(struct queue *queue, const char *id, struct sight *sight, struct err *e)
{
    *sight = (struct sight){.has_proved = false};
    (void)snprintf(sight->id, sizeof sight->id, "%s", id);
    /* A proof that cannot be trusted counts as missing: that shuts a gate, and opens none. */
    sight->has_proved = queue_proved_read(queue, id, &sight->proved, NULL) == ERR_OK;
    sight->has_confirmed = queue_confirmed_read(queue, id, &sight->confirmed, NULL) == ERR_OK;
    return queue_load(queue, id, &sight->entry, e);
}

void sight_free(struct sight *sight)
{
    entry_free(&sight->entry);
    *sight = (struct sight){.has_proved = false};
}

static const struct proved *proved_of(const struct sight *sight)
{
    return sight->has_proved ? &sight->proved : NULL;
}

enum gate sight_gate(const struct sight *sight, time_t now, char reason[GATE_REASON_SIZE])
{
    return gate_judge(&sight->entry, proved_of(sight),
                      sight->has_confirmed ? &sight->confirmed : NULL, now, reason);
}

enum gate sight_gate_answer(const struct sight *sight, time_t now, char reason[GATE_REASON_SIZE])
{
    return gate_judge_answer(&sight->entry, proved_of(sight), now, reason);
}

enum err_code sight_may_name(const struct sight *sight, struct err *e)
{
    const struct proved *proved = proved_of(sight);
    if (proved != NULL && proved->state == ENTRY_VERIFIED && sight->entry.state == ENTRY_VERIFIED &&
        addr_equal(&proved->address, &sight->entry.address))
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

static bool same_claim(const struct sight *a, const struct sight *b)
{
    const struct entry_claim *x = gate_claim(&a->entry, a->has_proved ? a->proved.when : 0);
    const struct entry_claim *y = gate_claim(&b->entry, b->has_proved ? b->proved.when : 0);
    if (x == NULL || y == NULL)
        return x == y;
    return addr_equal(&x->address, &y->address) && x->when == y->when;
}

bool sight_same(const struct sight *a, const struct sight *b)
{
    return strcmp(a->id, b->id) == 0 && a->entry.state == b->entry.state &&
           same_guid(a->entry.has_guid, &a->entry.guid, b->entry.has_guid, &b->entry.guid) &&
           addr_equal(&a->entry.address, &b->entry.address) && a->has_proved == b->has_proved &&
           (!a->has_proved || same_proved(&a->proved, &b->proved)) &&
           a->has_confirmed == b->has_confirmed &&
           (!a->has_confirmed || same_confirmed(&a->confirmed, &b->confirmed)) && same_claim(a, b);
}
