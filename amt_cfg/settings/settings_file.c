#include "amt_cfg/settings/settings_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "amt_cfg/settings/conf_edit.h"
#include "common/replace_file.h"

struct text {
    char *at; /* to be freed */
    size_t len;
};

static enum err_code parse(const char *name, const struct text *text, struct err *e)
{
    struct conf conf;
    conf_init(&conf);
    return conf_parse(&conf, name, text->at, text->len, e);
}

/* Gets the value in effect; false for a tool that is not defined. */
static bool value_of(const struct text *text, const char *section, const char *key,
                     char value[CONF_VALUE_SIZE])
{
    if (conf_edit_find(text->at, text->len, section, key, value))
        return true;
    const struct conf_key *known = conf_key_find(section, key);
    if (known == NULL || known->type == CONF_TOOL)
        return false;
    (void)snprintf(value, CONF_VALUE_SIZE, "%s", known->builtin != NULL ? known->builtin : "");
    return true;
}

enum err_code settings_get(const char *path, bool must_exist, const char *section, const char *key,
                           char value[CONF_VALUE_SIZE], struct err *e)
{
    struct text text;
    enum err_code code = conf_load(path, must_exist, &text.at, &text.len, e);
    if (code != ERR_OK)
        return code;
    code = parse(path, &text, e);
    if (code == ERR_OK && !value_of(&text, section, key, value))
        code = err_set(e, ERR_USAGE, "%.60s: no such tool in %.150s", key, path);
    free(text.at);
    return code;
}

enum err_code settings_each(const char *path, bool must_exist, settings_value *on_value,
                            void *context, struct err *e)
{
    struct text text;
    struct conf conf;
    const struct conf_key *key;
    enum err_code code = conf_load(path, must_exist, &text.at, &text.len, e);
    if (code != ERR_OK)
        return code;
    conf_init(&conf);
    code = conf_parse(&conf, path, text.at, text.len, e);
    for (size_t i = 0; code == ERR_OK && (key = conf_key_at(i)) != NULL; i++) {
        char value[CONF_VALUE_SIZE];
        if (key->name != NULL && value_of(&text, key->section, key->name, value))
            on_value(context, key->section, key->name, value);
    }
    for (size_t i = 0; code == ERR_OK && i < conf.tool_count; i++)
        on_value(context, "tools", conf.tools[i].name, conf.tools[i].command);
    free(text.at);
    return code;
}

enum err_code settings_check_value(const struct setting *setting, struct err *e)
{
    struct conf scratch;
    struct err why;
    const struct conf_key *known = conf_key_find(setting->section, setting->key);
    conf_init(&scratch);
    enum err_code code = conf_set(&scratch, setting->section, setting->key, setting->value, &why);
    if (code == ERR_OK && known != NULL && known->check != NULL)
        code = known->check(setting->value, &why);
    if (code == ERR_OK)
        code = conf_edit_check(setting->key, setting->value, &why);
    if (code == ERR_OK)
        return ERR_OK;
    return err_set(e, ERR_DATA, "%s.%.60s: %.250s", setting->section, setting->key,
                   err_reason(&why));
}

/* *changed is not touched if the value is in effect already. */
static enum err_code edit(struct text *text, const struct setting *s, bool *changed, struct err *e)
{
    char now[CONF_VALUE_SIZE];
    struct text after;
    struct err why;
    if (value_of(text, s->section, s->key, now) && strcmp(now, s->value) == 0)
        return ERR_OK;
    enum err_code code = conf_edit_set(text->at, text->len, s->section, s->key, s->value, &after.at,
                                       &after.len, &why);
    if (code != ERR_OK)
        return err_set(e, code, "%s.%.60s: %.250s", s->section, s->key, why.text);
    free(text->at);
    *text = after;
    *changed = true;
    return ERR_OK;
}

/* If the file was valid before, an error in it now comes from the new value. */
static enum err_code check(const char *path, bool was_good, const struct text *text, struct err *e)
{
    struct err why;
    if (text->len > CONF_FILE_MAX)
        return err_set(e, ERR_DATA, "%.150s: would be larger than %d KiB", path,
                       CONF_FILE_MAX / 1024);
    if (parse(path, text, &why) == ERR_OK)
        return ERR_OK;
    if (was_good)
        return err_set(e, ERR_DATA, "%.300s; nothing was written", why.text);
    return err_set(e, ERR_CONFIG, "%.300s; correct that line first", why.text);
}

enum err_code settings_write(const char *path, const struct setting *settings, size_t count,
                             struct err *e)
{
    static const struct replace_as as = {.mode = 0644, .mode_most = 07777};
    struct replace place;
    struct text text = {.at = NULL};
    bool changed = false;
    enum err_code code = replace_begin(&place, path, e);
    if (code != ERR_OK)
        return code;
    code = conf_load(path, false, &text.at, &text.len, e);
    bool was_good = code == ERR_OK && parse(path, &text, NULL) == ERR_OK;
    for (size_t i = 0; code == ERR_OK && i < count; i++)
        code = edit(&text, &settings[i], &changed, e);
    if (code == ERR_OK)
        code = check(path, was_good, &text, e);
    if (code == ERR_OK && changed)
        code = replace_write(&place, text.at, text.len, &as, e);
    free(text.at);
    replace_end(&place);
    return code;
}

enum err_code settings_writable(const char *path, struct err *e)
{
    struct replace place;
    enum err_code code = replace_begin(&place, path, e);
    if (code != ERR_OK)
        return code;
    code = replace_check(&place, e);
    replace_end(&place);
    return code;
}
