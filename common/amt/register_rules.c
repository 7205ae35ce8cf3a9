#include "common/amt/register_rules.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/timefmt.h"

#define IF_SET_UP_ANEW "if it was set up again, accept that with --accept-key"

/* ---------------------------------------------------------------- words */

__attribute__((format(printf, 2, 3))) static void append_note(struct register_note *note,
                                                              const char *format, ...)
{
    size_t used = strlen(note->text);
    va_list args;
    if (used > 0)
        used += (size_t)snprintf(note->text + used, sizeof note->text - used, "; ");
    if (used >= sizeof note->text)
        return;
    va_start(args, format);
    if (vsnprintf(note->text + used, sizeof note->text - used, format, args) < 0)
        note->text[used] = '\0';
    va_end(args);
}

static void refuse(struct register_note *note)
{
    note->result = REGISTER_REFUSED;
    note->text[0] = '\0'; /* about the record that will not be written */
}

/* ---------------------------------------------------------------- which record it is */

static bool share_a_key(const struct register_client *a, const struct register_client *b)
{
    for (size_t i = 0; i < a->key_count; i++)
        if (register_client_has_key(b, a->keys[i]))
            return true;
    return false;
}

static bool same_realm(const struct register_client *a, const struct register_client *b)
{
    return a->realm[0] != '\0' && strcmp(a->realm, b->realm) == 0;
}

/* How certain it is that a record with the same UUID is the same machine: the highest wins. */
enum likeness { ANOTHER, MAYBE, BY_ITS_REALM, BY_ITS_SERIAL, BY_ITS_KEY };

static enum likeness likeness_of(const struct register_client *known,
                                 const struct register_client *seen)
{
    if (share_a_key(known, seen))
        return BY_ITS_KEY;
    if (known->serial[0] != '\0' && seen->serial[0] != '\0')
        return strcmp(known->serial, seen->serial) == 0 ? BY_ITS_SERIAL : ANOTHER;
    if (same_realm(known, seen))
        return BY_ITS_REALM;
    /* A UUID that many machines share says nothing. */
    return guid_is_unique(&seen->guid) ? MAYBE : ANOTHER;
}

/* NULL for a machine that the register does not have; then *number is one that no record has.
 * *clear: no other record is just as likely. */
static const struct register_client *find_known(const struct client_register *reg,
                                                const struct register_client *seen,
                                                unsigned *number, bool *clear)
{
    const struct register_client *best = NULL;
    const struct register_client *known;
    enum likeness most = ANOTHER;
    size_t at = 0;
    *number = 1;
    *clear = true;
    while ((known = register_by_guid(reg, &seen->guid, &at)) != NULL) {
        enum likeness likeness = likeness_of(known, seen);
        if (likeness != ANOTHER && likeness == most)
            *clear = false;
        if (likeness > most) {
            most = likeness;
            best = known;
            *clear = true;
        }
        if (known->number >= *number)
            *number = known->number + 1;
    }
    return best;
}

/* ---------------------------------------------------------------- what else has the same */

typedef const struct register_client *finder(const struct client_register *reg, const char *value,
                                             size_t *at);

/* The first record other than `own` that has the value; own may be NULL. */
static const struct register_client *other_with(const struct client_register *reg, finder *find,
                                                const char *value,
                                                const struct register_client *own)
{
    const struct register_client *other;
    size_t at = 0;
    do
        other = find(reg, value, &at);
    while (other != NULL && other == own);
    return other;
}

/* Whether the register's own record says the same; known may be NULL. */
static bool knew_key(const struct register_client *known, const char *key)
{
    return known != NULL && register_client_has_key(known, key);
}

static bool knew_name(const struct register_client *known, const char *name)
{
    for (size_t i = 0; known != NULL && i < known->name_count; i++)
        if (strcmp(known->names[i], name) == 0)
            return true;
    return false;
}

