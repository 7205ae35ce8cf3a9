#include "support_queue_db/queue_match.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

static bool is_address(const struct entry *entry, const char *text)
{
    struct addr addr;
    if (!addr_parse(text, &addr))
        return false;
    return addr_equal(&addr, &entry->address) ||
           (entry->has_verified_address && addr_equal(&addr, &entry->verified_address));
}

static bool is_fact(const struct entry *entry, enum entry_fact fact, const char *text)
{
    return entry->facts[fact] != NULL && strcasecmp(entry->facts[fact], text) == 0;
}

bool queue_matches(const struct entry *entry, const char *text)
{
    char id[QUEUE_ID_SIZE];
    if (text[0] == '\0')
        return false;
    entry_id(entry, id);
    bool by_id =
        entry->has_guid ? strncasecmp(id, text, strlen(text)) == 0 : strcasecmp(id, text) == 0;
    return by_id || is_address(entry, text) || strcmp(entry->ticket, text) == 0 ||
           is_fact(entry, FACT_SERIAL, text) || is_fact(entry, FACT_HOSTNAME, text) ||
           is_fact(entry, FACT_FQDN, text);
}

struct matching {
    struct queue *queue;
    const char *text;
    int count;
    char id[QUEUE_ID_SIZE];
    char other[QUEUE_ID_SIZE];
};

static bool match_one(void *context, const char *id)
{
    struct matching *m = context;
    struct entry entry;
    if (queue_load(m->queue, id, &entry, NULL) == ERR_OK && queue_matches(&entry, m->text)) {
        char *to = m->count++ == 0 ? m->id : m->other;
        (void)snprintf(to, QUEUE_ID_SIZE, "%s", id);
    }
    entry_free(&entry);
    return true;
}

enum err_code queue_match(struct queue *queue, const char *text, char id[QUEUE_ID_SIZE],
                          struct err *e)
{
    struct matching m = {.queue = queue, .text = text};
    enum err_code code = queue_each(queue, match_one, &m, e);
    if (code != ERR_OK)
        return code;
    if (m.count == 0)
        return err_set(e, ERR_NOHOST, "%.100s: no such client in the queue; see 'fcfh-queue list'",
                       text);
    if (m.count > 1)
        return err_set(e, ERR_USAGE, "%.60s: %d clients fit, such as %s and %s; give more of it",
                       text, m.count, m.id, m.other);
    memcpy(id, m.id, QUEUE_ID_SIZE);
    return ERR_OK;
}
