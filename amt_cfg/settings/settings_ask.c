#include "amt_cfg/settings/settings_ask.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "amt_cfg/address_list.h"
#include "amt_cfg/password_rule.h"
#include "amt_cfg/settings/ask.h"
#include "amt_cfg/settings/own_address.h"
#include "amt_cfg/settings/setting_rule.h"
#include "amt_cfg/settings/settings_file.h"
#include "amt_cfg/settings/settings_secret.h"
#include "common/conf.h"

struct question {
    const char *section;
    const char *key;
    const char *prompt;
    const char *text; /* what is said first */
};

static const struct question questions[] = {
    {"collector", "address", "Address for alerts",
     "Where clients send their alerts: an address of this machine, or of what passes\n"
     "them on to it. Several are parted by commas; - for none."},
    {"collector", "event-url", "URL for events",
     "AMT 18 and later sends no SNMP traps but events, to a URL that begins with\n"
     "http:// or https://. Enter, or - for none, if you have no such clients."},
    {"amt", "tls", "TLS",
     "Whether AMT is asked with TLS: on, off, or auto, which is TLS if there is any."},
    {"queue", "timeout", "Time in the queue",
     "How long a client without a ticket stays in the queue after its last call, such\n"
     "as 30m, 4h or 2d."},
    {"amt", "timeout", "Time for an answer",
     "How long AMT may take for one answer, such as 10s. A machine has three times\n"
     "that for all."},
};
enum { QUESTIONS = sizeof questions / sizeof questions[0] };

/* What is known, and what was answered. */
struct dialogue {
    const char *path;
    struct conf conf;
    char before[QUESTIONS][CONF_VALUE_SIZE];
    char after[QUESTIONS][CONF_VALUE_SIZE];
    const char *password_path; /* NULL: it comes from a command */
    struct secret password;    /* "": as it was */
};

