/* Which records of AMT's event log a technician wants to see. Pure. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_MANAGE_LOG_PICK_H
#define FCFH_SUPPORT_QUEUE_GUI_MANAGE_LOG_PICK_H

#include "common/amt/message_log.h"
#include "common/conf.h"

enum { LOG_BEFORE_S = 10 * 60 }; /* so long before the call */

/* The oldest first. A record of which AMT did not know the time stays behind the one before it. */
void log_sort(struct log_record *records, size_t count);

/* When AMT recorded the last call; 0: it did not record one. */
uint32_t log_last_call(const struct log_record *records, size_t count, const struct conf *conf);

/* The first of the sorted records that is not older than `from`; count: none. */
size_t log_first(const struct log_record *records, size_t count, uint32_t from);

#endif
