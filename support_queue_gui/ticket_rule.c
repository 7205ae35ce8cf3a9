#include "support_queue_gui/ticket_rule.h"

#include "common/pattern.h"
#include "common/text.h"
#include "support_queue_db/entry.h"

enum err_code ticket_rule_check(const struct conf *conf, const char *ticket, struct err *e)
{
    const char *pattern = conf->queue.ticket_pattern;
    struct err why;
    if (!text_is_label(ticket, ENTRY_TICKET_CHARS))
        return err_set(e, ERR_USAGE,
                       "a ticket is 1 to %d visible characters without blanks at its ends",
                       ENTRY_TICKET_CHARS);
    if (pattern[0] == '\0')
        return ERR_OK;
    switch (pattern_match(pattern, ticket, &why)) {
    case ERR_OK:
        return ERR_OK;
    case ERR_NOHOST:
        return err_set(e, ERR_USAGE, "%.60s is not a ticket here: one matches %.200s", ticket,
                       pattern);
    default:
        return err_set(e, ERR_CONFIG, "ticket-pattern in [queue]: %.200s", why.text);
    }
}
