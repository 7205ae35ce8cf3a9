#include "support_queue_gui/manage/manage_target.h"

#include <stdio.h>
#include <string.h>

#include "common/amt/register_find_host.h"
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

static void set_command(struct manage_target *target, const char *id)
{
    char clean[HOST_NAME_SIZE];
    text_clean_ascii(id, clean, sizeof clean);
    (void)snprintf(target->command, sizeof target->command, "fcfh-manage %s", clean);
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

static enum err_code set_from_entry(struct manage *m, const char *id, struct err *e)
{
    struct manage_target *target = &m->target;
    const struct entry *entry = &target->snapshot.entry;
    char address[ADDR_TEXT_SIZE];
    size_t at = 0;
    enum err_code code = snapshot_read(m->queue, id, &target->snapshot, e);
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
    bool good = strlen(host) < sizeof target->host && host_is_valid(host, NULL);
    (void)snprintf(target->host, sizeof target->host, "%.*s", HOST_NAME_SIZE - 1, good ? host : "");
    entry_address(entry, address);
    set_name(target, entry_name(entry), address);
    set_command(target, id);
    return ERR_OK;
}

enum err_code manage_target_refresh(struct manage *m, struct err *e)
{
    struct manage_target *target = &m->target;
    char id[QUEUE_ID_SIZE];
    char there[ADDR_TEXT_SIZE];
    (void)snprintf(id, sizeof id, "%s", target->snapshot.id);
    snapshot_free(&target->snapshot);
    enum err_code code = snapshot_read(m->queue, id, &target->snapshot, e);
    if (code != ERR_OK || addr_equal(&target->snapshot.entry.address, &target->address))
        return code;
    addr_format(&target->snapshot.entry.address, there);
    return err_about(e, ERR_TEMPFAIL, target->name, "it is at %s now: run this again", there);
}

/* ---------------------------------------------------------------- of the register alone */

/* Finds it by its UUID, or by a serial number that only one has. */
static const struct register_client *find_registered(const struct client_register *clients,
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
static enum err_code set_from_register(struct manage *m, const char *word,
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
    set_command(target, word);
    if (!target->has_address && target->host[0] == '\0')
        return err_about(e, ERR_NOHOST, word,
                         "the register has neither a name nor an address of it");
    return ERR_OK;
}

static void set_from_host(struct manage *m, const char *word)
{
    struct manage_target *target = &m->target;
    char bare[HOST_NAME_SIZE];
    char key[HOST_NAME_SIZE];
    host_strip_brackets(word, bare);
    host_normalize(word, key);
    target->has_address = addr_parse(bare, &target->address);
    target->client = register_find_host(m->clients, key, &target->sure);
    if (!target->has_address)
        (void)snprintf(target->host, sizeof target->host, "%s", bare);
    else if (target->client != NULL && target->client->name_count > 0)
        (void)snprintf(target->host, sizeof target->host, "%.*s", HOST_NAME_SIZE - 1,
                       target->client->names[0]);
    set_name(target, target->has_address ? "" : bare, target->has_address ? key : "");
    set_command(target, word);
}

enum err_code manage_target_find(struct manage *m, const char *word, struct err *e)
{
    char id[QUEUE_ID_SIZE];
    char bare[HOST_NAME_SIZE];
    struct err why;
    host_strip_brackets(word, bare);
    if (host_is_valid(word, NULL))
        host_normalize(word, m->target.named);
    enum err_code code = queue_open(&m->queue, &m->conf, QUEUE_READ, &why);
    if (code != ERR_OK)
        m->queue = NULL;
    else
        code = queue_match(m->queue, bare, id, &why);
    if (code == ERR_OK)
        return set_from_entry(m, id, e);
    if (m->queue != NULL && code != ERR_NOHOST) {
        *e = why;
        return code;
    }
    const struct register_client *client = find_registered(m->clients, word);
    if (client != NULL)
        return set_from_register(m, word, client, e);
    if (host_is_valid(word, NULL)) {
        set_from_host(m, word);
        return ERR_OK;
    }
    return err_about(e, ERR_NOHOST, word,
                     "neither a client of the queue or the register nor a host%s%s",
                     m->queue == NULL ? "; " : "", m->queue == NULL ? why.text : "");
}

void manage_target_free(struct manage *m)
{
    if (m->target.in_queue)
        snapshot_free(&m->target.snapshot);
    queue_close(m->queue);
    m->queue = NULL;
}
