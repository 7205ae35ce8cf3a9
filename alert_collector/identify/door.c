#include "alert_collector/identify/door.h"

#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>

#include "alert_collector/identify/tally.h"
#include "common/grow.h"

enum {
    CONTACTS_MOST = 256,
    NETWORK_MOST = 16, /* of one network, when half of them are taken */
    PUT_OFF_MOST = 4096
};

struct id_list {
    char (*ids)[QUEUE_ID_SIZE];
    size_t count;
    size_t room;
};

struct request {
    char id[QUEUE_ID_SIZE];
    struct addr seen;
};

struct door {
    struct judge_shared *shared;
    struct slots *slots;
    size_t threads_most;
    size_t contacts_most;
    int wake_fd;

    pthread_mutex_t lock; /* guards what follows; is taken before that of judge_shared */
    size_t inside;
    size_t contacts;             /* how many first contacts there are */
    struct tally places;         /* addresses at which a client is being asked */
    struct tally networks;       /* of first contacts */
    struct tally again_networks; /* of callers that come again because a slot is free, */
    size_t again;                /* and how many these are */
    struct tally put_off;        /* addresses of clients that showed nothing that we know */
    struct id_list held;         /* not asked until they are released */
    struct id_list stuck;        /* not asked until they change */
    struct id_list there;        /* clients that have just answered at their address */
    struct request *requests;
    size_t request_count;
    size_t request_room;
};

static bool add_id(struct id_list *list, const char *id)
{
    if (!grow(&list->ids, list->count, 1, &list->room, sizeof *list->ids))
        return false;
    (void)snprintf(list->ids[list->count++], QUEUE_ID_SIZE, "%s", id);
    return true;
}

static bool has_id(const struct id_list *list, const char *id)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->ids[i], id) == 0)
            return true;
    return false;
}

static bool take_id(struct id_list *list, const char *id)
{
    size_t at = 0;
    while (at < list->count && strcmp(list->ids[at], id) != 0)
        at++;
    if (at == list->count)
        return false;
    if (at != --list->count)
        memcpy(list->ids[at], list->ids[list->count], QUEUE_ID_SIZE);
    return true;
}

struct door *door_new(struct judge_shared *shared, struct slots *slots, size_t threads_most,
                      int wake_fd)
{
    struct door *d = calloc(1, sizeof *d);
    if (d == NULL)
        return NULL;
    d->shared = shared;
    d->slots = slots;
    d->threads_most = threads_most;
    d->wake_fd = wake_fd;
    d->contacts_most = threads_most / 2 < CONTACTS_MOST ? (threads_most + 1) / 2 : CONTACTS_MOST;
    d->networks.by_network = true;
    d->again_networks.by_network = true;
    (void)pthread_mutex_init(&d->lock, NULL); /* cannot fail: default attributes */
    return d;
}

void door_free(struct door *door)
{
    if (door == NULL)
        return;
    tally_clear(&door->places);
    tally_clear(&door->networks);
    tally_clear(&door->again_networks);
    tally_clear(&door->put_off);
    free(door->held.ids);
    free(door->stuck.ids);
    free(door->there.ids);
    free(door->requests);
    (void)pthread_mutex_destroy(&door->lock);
    free(door);
}

/* ---------------------------------------------------------------- letting callers in */

/* Whether there is a socket for the first contact with this client. */
static bool may_contact(const struct door *d, const struct index_client *client)
{
    if (d->inside >= d->threads_most || d->contacts >= d->contacts_most)
        return false;
    if (client->has_answered || d->contacts < d->contacts_most / 2)
        return true;
    size_t neighbours = tally_count(&d->networks, &client->address);
    return neighbours == 0 || (neighbours < NETWORK_MOST && d->contacts < d->contacts_most / 8 * 7);
}

/* For a machine that showed nothing known before: whether there is a slot for it now that is not
 * meant for another one that is coming. */
static bool may_come_again(const struct door *d, const struct addr *address)
{
    return slots_has_room(d->slots, address, tally_count(&d->again_networks, address), d->again);
}

static bool is_registered(const struct door *d, const struct index_client *client)
{
    size_t at = 0;
    return register_by_guid(d->shared->reg, &client->guid, &at) != NULL;
}

/* Decides as judge_allows_contact does. */
static bool is_not_asked(const struct door *d, const struct index_client *client)
{
    return d->shared->conf->amt.login == CONF_LOGIN_REGISTER && client->has_guid &&
           !is_registered(d, client);
}