/* Something new in a record that another record also has: a person should know. */
static void note_duplicates(const struct client_register *reg, const struct register_client *known,
                            const struct register_client *merged, struct register_note *note)
{
    const struct register_client *other;
    char id[REGISTER_ID_SIZE];
    for (size_t i = 0; i < merged->key_count; i++) {
        if (knew_key(known, merged->keys[i]))
            continue;
        other = other_with(reg, register_by_key, merged->keys[i], known);
        if (other != NULL) {
            register_client_id(other, id);
            append_note(note, "%s has the same key, which now proves neither of them", id);
        }
    }
    if (known == NULL || !same_realm(known, merged)) {
        other = other_with(reg, register_by_realm, merged->realm, known);
        if (other != NULL) {
            register_client_id(other, id);
            append_note(note, "%s has the same realm", id);
        }
    }
    const char *what = "serial number";
    other = known == NULL || strcmp(known->serial, merged->serial) != 0
                ? other_with(reg, register_by_serial, merged->serial, known)
                : NULL;
    for (size_t i = 0; i < merged->name_count && other == NULL; i++) {
        what = "name";
        if (!knew_name(known, merged->names[i]))
            other = other_with(reg, register_by_name, merged->names[i], known);
    }
    if (other != NULL) {
        register_client_id(other, id);
        append_note(note, "%s has the same %s; was it replaced? fcfh-settings clients forget %s",
                    id, what, id);
    }
}

/* ---------------------------------------------------------------- what may not be */

/* Without TLS a machine can only be recognised by its realm. */
static bool realm_is_taken(const struct client_register *reg, const struct register_client *known,
                           const struct register_client *seen, struct register_note *note)
{
    char id[REGISTER_ID_SIZE];
    if (seen->has_tls || (known != NULL && same_realm(known, seen)))
        return false;
    const struct register_client *other = other_with(reg, register_by_realm, seen->realm, known);
    if (other == NULL)
        return false;
    register_client_id(other, id);
    refuse(note);
    append_note(note,
                "%s has the same realm, and without TLS nothing else tells the two apart; "
                "was it replaced? fcfh-settings clients forget %s",
                id, id);
    return true;
}

static bool keys_differ(const struct register_client *known, const struct register_client *seen)
{
    for (size_t i = 0; i < seen->key_count && known->key_count > 0; i++)
        if (!register_client_has_key(known, seen->keys[i]))
            return true;
    return false;
}

/* Whether what was seen contradicts what is known. */
static bool is_refused(const struct register_client *known, const struct register_client *seen,
                       const struct register_policy *policy, bool older, struct register_note *note)
{
    char since[TIME_TEXT_SIZE];
    time_format(known->learned, since);
    if (known->has_tls && !seen->has_tls && !(policy->accept_key && policy->plain)) {
        refuse(note);
        append_note(
            note,
            "it has no TLS, but had it when the register learned of it (%s); if TLS was taken "
            "away from it, accept that with --accept-key --plain",
            since);
    } else if (keys_differ(known, seen) && (!policy->accept_key || older)) {
        refuse(note);
        append_note(note, "its key is %s, the register has %s (%s)%s", seen->keys[0],
                    known->keys[0], since, older ? ", which is newer" : "; " IF_SET_UP_ANEW);
    } else if (known->realm[0] != '\0' && seen->realm[0] != '\0' && !same_realm(known, seen) &&
               (!policy->accept_key || older)) {
        refuse(note);
        append_note(note, "its realm is %s, the register has %s (%s)%s", seen->realm, known->realm,
                    since, older ? ", which is newer" : "; " IF_SET_UP_ANEW);
    }
    return note->result == REGISTER_REFUSED;
}

/* ---------------------------------------------------------------- the new record */

static void copy_if_set(char *known, const char *seen, size_t size)
{
    if (seen[0] != '\0')
        memcpy(known, seen, size);
}

static void merge_tls(struct register_client *merged, const struct register_client *seen)
{
    if (!seen->has_tls) {
        merged->has_tls = false;
        merged->tls_version[0] = '\0';
        merged->tls_since = 0;
        merged->key_count = 0;
        memset(merged->keys, 0, sizeof merged->keys);
        return;
    }
    if (!merged->has_tls)
        merged->tls_since = seen->tls_since;
    merged->has_tls = true;
    copy_if_set(merged->tls_version, seen->tls_version, sizeof merged->tls_version);
    if (merged->key_count == 0 || keys_differ(merged, seen)) {
        memcpy(merged->keys, seen->keys, sizeof merged->keys);
        merged->key_count = seen->key_count;
    }
}

