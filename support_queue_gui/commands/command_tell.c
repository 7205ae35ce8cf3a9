#include <stdio.h>
#include <string.h>

#include "common/msg.h"
#include "support_queue_db/queue_inventory.h"
#include "support_queue_gui/change.h"
#include "support_queue_gui/commands/commands.h"

/* KEY=VALUE; the value may be empty. */
static enum err_code parse_word(const char *text, struct inventory_item *item, struct err *e)
{
    size_t len = strcspn(text, "=");
    const char *value = text + len + 1;
    if (text[len] != '=')
        return err_set(e, ERR_USAGE, "%.60s: not KEY=VALUE (owner=Anna)", text);
    (void)snprintf(item->name, sizeof item->name, "%.*s", (int)len, text);
    if (len >= sizeof item->name || !inventory_name_is_valid(item->name))
        return err_set(e, ERR_USAGE, "%.*s: a key is 1 to %d small letters or '_'",
                       len < 60 ? (int)len : 60, text, ENTRY_INVENTORY_NAME_SIZE - 1);
    if (strlen(value) >= sizeof item->value)
        return err_set(e, ERR_USAGE, "%s: a value has at most %zu bytes", item->name,
                       sizeof item->value - 1);
    (void)snprintf(item->value, sizeof item->value, "%s", value);
    return ERR_OK;
}

/* A person who took a value away should learn that another one is left. */
static void warn_remaining(const struct command *c, const struct inventory_item *items,
                           size_t count)
{
    struct entry entry;
    bool is_there = queue_load(c->queue, c->id, &entry, NULL) == ERR_OK;
    for (size_t i = 0; is_there && i < count; i++) {
        const struct inventory_item *left = entry_inventory(&entry, items[i].name);
        if (items[i].value[0] == '\0' && left != NULL && !inventory_item_is_by_hand(left))
            msg_warning("%s: hook %s still says '%s'", left->name, left->from, left->value);
    }
    entry_free(&entry);
}

enum err_code command_tell(const struct command *c, struct err *e)
{
    struct inventory_item items[ENTRY_INVENTORY_MAX] = {{.when = 0}};
    char by[ENTRY_USER_SIZE];
    size_t count = 0;
    enum err_code code = ERR_OK;
    change_login_name(by);
    for (char **argument = c->arguments + 1; code == ERR_OK && *argument != NULL; argument++) {
        if (count == ENTRY_INVENTORY_MAX)
            return err_set(e, ERR_USAGE, "a client has at most %d values", ENTRY_INVENTORY_MAX);
        (void)snprintf(items[count].from, sizeof items[count].from, ENTRY_BY_HAND "%s", by);
        code = parse_word(*argument, &items[count++], e);
    }
    if (code == ERR_OK)
        code = queue_inventory_set_by_hand(c->queue, c->id, items, count, e);
    if (code == ERR_OK)
        warn_remaining(c, items, count);
    return code;
}
