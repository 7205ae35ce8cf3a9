#include "alert_collector/identify/verdict.h"

#include <stdio.h>
#include <string.h>

#include "common/timefmt.h"

_Static_assert(FACTS_DISKS_MAX <= ENTRY_DISKS_MAX, "an entry has room for all disks");

/* For each thing that AMT did not tell this time, what an earlier inquiry found stays. */
static enum err_code copy_facts(struct entry *entry, const struct facts *facts, struct err *e)
{
    const char *const texts[FACT_COUNT] = {
        [FACT_MANUFACTURER] = facts->manufacturer,
        [FACT_MODEL] = facts->model,
        [FACT_SERIAL] = facts->serial,
        [FACT_HOSTNAME] = facts->hostname,
        [FACT_DOMAIN] = facts->domain,
        [FACT_FQDN] = facts->os_fqdn[0] != '\0' ? facts->os_fqdn : facts->amt_fqdn,
        [FACT_VERSION] = facts->version,
        [FACT_BOARD] = facts->board,
        [FACT_BIOS] = facts->bios,
        [FACT_BIOS_DATE] = facts->bios_date,
        [FACT_PROCESSOR] = facts->processor,
        [FACT_AMT_VERSION] = facts->amt_version,
    };
    enum err_code code = ERR_OK;
    for (int i = 0; i < FACT_COUNT && code == ERR_OK; i++)
        if (texts[i][0] != '\0')
            code = entry_set_fact(entry, (enum entry_fact)i, texts[i], e);
    if (facts->memory_bytes > 0)
        entry->memory_bytes = facts->memory_bytes;
    if (facts->disk_count > 0) {
        memcpy(entry->disk_bytes, facts->disk_bytes, sizeof facts->disk_bytes);
        entry->disk_count = facts->disk_count;
    }
    return code;
}

static const struct {
    const char *word;
    enum err_code code;
} failures[VERDICT_FAILURES] = {
    [VERDICT_NOT_ASKED] = {"not asked", ERR_CONFIG},
    [VERDICT_UNREACHABLE] = {"unreachable", ERR_UNAVAILABLE},
    [VERDICT_TIMEOUT] = {"timeout", ERR_UNAVAILABLE},
    [VERDICT_TLS] = {"TLS", ERR_PROTOCOL},
    [VERDICT_PASSWORD] = {"password refused", ERR_NOPERM},
    [VERDICT_NOT_AMT] = {"not AMT", ERR_PROTOCOL},
    [VERDICT_BUSY] = {"busy", ERR_TEMPFAIL},
};

void verdict_failed(struct entry *entry, enum verdict_failure failure, const char *detail,
                    time_t now)
{
    char text[ENTRY_REASON_SIZE];
    char when[TIME_TEXT_SIZE];
    time_format(now, when);
    (void)snprintf(text, sizeof text, "%s%s%.130s, at %s", failures[failure].word,
                   detail[0] != '\0' ? ": " : "", detail, when);
    entry_set_state(entry, ENTRY_FAILED, text, now);
    entry_asked(entry);
    entry->inventory_pending = false;
}

enum err_code verdict_code(const struct entry *entry)
{
    if (entry->state == ENTRY_VERIFIED)
        return ERR_OK;
    if (entry->state == ENTRY_WAITING)
        return ERR_TEMPFAIL;
    for (size_t i = 0; entry->state == ENTRY_FAILED && i < VERDICT_FAILURES; i++)
        if (strncmp(entry->reason, failures[i].word, strlen(failures[i].word)) == 0)
            return failures[i].code;
    return ERR_PROTOCOL;
}

/* What is not named is an answer, though not one that AMT gives to who may ask. */
static const enum verdict_failure failure_of[] = {
    [AMT_FORBIDDEN] = VERDICT_NOT_ASKED,
    [AMT_NO_HOST] = VERDICT_UNREACHABLE,
    [AMT_UNREACHABLE] = VERDICT_UNREACHABLE,
    [AMT_CUT] = VERDICT_TIMEOUT,
    [AMT_TIMEOUT] = VERDICT_TIMEOUT,
    [AMT_TLS] = VERDICT_TLS,
    [AMT_CERTIFICATE] = VERDICT_TLS,
    [AMT_PASSWORD] = VERDICT_PASSWORD,
    [AMT_STRANGER] = VERDICT_NOT_AMT,
    [AMT_NO_LOGIN] = VERDICT_NOT_AMT,
    [AMT_CHALLENGE] = VERDICT_NOT_AMT,
    [AMT_NOT_AMT] = VERDICT_NOT_AMT,
    [AMT_BUSY] = VERDICT_BUSY,
};

static void mismatch(struct entry *entry, const struct inquiry_findings *found, time_t now)
{
    char text[ENTRY_REASON_SIZE];
    char uuid[GUID_TEXT_SIZE];
    char address[ADDR_TEXT_SIZE];
    guid_format(&found->facts.guid, uuid);
    addr_format(&entry->address, address);
    (void)snprintf(text, sizeof text, "AMT at %s is another machine: %s %.30s %.30s", address, uuid,
                   found->facts.model, found->facts.serial);
    entry_set_state(entry, ENTRY_MISMATCH, text, now);
    entry_asked(entry);
    entry->inventory_pending = false;
}

static enum err_code verified(struct entry *entry, const struct inquiry_findings *found, time_t now,
                              struct err *e)
{
    /* A UUID that many machines share is none: such an entry stays under its address. AMT's byte
     * order holds, whichever the alert had. */
    if (guid_is_identity(&found->facts.guid)) {
        entry->has_guid = true;
        entry->guid = found->facts.guid;
    }
    entry_set_state(entry, ENTRY_VERIFIED, "", now);
    entry->inventory_pending = true;
    entry->proof_time = now;
    entry_asked(entry);
    return copy_facts(entry, &found->facts, e);
}

bool verdict_identity(struct entry *entry, const struct addr *asked,
                      const struct inquiry_findings *found, time_t now, struct err *e)
{
    if (!addr_equal(&entry->address, asked))
        return false;
    if (found->outcome.result != AMT_ANSWERED)
        verdict_failed(entry, failure_of[found->outcome.result], found->outcome.reason, now);
    else if (!found->facts.has_guid)
        verdict_failed(entry, VERDICT_NOT_AMT, "it answers, but does not tell its UUID", now);
    else if (entry->has_guid && !guid_same_machine(&entry->guid, &found->facts.guid))
        mismatch(entry, found, now);
    else
        return verified(entry, found, now, e) == ERR_OK;
    return true;
}

bool verdict_inventory(struct entry *entry, const struct addr *asked,
                       const struct inquiry_findings *found, struct err *e)
{
    if (entry->state != ENTRY_VERIFIED || !addr_equal(&entry->address, asked))
        return false;
    entry->inventory_pending = false;
    return copy_facts(entry, &found->facts, e) == ERR_OK;
}
