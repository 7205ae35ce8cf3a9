#include "alert_collector/event/event_alert.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/event_names.h"
#include "common/text.h"
#include "common/xml_repair.h"

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS  "0123456789"

/* What the sender says about the event, in its order. */
struct words {
    const char *all[EVENT_ARGUMENTS_MAX];
    size_t count;
};

static bool is_number(const char *text)
{
    return text[0] != '\0' && text[strspn(text, DIGITS)] == '\0';
}

/* One argument of every event is the CIM path of AMT's own computer system, the same everywhere. */
static bool is_path(const char *text)
{
    return strstr(text, "CIM_") != NULL || strchr(text, '=') != NULL;
}

static struct words telling_words(const struct event *event, bool numbers)
{
    struct words words = {.count = 0};
    for (size_t i = 0; i < event->argument_count; i++) {
        const char *text = event->arguments[i];
        if (text[0] != '\0' && !is_path(text) && (numbers || !is_number(text)))
            words.all[words.count++] = text;
    }
    return words;
}

static bool looks_like_host(const char *text)
{
    return text[strspn(text, LETTERS DIGITS ".-_")] == '\0' && strpbrk(text, LETTERS) != NULL &&
           text[0] != '-' && text[0] != '.';
}

/* The one word that looks like a host name (with a dot in it if is_full), or words->count if no
 * word or more than one does. */
static size_t only_host(const struct words *words, bool is_full)
{
    size_t found = words->count;
    for (size_t i = 0; i < words->count; i++) {
        if (!looks_like_host(words->all[i]) || (is_full && strchr(words->all[i], '.') == NULL))
            continue;
        if (found < words->count)
            return words->count;
        found = i;
    }
    return found;
}

/* From release 10 on, a call has two more arguments: the reason and the host name that AMT knows.
 * Their order is not published, so the host name is recognized by its form. A single word may be
 * either: it is taken for a host name only if it has a dot or is the name that the subscription
 * gave. */
static size_t find_host(const struct words *words, const char *known)
{
    for (size_t i = 0; known[0] != '\0' && i < words->count; i++)
        if (strcasecmp(words->all[i], known) == 0)
            return i;
    size_t full = only_host(words, true);
    return full < words->count || words->count < 2 ? full : only_host(words, false);
}

/* Appends ", LABEL TEXT". No part takes so much room that another has none. */
static void add_part(char detail[ALERT_DETAIL_SIZE], const char *label, const char *text)
{
    char part[ALERT_DETAIL_SIZE / 2 - 8];
    size_t used = strlen(detail);
    text_clean_xml(text, strlen(text), part, sizeof part);
    if (used + strlen(label) + strlen(part) + 2 < ALERT_DETAIL_SIZE)
        (void)snprintf(detail + used, ALERT_DETAIL_SIZE - used, "%s%s%s", used > 0 ? ", " : "",
                       label, part);
}

static void call_detail(const struct event *event, char detail[ALERT_DETAIL_SIZE])
{
    struct words words = telling_words(event, true);
    size_t host = find_host(&words, event->host);
    const char *label = "reason ";
    for (size_t i = 0; i < words.count; i++) {
        if (i != host) {
            add_part(detail, label, words.all[i]);
            label = "";
        }
    }
    if (host < words.count)
        add_part(detail, "host ", words.all[host]);
    else if (event->host[0] != '\0')
        add_part(detail, "host ", event->host);
}

static void event_detail(const struct event *event, bool known, char detail[ALERT_DETAIL_SIZE])
{
    struct words words = telling_words(event, !known);
    if (event->message[0] != '\0') {
        text_clean_xml(event->message, strlen(event->message), detail, ALERT_DETAIL_SIZE);
        return;
    }
    for (size_t i = 0; i < words.count; i++)
        add_part(detail, "", words.all[i]);
}

/* "ws-event ADDRESS iAMT0036 NAME". The message id is part of it: if a sender's identifiers never
 * change, two events would otherwise count as one, and the second may be a call. Of a name that is
 * too long the end is kept, because counters are there. If a name is not legible, nobody can say
 * whether two are the same: it is better to count a call twice than to lose it. */
static void make_key(const char *name, const struct event *event, const struct addr *source,
                     char key[ALERT_KEY_SIZE])
{
    char from[ADDR_TEXT_SIZE];
    char plain[EVENT_ID_SIZE];
    key[0] = '\0';
    if (name[0] == '\0' || strstr(name, XML_REPLACEMENT_CHAR) != NULL)
        return;
    addr_format(source, from);
    text_clean_ascii(event->id, plain, sizeof plain);
    size_t used = (size_t)snprintf(key, ALERT_KEY_SIZE, "%s %s %.16s ",
                                   alert_source_name(ALERT_WS_EVENT), from, plain);
    text_clean_ascii(name, plain, sizeof plain);
    size_t len = strlen(plain);
    size_t room = ALERT_KEY_SIZE - 1 - used;
    size_t kept = len < room ? len : room;
    memcpy(key + used, plain + len - kept, kept + 1);
}

static bool is_call(const struct event *event, const struct conf_call *calls, size_t count)
{
    if (strcmp(event->id, EVENT_CALL_ID) == 0)
        return true;
    for (size_t i = 0; i < count; i++)
        if (event->id[0] != '\0' && strcasecmp(calls[i].event, event->id) == 0)
            return true;
    return false;
}

void event_to_alert(const struct event *event, const struct addr *source,
                    const struct conf_call *calls, size_t count, time_t now, struct alert *alert)
{
    const char *suffix = event->argument_count > 0 ? event->arguments[0] : "";
    const char *known = event_name(event->id, suffix);
    *alert = (struct alert){.source = ALERT_WS_EVENT, .address = *source, .when = now};
    alert->kind = is_call(event, calls, count) ? ALERT_CALL : ALERT_EVENT;
    alert->has_guid = event->has_uuid && guid_is_unique(&event->uuid);
    if (alert->has_guid)
        alert->guid = event->uuid;
    (void)snprintf(alert->name, sizeof alert->name, "%s", known != NULL ? known : event->id);
    if (alert->kind == ALERT_CALL)
        call_detail(event, alert->detail);
    else
        event_detail(event, known != NULL, alert->detail);
    /* The identifier of the indication comes first: it stays the same when the indication is sent
     * again in another message. */
    make_key(event->indication, event, source, alert->key);
    make_key(event->message_id, event, source, alert->also_key);
    if (alert->key[0] == '\0') {
        memcpy(alert->key, alert->also_key, sizeof alert->key);
        alert->also_key[0] = '\0';
    }
}

bool event_unknown_hint(const struct event *event, const struct alert *alert,
                        char out[EVENT_HINT_SIZE])
{
    if (alert->kind != ALERT_EVENT || event_name(event->id, "") != NULL)
        return false;
    int used = snprintf(out, EVENT_HINT_SIZE, "event %s matched nothing%s%s", event->id,
                        alert->detail[0] != '\0' ? ": " : "", alert->detail);
    if (conf_is_event_id(event->id) && used > 0 && used < EVENT_HINT_SIZE)
        (void)snprintf(out + used, EVENT_HINT_SIZE - (size_t)used,
                       "; if it is a call: [collector] calls = %s", event->id);
    return true;
}
