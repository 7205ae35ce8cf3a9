#include "support_queue_gui/commands/commands.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/nearest.h"

const struct command_entry command_entries[] = {
    {"list [--archive] [--json]", "the queue, the last caller first", 0,
     COMMAND_JSON | COMMAND_SELECT | COMMAND_ARCHIVE | COMMAND_PLAIN, command_list},
    {"show ID [--json]", "one client: make, model, serial number, events", 1,
     COMMAND_CLIENT | COMMAND_JSON, command_show},
    {"follow [--json]", "tell who comes, changes and leaves, as it happens", 0, COMMAND_JSON,
     command_follow},
    {"ticket ID T [--check]", "assign ticket T, 1 to 64 characters", 2,
     COMMAND_CLIENT | COMMAND_CHANGES | COMMAND_CHECK, command_ticket},
    {"clear ID", "take the ticket off", 1, COMMAND_CLIENT | COMMAND_CHANGES, command_clear},
    {"close T [--closed-at TIME]", "take all clients of ticket T out of the queue", 1,
     COMMAND_CHANGES | COMMAND_CLOSED_AT, command_close},
    {"tell ID KEY=VALUE...", "what you know of a client: owner=Anna", 2,
     COMMAND_CLIENT | COMMAND_CHANGES | COMMAND_MANY, command_tell},
    {"delete ID", "take a client out of the queue", 1, COMMAND_CLIENT | COMMAND_CHANGES,
     command_delete},
    {"restore ID", "bring back a client that has left", 1, COMMAND_CHANGES, command_restore},
    {"expire", "take out what is due", 0, COMMAND_CHANGES, command_expire},
    {"add ADDRESS-OR-NAME", "put a client into the queue that did not call", 1, COMMAND_CHANGES,
     command_add},
    {"identify ID", "ask its AMT again who it is", 1, COMMAND_CHANGES, command_identify},
    {"confirm ID", "the caller has read out its serial number", 1, COMMAND_CLIENT | COMMAND_CHANGES,
     command_confirm},
    {"unconfirm ID", "take that back", 1, COMMAND_CLIENT | COMMAND_CHANGES, command_unconfirm},
    {"take ID", "say that you are on it, before there is a ticket", 1,
     COMMAND_CLIENT | COMMAND_CHANGES, command_take},
    {"untake ID", "take that back", 1, COMMAND_CLIENT | COMMAND_CHANGES, command_untake},
    {"run TOOL ID [--yes]", "run a tool of [tools] on a client", 2, COMMAND_CHANGES | COMMAND_YES,
     command_run},
    {"keys [MAKER]", "what to tell callers: which keys to press", 0,
     COMMAND_OPTIONAL | COMMAND_NO_QUEUE, command_keys},
    {"status [--json|--metrics]", "whether all is well, or something needs a look", 0,
     COMMAND_JSON | COMMAND_METRICS, command_status},
    {NULL, NULL, 0, 0, NULL},
};

const struct command_entry *command_find(const char *name)
{
    for (const struct command_entry *entry = command_entries; entry->usage != NULL; entry++)
        if (strlen(name) == strcspn(entry->usage, " ") &&
            strncmp(name, entry->usage, strlen(name)) == 0)
            return entry;
    return NULL;
}

const struct command_entry *command_nearest(const char *name)
{
    const struct command_entry *nearest = NULL;
    size_t best = nearest_most(name) + 1;
    for (const struct command_entry *entry = command_entries; entry->usage != NULL; entry++) {
        char known[NEAREST_LENGTH_MAX];
        (void)snprintf(known, sizeof known, "%.*s", (int)strcspn(entry->usage, " "), entry->usage);
        bool begins = name[0] != '\0' && strncasecmp(known, name, strlen(name)) == 0;
        size_t distance = begins ? 1 : nearest_distance(name, known);
        if (distance < best) {
            best = distance;
            nearest = entry;
        }
    }
    return nearest;
}
