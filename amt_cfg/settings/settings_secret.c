#include "amt_cfg/settings/settings_secret.h"

#include <string.h>
#include <unistd.h>

#include "common/ask.h"
#include "common/password_rule.h"
#include "common/replace_file.h"
#include "common/users.h"

enum err_code settings_secret_path(const struct conf *conf, const char *section, const char **path,
                                   struct err *e)
{
    bool amt = strcmp(section, "amt") == 0;
    *path = amt ? conf->amt.password_file : conf->listener.password_file;
    if (amt && conf->amt.password_command[0] != '\0')
        return err_set(e, ERR_CONFIG,
                       "amt.password: comes from password-command; change it where that takes it "
                       "from, or set amt.password-command to ''");
    if ((*path)[0] == '\0')
        return err_set(e, ERR_CONFIG, "%s.password: set %s.password-file first", section, section);
    return ERR_OK;
}

enum err_code settings_secret_ask(const char *name, bool may_be_empty, struct secret *secret,
                                  struct err *e)
{
    for (;;) {
        struct secret again = {""};
        enum err_code code = ask_secret(name, secret, e);
        if (code == ERR_OK && may_be_empty && secret->text[0] == '\0')
            return ERR_OK;
        if (code == ERR_OK)
            code = password_rule_check(secret->text, e);
        if (code == ERR_OK) {
            code = ask_secret("Once more", &again, e);
            bool same = code == ERR_OK && strcmp(secret->text, again.text) == 0;
            secret_wipe(&again);
            if (same)
                return ERR_OK;
            if (code == ERR_OK)
                code = ERR_DATA;
            if (code == ERR_DATA)
                (void)err_set(e, code, "Passwords do not match");
        }
        secret_wipe(secret);
        if (code == ERR_DATA)
            code = ask_show(e, "%s.\n", e->text);
        if (code != ERR_OK)
            return code;
    }
}

enum err_code settings_secret_read(struct secret *secret, struct err *e)
{
    if (isatty(STDIN_FILENO) && ask_is_possible())
        return settings_secret_ask("Password", false, secret, e);
    enum err_code code = secret_from_fd(STDIN_FILENO, "standard input", secret, e);
    if (code == ERR_CONFIG)
        return err_recode(e, ERR_DATA);
    if (code == ERR_OK)
        code = password_rule_check(secret->text, e);
    if (code != ERR_OK)
        secret_wipe(secret);
    return code;
}

enum err_code settings_secret_store(const char *section, const char *path,
                                    const struct secret *secret, struct err *e)
{
    const struct replace_as as = {.mode = 0600,
                                  .mode_most = 0640,
                                  .owner = strcmp(section, "amt") == 0 ? USER_AMT : USER_EVENTS};
    struct replace place;
    char line[SECRET_SIZE + 1];
    enum err_code code = replace_begin(&place, path, e);
    if (code != ERR_OK)
        return code;
    size_t len = strlen(secret->text);
    memcpy(line, secret->text, len);
    line[len] = '\n';
    code = replace_write(&place, line, len + 1, &as, e);
    explicit_bzero(line, sizeof line);
    replace_end(&place);
    return code;
}
