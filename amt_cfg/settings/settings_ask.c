#include "amt_cfg/settings/settings_ask.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "amt_cfg/settings/own_address.h"
#include "amt_cfg/settings/settings_file.h"
#include "amt_cfg/settings/settings_secret.h"
#include "common/address_list.h"
#include "common/ask.h"
#include "common/conf_file.h"
#include "common/password_rule.h"

enum { QUESTIONS_MAX = 16 };

struct question {
    const struct conf_key *key;
    char before[CONF_VALUE_SIZE]; /* the value in effect */
    char after[CONF_VALUE_SIZE];  /* the answer */
};

struct dialogue {
    const char *path;
    struct conf conf;
    struct question questions[QUESTIONS_MAX];
    size_t count;
    const char *password_path; /* NULL: the password comes from a command */
    struct secret password;    /* "": it stays as it was */
};

/* Prepares the questions in their order, each with the value in effect. What would stop us at the
 * end is also found before the first question. */
static enum err_code prepare(struct dialogue *d, struct err *e)
{
    const struct conf_key *key;
    conf_init(&d->conf);
    enum err_code code = conf_read(&d->conf, d->path, false, e);
    for (unsigned turn = 1; turn <= QUESTIONS_MAX; turn++)
        for (size_t i = 0; code == ERR_OK && (key = conf_key_at(i)) != NULL; i++) {
            if (key->question_order != turn)
                continue;
            struct question *q = &d->questions[d->count++];
            q->key = key;
            code = settings_get(d->path, false, key->section, key->name, q->before, e);
        }
    if (code == ERR_OK)
        code = settings_writable(d->path, e);
    if (code != ERR_OK || d->conf.amt.password_command[0] != '\0')
        return code;
    code = settings_secret_path(&d->conf, "amt", &d->password_path, e);
    return code == ERR_OK ? settings_writable(d->password_path, e) : code;
}

static enum err_code ask_password(struct dialogue *d, struct err *e)
{
    struct secret now;
    struct err why;
    if (d->password_path == NULL)
        return ask_show(e, "\nThe password of AMT's user %s comes from password-command.\n",
                        d->conf.amt.user);
    enum err_code code = ask_show(
        e,
        "\nThe password of AMT's user %s, with which AMT is asked who calls. AMT wants 8\n"
        "to 32 characters: capital and small letters, digits, and others such as ! or #.\n",
        d->conf.amt.user);
    if (code != ERR_OK)
        return code;
    bool there = secret_from_file(d->password_path, &now, &why) == ERR_OK;
    if (there && password_rule_check(now.text, &why) != ERR_OK)
        code = ask_show(e, "The one in %s does not meet AMT's rules.\n", d->password_path);
    else if (!there && access(d->password_path, F_OK) == 0)
        code = ask_show(e, "%s.\n", why.text);
    secret_wipe(&now);
    if (code != ERR_OK)
        return code;
    return settings_secret_ask(there ? "Password [unchanged]" : "Password", there, &d->password, e);
}

/* Finds the address that is offered if none is set yet, and mentions the others. */
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
    return count > 1 ? ask_show(e, "This machine has\n%s", all) : ERR_OK;
}

/* Asks until the answer makes sense. */
static enum err_code ask_value(const struct dialogue *d, struct question *q, struct err *e)
{
    char offered[CONF_VALUE_SIZE];
    const struct setting answer = {
        .section = q->key->section, .key = q->key->name, .value = q->after};
    memcpy(offered, q->before, sizeof offered);
    enum err_code code = ask_show(e, "\n%s\n", q->key->question);
    bool address = q->key == conf_key_find("collector", "address");
    if (code == ERR_OK && address && q->before[0] == '\0')
        code = offer_address(&d->conf, offered, e);
    while (code == ERR_OK) {
        code = ask_line(q->key->prompt, offered, q->after, sizeof q->after, e);
        if (code == ERR_OK && strcmp(q->after, "-") == 0)
            q->after[0] = '\0';
        if (code == ERR_OK)
            code = settings_check_value(&answer, e);
        if (code != ERR_DATA)
            break;
        code = ask_show(e, "%s.\n", e->text);
    }
    return code;
}

/* Says what will change, asks, and writes it. */
static enum err_code finish(const struct dialogue *d, struct err *e)
{
    struct setting changes[QUESTIONS_MAX];
    size_t count = 0;
    bool new_password = d->password.text[0] != '\0';
    bool yes;
    enum err_code code = ERR_OK;
    for (size_t i = 0; code == ERR_OK && i < d->count; i++) {
        const struct question *q = &d->questions[i];
        if (strcmp(q->before, q->after) == 0)
            continue;
        changes[count] =
            (struct setting){.section = q->key->section, .key = q->key->name, .value = q->after};
        code = ask_show(e, "%s  %s.%s = %s\n", count++ == 0 ? "\nThis will change:\n" : "",
                        q->key->section, q->key->name, q->after);
        if (code == ERR_OK && q->before[0] != '\0')
            code = ask_show(e, "      was %s\n", q->before);
    }
    if (code == ERR_OK && new_password)
        code = ask_show(e, "%s  the password, in %s\n", count == 0 ? "\nThis will change:\n" : "",
                        d->password_path);
    if (code == ERR_OK && count == 0 && !new_password)
        return ask_show(e, "\nThere is nothing to change.\n");
    if (code == ERR_OK)
        code = ask_yes("Write this?", true, &yes, e);
    if (code != ERR_OK)
        return code;
    if (!yes)
        return ask_show(e, "Nothing was changed.\n");

    /* Signals that would end the program are blocked, so that one file is not written without the
     * other. */
    sigset_t all;
    sigset_t before;
    (void)sigfillset(&all);
    (void)sigprocmask(SIG_BLOCK, &all, &before);
    if (count > 0)
        code = settings_write(d->path, changes, count, e);
    if (code == ERR_OK && new_password)
        code = settings_secret_store("amt", d->password_path, &d->password, e);
    (void)sigprocmask(SIG_SETMASK, &before, NULL);
    if (code != ERR_OK)
        return code;
    return ask_show(e,
                    "Written. 'fcfh-settings check' checks all of it; a service that is\n"
                    "running takes it up when it is restarted: systemctl restart fcfh-identify\n");
}

enum err_code settings_ask(const char *path, struct err *e)
{
    struct dialogue d = {.path = path};
    enum err_code code = prepare(&d, e);
    if (code == ERR_OK)
        code = ask_show(
            e,
            "The settings of Fast Call for Help, in %s.\n"
            "Enter takes the value in brackets. Ctrl-C ends this without changing anything.\n",
            path);
    if (code == ERR_OK)
        code = ask_password(&d, e);
    for (size_t i = 0; code == ERR_OK && i < d.count; i++)
        code = ask_value(&d, &d.questions[i], e);
    if (code == ERR_OK)
        code = finish(&d, e);
    secret_wipe(&d.password);
    return code;
}
