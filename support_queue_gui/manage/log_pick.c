#include "support_queue_gui/manage/log_pick.h"

#include <string.h>

#include "common/pet_call.h"

/* AMT gives the newest first; if it should give the oldest first, the times show that. */
static bool is_newest_first(const struct log_record *records, size_t count)
{
    uint32_t first = 0;
    uint32_t last = 0;
    for (size_t i = 0; i < count; i++) {
        if (records[i].when == 0)
            continue;
        if (first == 0)
            first = records[i].when;
        last = records[i].when;
    }
    return last <= first;
}

/* A clock that was set back makes a record seem older than it is: so AMT's order is kept. */
void log_sort(struct log_record *records, size_t count)
{
    if (!is_newest_first(records, count))
        return;
    for (size_t i = 0; i < count / 2; i++) {
        struct log_record record = records[i];
        records[i] = records[count - 1 - i];
        records[count - 1 - i] = record;
    }
}

uint32_t log_last_call(const struct log_record *records, size_t count, const struct conf *conf)
{
    for (size_t i = count; i > 0; i--)
        if (pet_is_call(&records[i - 1].event, conf->collector.calls, conf->collector.call_count))
            return records[i - 1].when;
    return 0;
}

size_t log_first(const struct log_record *records, size_t count, uint32_t from)
{
    size_t i = 0;
    while (i < count && records[i].when < from)
        i++;
    return i;
}
