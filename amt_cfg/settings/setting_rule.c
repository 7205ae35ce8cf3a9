#include "amt_cfg/settings/setting_rule.h"

#include <string.h>

#include "amt_cfg/account_name.h"
#include "amt_cfg/address_list.h"
#include "amt_cfg/settings/conf_edit.h"
#include "common/argv.h"
#include "common/conf_keys.h"
#include "common/event_url.h"

static enum err_code check_addresses(const char *value, struct err *e)
{
    struct addr list[ADDRESS_LIST_MAX];
    size_t count;
    return address_list_parse(value, list, ADDRESS_LIST_MAX, &count, e);
}

static enum err_code check_event_url(const char *value, struct err *e)
{
    return value[0] != '\0' ? event_url_check(value, e) : ERR_OK;
}

static enum err_code check_tool(const char *value, struct err *e)
{
    char **argv;
    value += strspn(value, "?@"); /* fcfh.conf(5): ask first, in the background */
    if (argv_split(value, &argv, e) != ERR_OK)
        return err_recode(e, ERR_DATA);
    argv_free(argv);
    return ERR_OK;
}

enum err_code setting_rule_check(const char *section, const char *key, const char *value,
                                 struct err *e)
{
    static const struct {
        const char *section;
        const char *key; /* NULL: any */
        enum err_code (*check)(const char *value, struct err *e);
    } rules[] = {
        {"collector", "address", check_addresses},
        {"collector", "event-url", check_event_url},
        {"amt", "user", account_name_check},
        {"tools", NULL, check_tool},
    };
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
        if (strcmp(rules[i].section, section) == 0 &&
            (rules[i].key == NULL || strcmp(rules[i].key, key) == 0))
            return rules[i].check(value, e);
    return ERR_OK;
}

enum err_code setting_check(const char *section, const char *key, const char *value, struct err *e)
{
    struct conf scratch;
    struct err why;
    conf_init(&scratch);
    if (conf_set(&scratch, section, key, value, &why) != ERR_OK)
        return err_set(e, ERR_DATA, "%s.%.60s: %.250s", section, key, err_reason(&why));
    if (setting_rule_check(section, key, value, &why) != ERR_OK ||
        conf_edit_check(key, value, &why) != ERR_OK)
        return err_set(e, ERR_DATA, "%s.%.60s: %.250s", section, key, why.text);
    return ERR_OK;
}
