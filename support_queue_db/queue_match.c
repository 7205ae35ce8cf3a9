#include "support_queue_db/queue_match.h"

#include <string.h>
#include <strings.h>

#include "support_queue_db/ticket.h"

static bool is_address(const struct entry *entry, const char *text)
{
    struct addr addr;
    return addr_parse(text, &addr) && addr_equal(&addr, &entry->address);
}

static bool is_claim(const struct entry *entry, const char *text)
{
    struct addr addr;
    bool found = false;
    if (addr_parse(text, &addr))
        for (size_t i = 0; i < entry->claim_count; i++)
            found = found || addr_equal(&addr, &entry->claims[i].address);
    return found;
}

static bool is_fact(const struct entry *entry, enum entry_fact fact, const char *text)
{
    return entry->facts[fact] != NULL && strcasecmp(entry->facts[fact], text) == 0;
}

/* What a client says of itself must not get in the way of what is known better: a serial number
 * that is another client's UUID, say. */
enum rank { RANK_NONE, RANK_CLAIM, RANK_TOLD, RANK_TICKET, RANK_ADDRESS, RANK_ID };

static enum rank rank_of(const struct entry *entry, const char *text)
{
    char id[QUEUE_ID_SIZE];
    if (text[0] == '\0')
        return RANK_NONE;
    entry_id(entry, id);
    if (strcasecmp(id, text) == 0)
        return RANK_ID;
    if (is_address(entry, text))
        return RANK_ADDRESS;
    if (entry->ticket[0] != '\0' && ticket_same(entry->ticket, text))
        return RANK_TICKET;
    if ((entry->has_guid && strncasecmp(id, text, strlen(text)) == 0) ||
        is_fact(entry, FACT_SERIAL, text) || is_fact(entry, FACT_BOARD_SERIAL, text) ||
        is_fact(entry, FACT_HOSTNAME, text) || is_fact(entry, FACT_FQDN, text) ||
        is_fact(entry, FACT_AMT_FQDN, text) || is_fact(entry, FACT_OS_FQDN, text))
        return RANK_TOLD;
    return is_claim(entry, text) ? RANK_CLAIM : RANK_NONE;
}

int queue_match_rank(const struct entry *entry, const char *text)
{
    return (int)rank_of(entry, text);
}

/* What does not fit as well as `least` is left out. */
static enum err_code match(struct queue *queue, const char *text, enum rank least,
                           char id[QUEUE_ID_SIZE], struct err *e)
{
    struct queue_walk walk;
    struct entry entry;
    enum rank best = least;
    int count = 0; /* of those that fit best */
    char other[QUEUE_ID_SIZE];
    queue_walk_begin(&walk, queue_fd(queue));
    while (queue_next(queue, &walk, &entry)) {
        enum rank rank = rank_of(&entry, text);
        if (rank > best) {
            best = rank;
            count = 0;
        }
        if (rank == best)
            memcpy(count++ == 0 ? id : other, entry.file_id, QUEUE_ID_SIZE);
        entry_free(&entry);
    }
    enum err_code code = queue_walk_end(&walk, ERR_OK, e);
    if (code != ERR_OK)
        return code;
    if (count == 0)
        return err_set(e, ERR_NOHOST, "%.100s: no such client in the queue; see 'fcfh-queue list'",
                       text);
    if (count > 1)
        return err_set(e, ERR_USAGE, "%.60s: %d clients fit, such as %s and %s; give more of it",
                       text, count, id, other);
    return ERR_OK;
}

enum err_code queue_match(struct queue *queue, const char *text, char id[QUEUE_ID_SIZE],
                          struct err *e)
{
    return match(queue, text, RANK_CLAIM, id, e);
}

enum err_code queue_match_address(struct queue *queue, const struct addr *address,
                                  char id[QUEUE_ID_SIZE], struct err *e)
{
    char text[ADDR_TEXT_SIZE];
    addr_format(address, text);
    return match(queue, text, RANK_ADDRESS, id, e);
}
