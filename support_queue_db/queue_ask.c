#include "support_queue_db/queue_ask.h"

#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "support_queue_db/queue_mark.h"
#include "support_queue_db/queue_trusted.h"

#define ASK       "ask"
#define CONFIRMED "confirmed"

static void login_name(uid_t uid, char by[ENTRY_USER_SIZE])
{
    char buffer[16 * 1024];
    struct passwd one;
    struct passwd *found = NULL;
    if (getpwuid_r(uid, &one, buffer, sizeof buffer, &found) == 0 && found != NULL)
        text_clean_xml(found->pw_name, strlen(found->pw_name), by, ENTRY_USER_SIZE);
    else
        (void)snprintf(by, ENTRY_USER_SIZE, "user %lu", (unsigned long)uid);
}

static enum err_code get(struct queue *queue, const char *kind, const char *id, const char *name,
                         struct proved *mark, char by[ENTRY_USER_SIZE], struct err *e)
{
    uid_t owner;
    enum err_code code = mark_load(queue, QUEUE_ASK, kind, id, name, mark, &owner, e);
    if (code == ERR_OK)
        login_name(owner, by);
    return code;
}

enum err_code queue_ask_add(struct queue *queue, const char *id, const struct addr *address,
                            struct err *e)
{
    const struct proved mark = {.address = *address, .when = time(NULL)};
    return mark_save(queue, QUEUE_ASK, ASK, id, id, &mark, e);
}

bool queue_ask_is_there(struct queue *queue, const char *id)
{
    int dir;
    if (queue_trusted_open(queue, QUEUE_ASK, &dir, NULL) != ERR_OK)
        return false;
    bool is_there = faccessat(dir, id, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
    (void)close(dir);
    return is_there;
}

bool queue_ask_take(struct queue *queue, const char *id, struct addr *address,
                    char by[ENTRY_USER_SIZE])
{
    struct proved mark;
    enum err_code code = get(queue, ASK, id, id, &mark, by, NULL);
    if (code != ERR_NOHOST) /* one that cannot be trusted is of no use */
        queue_trusted_remove(queue, QUEUE_ASK, id);
    *address = mark.address;
    return code == ERR_OK;
}

bool queue_ask_parse_name(const char *name, char id[QUEUE_ID_SIZE])
{
    if (!queue_id_is_valid(name))
        return false;
    (void)snprintf(id, QUEUE_ID_SIZE, "%s", name);
    return true;
}

enum err_code queue_confirmed_write(struct queue *queue, const char *id,
                                    const struct confirmed *confirmed, struct err *e)
{
    struct proved mark = {
        .address = confirmed->address, .state = confirmed->state, .when = confirmed->when};
    char name[QUEUE_CONFIRMED_NAME_SIZE];
    memcpy(mark.serial, confirmed->serial, sizeof mark.serial);
    memcpy(mark.key, confirmed->key, sizeof mark.key);
    queue_confirmed_name(id, name);
    return mark_save(queue, QUEUE_ASK, CONFIRMED, id, name, &mark, e);
}

enum err_code queue_confirmed_read(struct queue *queue, const char *id, struct confirmed *confirmed,
                                   struct err *e)
{
    struct proved mark;
    char name[QUEUE_CONFIRMED_NAME_SIZE];
    *confirmed = (struct confirmed){.when = 0};
    queue_confirmed_name(id, name);
    enum err_code code = get(queue, CONFIRMED, id, name, &mark, confirmed->by, e);
    if (code != ERR_OK)
        return code;
    confirmed->address = mark.address;
    confirmed->state = mark.state;
    confirmed->when = mark.when;
    memcpy(confirmed->serial, mark.serial, sizeof confirmed->serial);
    memcpy(confirmed->key, mark.key, sizeof confirmed->key);
    return ERR_OK;
}

void queue_confirmed_remove(struct queue *queue, const char *id)
{
    char name[QUEUE_CONFIRMED_NAME_SIZE];
    queue_confirmed_name(id, name);
    queue_trusted_remove(queue, QUEUE_ASK, name);
}

bool confirmed_is_of(const struct confirmed *confirmed, const struct entry *entry)
{
    return confirmed->when >= entry->first_call && confirmed->when >= entry->state_time;
}
