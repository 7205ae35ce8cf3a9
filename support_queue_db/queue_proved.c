#include "support_queue_db/queue_proved.h"

#include <stdio.h>
#include <string.h>

#include "support_queue_db/queue_trusted.h"

#define KIND "proved"

enum err_code queue_proved_write(struct queue *queue, const char *id, const struct entry *entry,
                                 const char *serial, struct err *e)
{
    struct proved proved = {.has_guid = entry->has_guid,
                            .guid = entry->guid,
                            .address = entry->address,
                            .state = entry->state,
                            .proof = entry->proof,
                            .when =
                                entry_has_answered(entry) ? entry->proof_time : entry->state_time};
    char name[QUEUE_NAME_SIZE];
    memcpy(proved.key, entry->key, sizeof proved.key);
    (void)snprintf(proved.serial, sizeof proved.serial, "%s", serial);
    queue_name_of_id(id, name);
    return mark_save(queue, QUEUE_PROVED, KIND, id, name, &proved, e);
}

enum err_code queue_proved_read(struct queue *queue, const char *id, struct proved *proved,
                                struct err *e)
{
    char name[QUEUE_NAME_SIZE];
    queue_name_of_id(id, name);
    return mark_load(queue, QUEUE_PROVED, KIND, id, name, proved, NULL, e);
}

void queue_proved_remove(struct queue *queue, const char *id)
{
    char name[QUEUE_NAME_SIZE];
    queue_name_of_id(id, name);
    queue_trusted_remove(queue, QUEUE_PROVED, name);
}

bool proved_is_of(const struct proved *proved, const struct entry *entry)
{
    return proved->when == entry->proof_time && addr_equal(&proved->address, &entry->address) &&
           proved->has_guid == entry->has_guid &&
           (!entry->has_guid || guid_equal(&proved->guid, &entry->guid));
}