static void merge_facts(struct register_client *merged, const struct register_client *seen)
{
    copy_if_set(merged->realm, seen->realm, sizeof merged->realm);
    copy_if_set(merged->serial, seen->serial, sizeof merged->serial);
    copy_if_set(merged->make, seen->make, sizeof merged->make);
    copy_if_set(merged->model, seen->model, sizeof merged->model);
    copy_if_set(merged->amt_version, seen->amt_version, sizeof merged->amt_version);
    copy_if_set(merged->learned_from, seen->learned_from, sizeof merged->learned_from);
    if (seen->name_count > 0) {
        memcpy(merged->names, seen->names, sizeof merged->names);
        merged->name_count = seen->name_count;
    }
}

/* Who asked and when is not worth writing a record again. */
static bool same_client(const struct register_client *a, const struct register_client *b)
{
    bool same = strcmp(a->realm, b->realm) == 0 && a->has_tls == b->has_tls &&
                strcmp(a->tls_version, b->tls_version) == 0 && a->key_count == b->key_count &&
                strcmp(a->serial, b->serial) == 0 && a->name_count == b->name_count &&
                strcmp(a->make, b->make) == 0 && strcmp(a->model, b->model) == 0 &&
                strcmp(a->amt_version, b->amt_version) == 0 &&
                strcmp(a->learned_from, b->learned_from) == 0;
    for (size_t i = 0; same && i < a->key_count; i++)
        same = strcmp(a->keys[i], b->keys[i]) == 0;
    for (size_t i = 0; same && i < a->name_count; i++)
        same = strcmp(a->names[i], b->names[i]) == 0;
    return same;
}

static time_t not_after(time_t when, time_t now)
{
    return when > now || when <= 0 ? now : when;
}

static void merge_into(const struct client_register *reg, const struct register_client *known,
                       const struct register_client *seen, const struct register_policy *policy,
                       time_t now, struct register_client *merged, struct register_note *note)
{
    const time_t when = not_after(seen->learned, now);
    bool older = policy->source == REGISTER_IMPORT && when < not_after(known->learned, now);
    if (is_refused(known, seen, policy, older, note) || realm_is_taken(reg, known, seen, note))
        return;
    *merged = *known;
    note->result = REGISTER_UNCHANGED;
    if (older)
        return;
    merge_tls(merged, seen);
    merge_facts(merged, seen);
    if (same_client(merged, known))
        return;
    note->result = REGISTER_UPDATED;
    merged->learned = when;
    copy_if_set(merged->learned_by, seen->learned_by, sizeof merged->learned_by);
    if (known->serial[0] != '\0' && strcmp(known->serial, merged->serial) != 0)
        append_note(note, "its serial number was %s", known->serial);
    note_duplicates(reg, known, merged, note);
}

static void add(const struct client_register *reg, const struct register_client *seen, time_t now,
                unsigned number, struct register_client *merged, struct register_note *note)
{
    if (realm_is_taken(reg, NULL, seen, note))
        return;
    *merged = *seen;
    merged->number = number;
    merged->learned = not_after(seen->learned, now);
    note->result = REGISTER_ADDED;
    if (number > 1)
        append_note(note, "another machine with this UUID is in the register already");
    note_duplicates(reg, NULL, merged, note);
}

void register_rules_merge(const struct client_register *reg, const struct register_client *seen,
                          const struct register_policy *policy, time_t now,
                          struct register_client *merged, struct register_note *note)
{
    unsigned number;
    bool clear;
    const struct register_client *known = find_known(reg, seen, &number, &clear);
    *note = (struct register_note){.result = REGISTER_UNCHANGED};
    if (seen->realm[0] == '\0' && seen->key_count == 0) {
        refuse(note);
        append_note(note, "it showed neither a key nor a realm like AMT's");
    } else if (!clear) {
        refuse(note);
        append_note(note,
                    "several machines in the register have this UUID, and nothing shows which of "
                    "them this is");
    } else if (known != NULL) {
        merge_into(reg, known, seen, policy, now, merged, note);
    } else if (policy->source == REGISTER_CHECK) {
        note->result = REGISTER_MISSING;
        append_note(note, "not in the register; fcfh-config --learn enters it");
    } else if (number > REGISTER_NUMBER_MAX) {
        refuse(note);
        append_note(note, "more than %d machines have this UUID", REGISTER_NUMBER_MAX);
    } else {
        add(reg, seen, now, number, merged, note);
    }
}
