#include "support_queue_db/queue_match.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "support_queue_db/entry_peek.h"
#include "support_queue_db/queue_scan.h"
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

/* What a client says about itself must not override better knowledge: for example a serial number
 * that is another client's UUID. */
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

/* The best match so far. */
struct match {
    const char *text;
    struct entry_peek peek;
    enum rank best;
    unsigned count; /* that match this well */
    char id[QUEUE_ID_SIZE];
    char other[QUEUE_ID_SIZE];
};

static bool may_fit(const void *context, const char *text, size_t len)
{
    const struct match *m = context;
    return entry_peek_may_have_text(&m->peek, text, len);
}

static bool consider(void *context, struct entry *entry, const struct err *why)
{
    struct match *m = context;
    (void)why;
    enum rank rank = entry != NULL ? rank_of(entry, m->text) : RANK_NONE;
    if (rank > m->best) {
        m->best = rank;
        m->count = 0;
    }
    if (rank == m->best)
        memcpy(m->count++ == 0 ? m->id : m->other, entry->file_id, QUEUE_ID_SIZE);
    return true;
}

/* Whether there is a file with this id whose entry has it, too: then nothing matches better. */
static bool is_id(struct queue *queue, const char *text)
{
    struct entry entry;
    bool is = queue_id_is_valid(text) && queue_load(queue, text, &entry, NULL) == ERR_OK;
    if (is) {
        is = rank_of(&entry, text) == RANK_ID;
        entry_free(&entry);
    }
    return is;
}

/* An address may be written in several ways, and the id for IPv6 is not one of them. */
static void peek_for(struct entry_peek *peek, const char *text)
{
    struct addr addr;
    bool is_addr = addr_parse(text, &addr);
    char said[ADDR_TEXT_SIZE];
    if (is_addr)
        addr_format(&addr, said);
    entry_peek_init(peek, is_addr ? said : text);
    if ((is_addr && addr.v6) || (!is_addr && strstr(text, "--") != NULL))
        entry_peek_init(peek, "");
}

/* Matches worse than `least` are left out. */
static enum err_code match(struct queue *queue, const char *text, enum rank least,
                           char id[QUEUE_ID_SIZE], struct err *e)
{
    struct match m = {.text = text, .best = least};
    const struct queue_scan scan = {.may_want = may_fit, .visit = consider, .context = &m};
    if (is_id(queue, text)) {
        (void)snprintf(id, QUEUE_ID_SIZE, "%s", text);
        return ERR_OK;
    }
    peek_for(&m.peek, text);
    enum err_code code = queue_scan(queue, &scan, e);
    if (code != ERR_OK)
        return code;
    if (m.count == 0)
        return err_set(e, ERR_NOHOST, "%.100s: no such client in the queue; see 'fcfh-queue list'",
                       text);
    if (m.count > 1)
        return err_set(e, ERR_USAGE, "%.60s: %u clients match, such as %s and %s; type more of it",
                       text, m.count, m.id, m.other);
    memcpy(id, m.id, sizeof m.id);
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