static bool let_in(struct door *d, const struct index_client *client, struct caller *caller)
{
    *caller = (struct caller){.address = client->address};
    (void)snprintf(caller->id, sizeof caller->id, "%s", client->id);
    if (!add_id(&d->held, client->id))
        return false;
    queue_index_hold(d->shared->index, client->id);
    caller->is_there = take_id(&d->there, client->id);
    return true;
}

/* Such a client has a thread of its own. */
static bool let_in_to_ask(struct door *d, const struct index_client *client, struct caller *caller)
{
    if (!tally_add(&d->places, &client->address))
        return false;
    if (!tally_add(&d->networks, &client->address)) {
        tally_remove(&d->places, &client->address);
        return false;
    }
    if (!let_in(d, client, caller)) {
        tally_remove(&d->networks, &client->address);
        tally_remove(&d->places, &client->address);
        return false;
    }
    if (tally_count(&d->put_off, &client->address) > 0) {
        while (tally_count(&d->put_off, &client->address) > 0)
            tally_remove(&d->put_off, &client->address);
        caller->comes_again = tally_add(&d->again_networks, &client->address);
        d->again += caller->comes_again;
    }
    d->inside++;
    d->contacts++;
    caller->in_contact = true;
    return true;
}

static void remove_request(struct door *d, size_t i)
{
    d->requests[i] = d->requests[--d->request_count];
}

static size_t let_in_requested(struct door *d, struct caller *callers, size_t most)
{
    size_t count = 0;
    size_t i = 0;
    while (i < d->request_count && count < most) {
        const struct request *request = &d->requests[i];
        const struct index_client *client = queue_index_find(d->shared->index, request->id);
        if (has_id(&d->held, request->id) ||
            (client == NULL && !queue_index_is_complete(d->shared->index))) {
            i++;
        } else if (client == NULL || !addr_equal(&client->address, &request->seen)) {
            remove_request(d, i); /* it left the queue, or is not where the person saw it */
        } else if (tally_count(&d->places, &client->address) == 0 && d->inside < d->threads_most &&
                   let_in_to_ask(d, client, &callers[count])) {
            callers[count++].by_person = true;
            remove_request(d, i);
        } else {
            i++;
        }
    }
    return count;
}

size_t door_let_in(struct door *door, struct caller *callers, size_t most, size_t not_asked)
{
    struct door *d = door;
    struct queue_index *index = d->shared->index;
    const struct index_client *client = NULL;
    const time_t now = time(NULL);
    (void)pthread_mutex_lock(&d->lock);
    (void)pthread_mutex_lock(&d->shared->lock);
    bool whole = queue_index_is_complete(index);
    bool wanted = false;
    size_t count = let_in_requested(d, callers, most);
    while (count < most && (client = queue_index_next_due(index, now, client)) != NULL) {
        if (is_not_asked(d, client)) {
            if (not_asked > 0 && let_in(d, client, &callers[count])) {
                callers[count++].not_asked = true;
                not_asked--;
            }
        } else if ((client->has_guid || whole) && may_contact(d, client) &&
                   tally_count(&d->places, &client->address) == 0) {
            bool waits = tally_count(&d->put_off, &client->address) > 0 &&
                         !may_come_again(d, &client->address);
            wanted = wanted || waits;
            count += !waits && let_in_to_ask(d, client, &callers[count]);
        }
    }
    if (count < most) /* then all clients have been looked at */
        slots_set_wanted(d->slots, wanted);
    (void)pthread_mutex_unlock(&d->shared->lock);
    (void)pthread_mutex_unlock(&d->lock);
    return count;
}

/* ---------------------------------------------------------------- inside */

static void end_contact(struct door *d, struct caller *caller)
{
    if (!caller->in_contact)
        return;
    caller->in_contact = false;
    if (caller->comes_again) {
        tally_remove(&d->again_networks, &caller->address);
        d->again--;
    }
    caller->comes_again = false;
    d->contacts--;
    tally_remove(&d->networks, &caller->address);
}

bool door_is_crowded(struct door *door)
{
    (void)pthread_mutex_lock(&door->lock);
    bool crowded = door->contacts >= door->contacts_most / 2;
    (void)pthread_mutex_unlock(&door->lock);
    return crowded;
}

void door_end_contact(struct door *door, struct caller *caller)
{
    (void)pthread_mutex_lock(&door->lock);
    end_contact(door, caller);
    (void)pthread_mutex_unlock(&door->lock);
    (void)eventfd_write(door->wake_fd, 1);
}

bool door_reserve_address(struct door *door, const struct addr *address)
{
    (void)pthread_mutex_lock(&door->lock);
    bool entered = tally_count(&door->places, address) == 0 && tally_add(&door->places, address);
    (void)pthread_mutex_unlock(&door->lock);
    return entered;
}

