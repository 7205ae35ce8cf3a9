/* The passwords: do they exist, are they closed to others, would AMT accept them, and can the
 * service that needs one read it? */
#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "amt_cfg/check/check_context.h"
#include "amt_cfg/check/permissions.h"
#include "common/conf_secret.h"
#include "common/password_rule.h"
#include "common/secret.h"
#include "common/users.h"

struct password {
    const char *object;
    const char *section;
    struct secret_source source;
    const char *user;
    enum unit_id unit;
    enum finding_code missing, bad, weak, open, not_readable;
};

/* Root can read it in any case; the service's user must be able to, unless systemd hands it
 * over. */
static bool reaches_service(struct check_context *c, const struct password *p, const char *path)
{
    struct access_user user;
    struct access_result result;
    char given[TRAPD_PATH_SIZE];
    if (!access_user_find(p->user, &user))
        return true;
    if (c->units != NULL && unit_is_loaded(&c->units[p->unit]) &&
        unit_credential(p->unit, p->source.credential, given, sizeof given) &&
        strcmp(given, path) == 0)
        return true;
    access_as(&user, path, R_OK, &result);
    if (result.answer != ACCESS_DENIED)
        return true;
    report_wrong(&c->report, p->not_readable, p->object,
                 "%s: %s may not read it\nchown %s %s; chmod 0400 %s", path, p->user, p->user, path,
                 path);
    return false;
}

static void check_password(struct check_context *c, const struct password *p)
{
    struct secret secret;
    struct err e;
    char text[PERMISSIONS_TEXT_SIZE];
    bool is_file = p->source.command == NULL || p->source.command[0] == '\0';
    const char *from = is_file ? p->source.path : "password-command";
    bool there = !is_file || access(p->source.path, F_OK) == 0 || errno != ENOENT;
    enum err_code code = secret_read(&p->source, &secret, &e);
    bool is_open = is_file && !permissions_check_secret(from, p->user, text);
    if (!there)
        report_wrong(&c->report, p->missing, p->object,
                     "%s is not there\nfcfh-settings set %s.password -", from, p->section);
    else if (code == ERR_NOPERM)
        report_note(&c->report, FOUND_NOT_CHECKED, p->object,
                    "%s; not looked at, run this as root for that", e.text);
    else if (code != ERR_OK)
        report_wrong(&c->report, is_open ? p->open : p->bad, p->object, "%s", e.text);
    else if (is_open)
        report_wrong(&c->report, p->open, p->object, "%s: %s", from, text);
    else if (password_rule_check(secret.text, &e) != ERR_OK)
        report_wrong(&c->report, p->weak, p->object, "%s: %s", from, e.text);
    else if (!is_file || reaches_service(c, p, from))
        report_ok(&c->report, p->object, "%s", from);
    secret_wipe(&secret);
}

/* The unit hands over this file, whatever fcfh.conf says. */
static void check_default_file(struct check_context *c)
{
    const struct conf *conf = &c->conf;
    const char *usual = conf_key_find("amt", "password-file")->builtin;
    bool other =
        conf->amt.password_command[0] != '\0' || strcmp(conf->amt.password_file, usual) != 0;
    if (other && getpwnam(USER_AMT) != NULL && access(usual, F_OK) == 0)
        report_note(&c->report, FOUND_PASSWORD_OTHER, "password",
                    "%s goes first where fcfh-identify.service runs: remove it, or change "
                    "LoadCredential= with: systemctl edit fcfh-identify",
                    usual);
}

void check_passwords(struct check_context *c)
{
    const struct password amt = {.object = "password",
                                 .section = "amt",
                                 .source = conf_amt_password(&c->conf),
                                 .user = USER_AMT,
                                 .unit = UNIT_IDENTIFY,
                                 .missing = FOUND_PASSWORD_MISSING,
                                 .bad = FOUND_PASSWORD_BAD,
                                 .weak = FOUND_PASSWORD_WEAK,
                                 .open = FOUND_PASSWORD_OPEN,
                                 .not_readable = FOUND_PASSWORD_NOT_READABLE};
    const struct password listener = {.object = "listener.password-file",
                                      .section = "listener",
                                      .source = conf_listener_password(&c->conf),
                                      .user = USER_EVENTS,
                                      .unit = UNIT_LISTENER,
                                      .missing = FOUND_LISTENER_PASSWORD_MISSING,
                                      .bad = FOUND_LISTENER_PASSWORD_BAD,
                                      .weak = FOUND_LISTENER_PASSWORD_WEAK,
                                      .open = FOUND_LISTENER_PASSWORD_OPEN,
                                      .not_readable = FOUND_LISTENER_PASSWORD_NOT_READABLE};
    check_password(c, &amt);
    check_default_file(c);
    if (c->conf.listener.user[0] == '\0')
        return;
    if (c->conf.listener.password_file[0] == '\0')
        report_wrong(&c->report, FOUND_LISTENER_PASSWORD_MISSING, listener.object,
                     "not set, though listener.user is");
    else
        check_password(c, &listener);
}
