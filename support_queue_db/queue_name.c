#include "support_queue_db/queue_name.h"

#include <stdio.h>
#include <string.h>

void queue_id_of_guid(const struct guid *guid, char id[QUEUE_ID_SIZE])
{
    guid_format(guid, id);
}

static void swap_chars(char *text, char from, char to)
{
    for (char *c = strchr(text, from); c != NULL; c = strchr(c, from))
        *c = to;
}

void queue_id_of_addr(const struct addr *addr, char id[QUEUE_ID_SIZE])
{
    addr_format(addr, id);
    swap_chars(id, ':', '-');
}

void queue_name_of_id(const char *id, char name[QUEUE_NAME_SIZE])
{
    (void)snprintf(name, QUEUE_NAME_SIZE, "%.*s.xml", QUEUE_ID_SIZE - 1, id);
}

static bool is_guid_id(const char *id)
{
    struct guid guid;
    char again[QUEUE_ID_SIZE];
    if (!guid_parse(id, &guid))
        return false;
    queue_id_of_guid(&guid, again);
    return strcmp(id, again) == 0;
}

static bool is_addr_id(const char *id)
{
    struct addr addr;
    char text[QUEUE_ID_SIZE];
    (void)snprintf(text, sizeof text, "%s", id);
    if (!addr_parse(text, &addr)) {
        char *zone = strchr(text, '%'); /* a '-' in "%br-lan" is its own */
        if (zone != NULL)
            *zone = '\0';
        swap_chars(text, '-', ':');
        if (zone != NULL)
            *zone = '%';
        if (!addr_parse(text, &addr))
            return false;
    }
    queue_id_of_addr(&addr, text);
    return strcmp(id, text) == 0;
}

bool queue_name_parse(const char *name, char id[QUEUE_ID_SIZE])
{
    size_t len = strlen(name);
    if (len < 5 || len - 4 >= QUEUE_ID_SIZE || strcmp(name + len - 4, ".xml") != 0)
        return false;
    memcpy(id, name, len - 4);
    id[len - 4] = '\0';
    return is_guid_id(id) || is_addr_id(id);
}

bool queue_id_is_valid(const char *id)
{
    return strlen(id) < QUEUE_ID_SIZE && (is_guid_id(id) || is_addr_id(id));
}

void queue_confirmed_name(const char *id, char name[QUEUE_CONFIRMED_NAME_SIZE])
{
    (void)snprintf(name, QUEUE_CONFIRMED_NAME_SIZE, "%.*s.confirmed", QUEUE_ID_SIZE - 1, id);
}

#define ARCHIVE_TIME     "%Y%m%dT%H%M%SZ"
#define ARCHIVE_TIME_LEN 16

void queue_archive_name(const char *id, time_t when, const char *why, unsigned n,
                        char name[QUEUE_ARCHIVE_NAME_SIZE])
{
    struct tm tm = {0};
    char stamp[ARCHIVE_TIME_LEN + 1] = "";
    if (gmtime_r(&when, &tm) == NULL || strftime(stamp, sizeof stamp, ARCHIVE_TIME, &tm) == 0)
        stamp[0] =
            '\0'; /* a clock beyond the year 9999: the name stays unique, and is never pruned */
    char count[12] = "";
    if (n > 0)
        (void)snprintf(count, sizeof count, ".%u", n);
    (void)snprintf(name, QUEUE_ARCHIVE_NAME_SIZE, "%.*s.%s.%.12s%s.xml", QUEUE_ID_SIZE - 1, id,
                   stamp, why, count);
}

/* Where the stamp begins, NULL if there is none. An address contains dots too, so the stamp is the
 * first part that is valid as one. */
static const char *find_stamp(const char *name, time_t *when)
{
    for (const char *part = strchr(name, '.'); part != NULL; part = strchr(part + 1, '.')) {
        struct tm tm = {0};
        const char *end = strptime(part + 1, ARCHIVE_TIME, &tm);
        if (end != part + 1 + ARCHIVE_TIME_LEN || *end != '.')
            continue;
        *when = timegm(&tm);
        return part + 1;
    }
    return NULL;
}

bool queue_archive_name_parse(const char *name, time_t *when)
{
    return find_stamp(name, when) != NULL;
}

bool queue_archived_parse(const char *name, struct archived *archived)
{
    char again[QUEUE_ARCHIVE_NAME_SIZE];
    unsigned n = 0;
    *archived = (struct archived){.when = 0};
    const char *stamp = find_stamp(name, &archived->when);
    if (stamp == NULL || stamp - name > QUEUE_ID_SIZE)
        return false;
    (void)snprintf(archived->id, sizeof archived->id, "%.*s", (int)(stamp - name) - 1, name);
    (void)snprintf(archived->name, sizeof archived->name, "%s", name);
    (void)sscanf(stamp + ARCHIVE_TIME_LEN, ".%12[a-z].%9u", archived->why, &n);
    queue_archive_name(archived->id, archived->when, archived->why, n, again);
    return strcmp(name, again) == 0 && queue_id_is_valid(archived->id);
}