void door_release_address(struct door *door, const struct addr *address)
{
    (void)pthread_mutex_lock(&door->lock);
    tally_remove(&door->places, address);
    (void)pthread_mutex_unlock(&door->lock);
    (void)eventfd_write(door->wake_fd, 1);
}

void door_put_off(struct door *door, const struct addr *address)
{
    (void)pthread_mutex_lock(&door->lock);
    if (door->put_off.items >= PUT_OFF_MOST)
        tally_clear(&door->put_off);
    (void)tally_add(&door->put_off, address); /* otherwise it comes again too early */
    (void)pthread_mutex_unlock(&door->lock);
}

void door_remove_caller(struct door *door, struct caller *caller)
{
    (void)pthread_mutex_lock(&door->lock);
    end_contact(door, caller);
    tally_remove(&door->places, &caller->address);
    (void)eventfd_write(door->wake_fd, 1);
    door->inside--;
    (void)pthread_mutex_unlock(&door->lock);
}

/* ---------------------------------------------------------------- what is remembered */

void door_release(struct door *door, const char *id)
{
    (void)pthread_mutex_lock(&door->lock);
    (void)pthread_mutex_lock(&door->shared->lock);
    if (take_id(&door->held, id))
        queue_index_release(door->shared->index, id);
    const struct index_client *client = queue_index_find(door->shared->index, id);
    bool again = client != NULL && client->ask_since != 0 && client->ask_next <= time(NULL);
    if (!again)
        (void)take_id(&door->there, id);
    (void)pthread_mutex_unlock(&door->shared->lock);
    (void)pthread_mutex_unlock(&door->lock);
}

void door_rename(struct door *door, const char *from, const char *to)
{
    (void)pthread_mutex_lock(&door->lock);
    (void)pthread_mutex_lock(&door->shared->lock);
    if (take_id(&door->held, from))
        queue_index_release(door->shared->index, from);
    if (add_id(&door->held, to))
        queue_index_hold(door->shared->index, to);
    (void)pthread_mutex_unlock(&door->shared->lock);
    (void)pthread_mutex_unlock(&door->lock);
}

void door_set_stuck(struct door *door, const char *id)
{
    (void)pthread_mutex_lock(&door->lock);
    if (take_id(&door->held, id))
        (void)add_id(&door->stuck, id);
    (void)pthread_mutex_unlock(&door->lock);
}

void door_on_changed(struct door *door, const char *id)
{
    (void)pthread_mutex_lock(&door->lock);
    if (take_id(&door->stuck, id)) {
        (void)pthread_mutex_lock(&door->shared->lock);
        queue_index_release(door->shared->index, id);
        (void)pthread_mutex_unlock(&door->shared->lock);
    }
    (void)pthread_mutex_unlock(&door->lock);
}

size_t door_count_stuck(struct door *door)
{
    (void)pthread_mutex_lock(&door->lock);
    size_t count = door->stuck.count;
    (void)pthread_mutex_unlock(&door->lock);
    return count;
}

void door_set_answered(struct door *door, const char *id)
{
    (void)pthread_mutex_lock(&door->lock);
    if (door->there.count >= CONTACTS_MOST) /* they were not asked again, so these are useless */
        door->there.count = 0;
    if (!has_id(&door->there, id))
        (void)add_id(&door->there, id);
    (void)pthread_mutex_unlock(&door->lock);
}

bool door_add_request(struct door *door, const char *id, const struct addr *seen)
{
    bool good = true;
    (void)pthread_mutex_lock(&door->lock);
    if (grow(&door->requests, door->request_count, 1, &door->request_room,
             sizeof *door->requests)) {
        struct request *request = &door->requests[door->request_count++];
        *request = (struct request){.seen = *seen};
        (void)snprintf(request->id, sizeof request->id, "%s", id);
    } else {
        good = false;
    }
    (void)pthread_mutex_unlock(&door->lock);
    return good;
}

bool door_is_idle(struct door *door)
{
    (void)pthread_mutex_lock(&door->lock);
    (void)pthread_mutex_lock(&door->shared->lock);
    bool quiet = door->inside == 0 && door->held.count == 0 && door->request_count == 0 &&
                 queue_index_is_complete(door->shared->index) &&
                 queue_index_next_due(door->shared->index, time(NULL), NULL) == NULL &&
                 queue_index_next_due_time(door->shared->index, true) == 0;
    (void)pthread_mutex_unlock(&door->shared->lock);
    (void)pthread_mutex_unlock(&door->lock);
    return quiet;
}