static enum err_code show(struct err *e, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static enum err_code show(struct err *e, const char *format, ...)
{
    char text[1024];
    va_list args;
    va_start(args, format);
    if (vsnprintf(text, sizeof text, format, args) < 0)
        text[0] = '\0';
    va_end(args);
    return ask_show(text, e);
}

static enum err_code ask_password(struct dialogue *d, struct err *e)
{
    struct secret now;
    struct err why;
    if (d->password_path == NULL)
        return show(e, "\nThe password of AMT's user %s comes from password-command.\n",
                    d->conf.amt.user);
    enum err_code code =
        show(e,
             "\nThe password of AMT's user %s, with which AMT is asked who calls. AMT wants 8\n"
             "to 32 characters: capital and small letters, digits, and others such as ! or #.\n",
             d->conf.amt.user);
    bool there = secret_from_file(d->password_path, &now, &why) == ERR_OK;
    if (there) {
        bool weak = password_rule_check(now.text, &why) != ERR_OK;
        secret_wipe(&now);
        if (code == ERR_OK && weak)
            code = show(e, "The one in %s is not as AMT wants it.\n", d->password_path);
    } else if (code == ERR_OK && access(d->password_path, F_OK) == 0) {
        code = show(e, "%s.\n", why.text);
    }
    if (code != ERR_OK)
        return code;
    return settings_secret_ask(there ? "Password [as it is]" : "Password", there, &d->password, e);
}

/* What is offered if nothing is set yet, and tells of the rest. */
static enum err_code offer_address(const struct conf *conf, char offered[CONF_VALUE_SIZE],
                                   struct err *e)
{
    struct addr list[ADDRESS_LIST_MAX];
    char all[ADDRESS_LIST_MAX * ADDR_TEXT_SIZE] = "";
    size_t count =
        own_addresses(conf->amt.networks, conf->amt.network_count, list, ADDRESS_LIST_MAX);
    for (size_t i = 0; i < count; i++) {
        char text[ADDR_TEXT_SIZE];
        addr_format(&list[i], text);
        if (i == 0)
            (void)snprintf(offered, CONF_VALUE_SIZE, "%s", text);
        size_t used = strlen(all);
        (void)snprintf(all + used, sizeof all - used, "  %s\n", text);
    }
    return count > 1 ? show(e, "This machine has\n%s", all) : ERR_OK;
}

/* Asks until the answer makes sense. */
static enum err_code ask_value(const struct dialogue *d, const struct question *q, const char *now,
                               char answer[CONF_VALUE_SIZE], struct err *e)
{
    char offered[CONF_VALUE_SIZE];
    memcpy(offered, now, strlen(now) + 1);
    enum err_code code = show(e, "\n%s\n", q->text);
    bool address = strcmp(q->section, "collector") == 0 && strcmp(q->key, "address") == 0;
    if (code == ERR_OK && address && now[0] == '\0')
        code = offer_address(&d->conf, offered, e);
    while (code == ERR_OK) {
        code = ask_line(q->prompt, offered, answer, CONF_VALUE_SIZE, e);
        if (code == ERR_OK && strcmp(answer, "-") == 0)
            answer[0] = '\0';
        if (code == ERR_OK)
            code = setting_check(q->section, q->key, answer, e);
        if (code != ERR_DATA)
            break;
        struct err why = *e;
        code = show(e, "%s.\n", why.text);
    }
    return code;
}

/* How many will change. */
static size_t changes(const struct dialogue *d, struct setting settings[QUESTIONS])
{
    size_t count = 0;
    for (size_t i = 0; i < QUESTIONS; i++)
        if (strcmp(d->before[i], d->after[i]) != 0)
            settings[count++] = (struct setting){
                .section = questions[i].section, .key = questions[i].key, .value = d->after[i]};
    return count;
}

static enum err_code show_changes(const struct dialogue *d, struct err *e)
{
    enum err_code code = ask_show("\nThis will change:\n", e);
    for (size_t i = 0; code == ERR_OK && i < QUESTIONS; i++) {
        if (strcmp(d->before[i], d->after[i]) == 0)
            continue;
        code = show(e, "  %s.%s = %s\n", questions[i].section, questions[i].key, d->after[i]);
        if (code == ERR_OK && d->before[i][0] != '\0')
            code = show(e, "      was %s\n", d->before[i]);
    }
    if (code == ERR_OK && d->password.text[0] != '\0')
        code = show(e, "  the password, in %s\n", d->password_path);
    return code;
}

/* A signal that would end the program waits: not the one file without the other. */
static enum err_code write_both(struct dialogue *d, const struct setting *settings, size_t count,
                                struct err *e)
{
    sigset_t all;
    sigset_t before;
    enum err_code code = ERR_OK;
    (void)sigfillset(&all);
    (void)sigprocmask(SIG_BLOCK, &all, &before);
    if (count > 0)
        code = settings_write(d->path, settings, count, e);
    if (code == ERR_OK && d->password.text[0] != '\0')
        code = settings_secret_store(d->password_path, &d->password, e);
    (void)sigprocmask(SIG_SETMASK, &before, NULL);
    return code;
}

static enum err_code finish(struct dialogue *d, struct err *e)
{
    struct setting settings[QUESTIONS];
    size_t count = changes(d, settings);
    bool yes;
    if (count == 0 && d->password.text[0] == '\0')
        return ask_show("\nThere is nothing to change.\n", e);
    enum err_code code = show_changes(d, e);
    if (code == ERR_OK)
        code = ask_yes("Write this?", true, &yes, e);
    if (code != ERR_OK)
        return code;
    if (!yes)
        return ask_show("Nothing was changed.\n", e);
    code = write_both(d, settings, count, e);
    if (code == ERR_OK)
        code = ask_show("Written. 'fcfh-settings check' looks all of it over; a service that runs\n"
                        "takes it when it is restarted: systemctl restart fcfh-identify\n",
                        e);
    return code;
}

/* Also what would stop it at the end is found before the first question. */
static enum err_code begin(struct dialogue *d, struct err *e)
{
    conf_init(&d->conf);
    enum err_code code = conf_read(&d->conf, d->path, false, e);
    for (size_t i = 0; code == ERR_OK && i < QUESTIONS; i++)
        code =
            settings_get(d->path, false, questions[i].section, questions[i].key, d->before[i], e);
    if (code == ERR_OK)
        code = settings_writable(d->path, e);
    if (code != ERR_OK || d->conf.amt.password_command[0] != '\0')
        return code;
    code = settings_secret_path(&d->conf, "amt", &d->password_path, e);
    return code == ERR_OK ? settings_writable(d->password_path, e) : code;
}

enum err_code settings_ask(const char *path, struct err *e)
{
    struct dialogue d = {.path = path};
    enum err_code code = begin(&d, e);
    if (code == ERR_OK)
        code = show(
            e,
            "The settings of Fast Call for Help, in %s.\n"
            "Enter takes what stands in brackets. Ctrl-C ends this; nothing is changed then.\n",
            path);
    if (code == ERR_OK)
        code = ask_password(&d, e);
    for (size_t i = 0; code == ERR_OK && i < QUESTIONS; i++)
        code = ask_value(&d, &questions[i], d.before[i], d.after[i], e);
    if (code == ERR_OK)
        code = finish(&d, e);
    secret_wipe(&d.password);
    return code;
}
