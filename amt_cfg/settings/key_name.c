#include "amt_cfg/settings/key_name.h"

#include <stdio.h>
#include <string.h>

#include "common/conf.h"
#include "common/nearest.h"

enum { FULL_SIZE = 48, NAMES_SHOWN = 3 };

static const char tools[] = "tools.";

/* All names that can be given: the keys of fcfh.conf except tools, then the passwords that are in
 * files of their own. False after the last. full is "section.key". */
static bool name_at(size_t index, struct key_name *name, char full[FULL_SIZE])
{
    const struct conf_key *key;
    for (int secret = 0; secret <= 1; secret++)
        for (size_t i = 0; (key = conf_key_at(i)) != NULL; i++) {
            if (key->name == NULL || (secret && strcmp(key->name, "password-file") != 0) ||
                index-- > 0)
                continue;
            name->section = key->section;
            name->key = secret ? "password" : key->name;
            name->secret = secret;
            (void)snprintf(full, FULL_SIZE, "%s.%s", name->section, name->key);
            return true;
        }
    return false;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* How far a text is from a name: there may be a slip in the whole name or in the key, or the
 * section may be wrong. */
static size_t name_distance(const char *text, const struct key_name *name, const char *full)
{
    const char *dot = strchr(text, '.');
    const char *key = dot != NULL ? dot + 1 : text;
    size_t best = least(nearest_distance(text, full), nearest_distance(text, name->key));
    if (dot != NULL && key[0] != '\0')
        best = least(best, nearest_distance(key, name->key) + 2);
    if (strlen(key) >= 3 && strstr(name->key, key) != NULL)
        best = least(best, 2);
    return best;
}

static void append(char *list, size_t size, const char *text)
{
    size_t used = strlen(list);
    (void)snprintf(list + used, size - used, "%s%s", used > 0 ? ", " : "", text);
}

static enum err_code unknown(const char *text, struct err *e)
{
    char near[160] = "";
    char full[FULL_SIZE];
    struct key_name name;
    size_t shown = 0;
    size_t most = nearest_most(text);
    if (conf_check_section(text, NULL) == ERR_OK)
        return err_set(e, ERR_USAGE, "%s: a section; its keys are named %s.KEY", text, text);
    for (size_t d = 1; d <= most && shown == 0; d++) /* only the nearest ones */
        for (size_t i = 0; shown < NAMES_SHOWN && name_at(i, &name, full); i++) {
            if (name_distance(text, &name, full) == d) {
                append(near, sizeof near, full);
                shown++;
            }
        }
    if (shown == 0)
        return err_set(e, ERR_USAGE, "%.60s: unknown key; fcfh.conf(5) lists them all", text);
    return err_set(e, ERR_USAGE, "%.60s: unknown key; did you mean %s?", text, near);
}

enum err_code key_name_parse(const char *text, struct key_name *name, struct err *e)
{
    char full[FULL_SIZE];
    char all[160] = "";
    size_t found = 0;
    if (strncmp(text, tools, strlen(tools)) == 0) {
        *name = (struct key_name){.section = "tools", .key = text + strlen(tools)};
        if (name->key[0] == '\0')
            return err_set(e, ERR_USAGE, "tools.: the tool's name is missing");
        if (strlen(name->key) >= CONF_VALUE_SIZE)
            return err_set(e, ERR_USAGE, "%.66s: the name is too long", text);
        return ERR_OK;
    }
    struct key_name known;
    for (size_t i = 0; name_at(i, &known, full); i++) {
        if (strcmp(text, full) != 0 && strcmp(text, known.key) != 0)
            continue;
        *name = known;
        append(all, sizeof all, full);
        found++;
    }
    if (found == 0)
        return unknown(text, e);
    if (found > 1)
        return err_set(e, ERR_USAGE, "%s: in several sections; did you mean %s?", text, all);
    return ERR_OK;
}
