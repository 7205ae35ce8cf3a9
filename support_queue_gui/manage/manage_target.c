#include "support_queue_gui/manage/manage_target.h"

#include <stdio.h>
#include <string.h>

#include "common/amt/register_named.h"
#include "common/text.h"
#include "support_queue_db/queue_match.h"

/* "pc-17 (192.0.2.17)", or only one of the two if the other is not known. */
static void set_name(struct manage_target *target, const char *name, const char *address)
{
    char text[sizeof target->name];
    bool both = name[0] != '\0' && address[0] != '\0' && strcmp(name, address) != 0;
    (void)snprintf(text, sizeof text, both ? "%.200s (%.63s)" : "%.200s%.63s", name,
                   both || name[0] == '\0' ? address : "");
    text_clean_ascii(text, target->name, sizeof target->name);
}

static void set_words(struct manage_target *target, const char *id)
{
    char clean[HOST_NAME_SIZE];
    text_clean_ascii(id, clean, sizeof clean);
    (void)snprintf(target->words, sizeof target->words, "fcfh-manage %s", clean);
}

static const char *entry_name(const struct entry *entry)
{
    static const enum entry_fact facts[] = {FACT_FQDN, FACT_HOSTNAME, FACT_SERIAL,
                                            FACT_BOARD_SERIAL};
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++)
        if (entry_fact(entry, facts[i])[0] != '\0')
            return entry_fact(entry, facts[i]);
    return "";
}

/* ---------------------------------------------------------------- of the queue */

static enum err_code take_entry(struct manage *m, const char *id, struct err *e)
{
    struct manage_target *target = &m->target;
    const struct entry *entry = &target->sight.entry;
    char address[ADDR_TEXT_SIZE];
    size_t at = 0;
    enum err_code code = sight_read(m->queue, id, &target->sight, e);
    target->in_queue = true; /* there is something to free */
    if (code != ERR_OK)
        return code;
    if (addr_is_unknown(&entry->address))
        return err_about(e, ERR_NOHOST, id, "its address is not known: it called through a relay");
    target->address = entry->address;
    target->has_address = true;
    if (entry->has_guid)
        target->client = register_by_guid(m->clients, &entry->guid, &at);
    target->sure = target->client != NULL;
    const char *host =
        target->client != NULL && target->client->name_count > 0 ? target->client->names[0]
        : entry_fact(entry, FACT_AMT_FQDN)[0] != '\0'            ? entry_fact(entry, FACT_AMT_FQDN)
                                                                 : entry_fact(entry, FACT_FQDN);
    bool good = strlen(host) < sizeof target->host && host_is_good(host, NULL);
    (void)snprintf(target->host, sizeof target->host, "%.*s", HOST_NAME_SIZE - 1, good ? host : "");
    entry_address(entry, address);
    set_name(target, entry_name(entry), address);
    set_words(target, id);
    return ERR_OK;
}

enum err_code manage_target_refresh(struct manage *m, struct err *e)
{
    struct manage_target *target = &m->target;
    char id[QUEUE_ID_SIZE];
    char there[ADDR_TEXT_SIZE];
    (void)snprintf(id, sizeof id, "%s", target->sight.id);
    sight_free(&target->sight);
    enum err_code code = sight_read(m->queue, id, &target->sight, e);
    if (code != ERR_OK || addr_equal(&target->sight.entry.address, &target->address))
        return code;
    addr_format(&target->sight.entry.address, there);
    return err_about(e, ERR_TEMPFAIL, target->name, "it is at %s now: run this again", there);
}

/* ---------------------------------------------------------------- of the register alone */

/* Finds it by its UUID, or by a serial number that only one has. */
static const struct register_client *find_known(const struct client_register *clients,
                                                const char *word)
{
    struct guid guid;
    unsigned number;
    size_t at = 0;
    if (register_client_parse_id(word, &guid, &number)) {
        const struct register_client *client;
        while ((client = register_by_guid(clients, &guid, &at)) != NULL)
            if (client->number == number)
                return client;
        return NULL;
    }
    const struct register_client *client = register_by_serial(clients, word, &at);
    return client != NULL && register_by_serial(clients, word, &at) == NULL ? client : NULL;
}

/* It is asked at the address at which it was set up. */
static enum err_code take_known(struct manage *m, const char *word,
                                const struct register_client *client, struct err *e)
{
    struct manage_target *target = &m->target;
    target->client = client;
    target->sure = true;
    target->has_address = addr_parse(client->learned_from, &target->address);
    if (client->name_count > 0)
        (void)snprintf(target->host, sizeof target->host, "%.*s", HOST_NAME_SIZE - 1,
                       client->names[0]);
    set_name(target, target->host, client->learned_from);
    set_words(target, word);
    if (!target->has_address && target->host[0] == '\0')
        return err_about(e, ERR_NOHOST, word,
                         "the register has neither a name nor an address of it");
    return ERR_OK;
}

static void take_host(struct manage *m, const char *word)
{
    struct manage_target *target = &m->target;
    char bare[HOST_NAME_SIZE];
    char key[HOST_NAME_SIZE];
    host_bare(word, bare);
    host_key(word, key);
    target->has_address = addr_parse(bare, &target->address);
    target->client = register_named(m->clients, key, &target->sure);
    if (!target->has_address)
        (void)snprintf(target->host, sizeof target->host, "%s", bare);
    else if (target->client != NULL && target->client->name_count > 0)
        (void)snprintf(target->host, sizeof target->host, "%.*s", HOST_NAME_SIZE - 1,
                       target->client->names[0]);
    set_name(target, target->has_address ? "" : bare, target->has_address ? key : "");
    set_words(target, word);
}

enum err_code manage_target_find(struct manage *m, const char *word, struct err *e)
{
    char id[QUEUE_ID_SIZE];
    char bare[HOST_NAME_SIZE];
    struct err why;
    host_bare(word, bare);
    if (host_is_good(word, NULL))
        host_key(word, m->target.named);
    enum err_code code = queue_open(&m->queue, &m->conf, QUEUE_READ, &why);
    if (code != ERR_OK)
        m->queue = NULL;
    else
        code = queue_match(m->queue, bare, id, &why);
    if (code == ERR_OK)
        return take_entry(m, id, e);
    if (m->queue != NULL && code != ERR_NOHOST) {
        *e = why;
        return code;
    }
    const struct register_client *client = find_known(m->clients, word);
    if (client != NULL)
        return take_known(m, word, client, e);
    if (host_is_good(word, NULL)) {
        take_host(m, word);
        return ERR_OK;
    }
    return err_about(e, ERR_NOHOST, word,
                     "neither a client of the queue or the register nor a host%s%s",
                     m->queue == NULL ? "; " : "", m->queue == NULL ? why.text : "");
}

void manage_target_free(struct manage *m)
{
    if (m->target.in_queue)
        sight_free(&m->target.sight);
    queue_close(m->queue);
    m->queue = NULL;
}
