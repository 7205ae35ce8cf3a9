#include "support_queue_db/entry_name.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/host_name.h"
#include "common/xml_repair.h"

enum rank { RANK_DNS, RANK_HAND, RANK_HOOK, RANK_AMT, RANK_CERTIFICATE, RANK_SHORT };

struct candidate {
    const char *name;
    const char *from;
    enum rank rank;
    bool accepted; /* accepted by the certificate of a proved client */
};

/* "*.corp.example" stands for one label, and "*.example" for nothing. */
static bool accepts(const char *host, size_t len, const char *name)
{
    const char *rest = strchr(name, '.');
    if (strncmp(host, "*.", 2) != 0)
        return strlen(name) == len && strncasecmp(host, name, len) == 0;
    return rest != NULL && rest != name && memchr(host + 2, '.', len - 2) != NULL &&
           strlen(rest) == len - 1 && strncasecmp(host + 1, rest, len - 1) == 0;
}

bool entry_hosts_accept(const char *hosts, const char *name)
{
    for (const char *at = hosts; *at != '\0'; at += strspn(at, " ")) {
        size_t len = strcspn(at, " ");
        if (accepts(at, len, name))
            return true;
        at += len;
    }
    return false;
}

static bool goes_before(const struct candidate *a, const struct candidate *b)
{
    if (a->accepted != b->accepted)
        return a->accepted;
    if (a->rank != b->rank)
        return a->rank < b->rank;
    return strcmp(a->from, b->from) < 0;
}

static void consider(const struct entry *entry, const char *name, const char *from, enum rank rank,
                     struct candidate *best)
{
    bool proved = entry->state == ENTRY_VERIFIED;
    const struct candidate one = {
        .name = name,
        .from = from,
        .rank = rank,
        .accepted = proved && entry_hosts_accept(entry_fact(entry, FACT_CERTIFICATE_HOSTS), name),
    };
    if (best->name == NULL || goes_before(&one, best))
        *best = one;
}

static enum rank rank_of(const struct inventory_item *word)
{
    static const char dns[] = ENTRY_NAME_DNS_HOOK;
    size_t len = strlen(word->from);
    size_t own = sizeof dns - 1;
    if (inventory_item_is_by_hand(word))
        return RANK_HAND;
    bool is_dns = len >= own && strcmp(word->from + len - own, dns) == 0 &&
                  (len == own || word->from[len - own - 1] == '-');
    return is_dns ? RANK_DNS : RANK_HOOK;
}

static bool tells_name(const struct inventory_item *word)
{
    return strcmp(word->name, "fqdn") == 0 && host_is_fqdn(word->value);
}

/* AMT's own name and domain; without these the system's name, if the two share it. */
static const char *name_of_amt(const struct entry *entry)
{
    const char *own = entry_fact(entry, FACT_AMT_FQDN);
    const char *system = entry_fact(entry, FACT_OS_FQDN);
    bool shared = entry_fact(entry, FACT_OWN_NAME)[0] == '\0';
    return own[0] == '\0' && shared && strstr(system, XML_REPLACEMENT_CHAR) == NULL ? system : own;
}

static bool read_subject(const struct entry *entry, char name[TEXT_VALUE_SIZE])
{
    const char *hosts = entry_fact(entry, FACT_CERTIFICATE_HOSTS);
    while (*hosts != '\0') {
        size_t len = strcspn(hosts, " ");
        memcpy(name, hosts, len);
        name[len] = '\0';
        if (host_is_fqdn(name))
            return true;
        hosts += len + strspn(hosts + len, " ");
    }
    return false;
}

enum err_code entry_choose_name(struct entry *entry, struct err *e)
{
    struct candidate best = {.name = NULL};
    char subject[TEXT_VALUE_SIZE];
    char name[TEXT_VALUE_SIZE];
    char from[ENTRY_FROM_SIZE];
    for (size_t i = 0; i < entry->inventory_count; i++) {
        const struct inventory_item *word = &entry->inventory[i];
        if (tells_name(word))
            consider(entry, word->value, word->from, rank_of(word), &best);
    }
    const char *own = name_of_amt(entry);
    if (own[0] != '\0')
        consider(entry, own, ENTRY_NAME_AMT, strchr(own, '.') != NULL ? RANK_AMT : RANK_SHORT,
                 &best);
    if (read_subject(entry, subject))
        consider(entry, subject, ENTRY_NAME_CERTIFICATE, RANK_CERTIFICATE, &best);
    if (best.name == NULL && strcmp(entry_fact(entry, FACT_FQDN_FROM), ENTRY_NAME_AMT) == 0)
        return ERR_OK;
    (void)snprintf(name, sizeof name, "%s", best.name != NULL ? best.name : "");
    (void)snprintf(from, sizeof from, "%s", best.name != NULL ? best.from : "");
    enum err_code code = entry_set_fact(entry, FACT_FQDN, name, e);
    return code == ERR_OK ? entry_set_fact(entry, FACT_FQDN_FROM, from, e) : code;
}

bool entry_name_is_foreign(const struct entry *entry)
{
    const char *from = entry_fact(entry, FACT_FQDN_FROM);
    bool known = from[0] == '\0' || strcmp(from, ENTRY_NAME_AMT) == 0 ||
                 strcmp(from, ENTRY_NAME_CERTIFICATE) == 0;
    for (size_t i = 0; i < entry->inventory_count && !known; i++)
        known = strcmp(entry->inventory[i].name, "fqdn") == 0 &&
                strcmp(entry->inventory[i].from, from) == 0;
    return !known;
}
