#include "support_queue_gui/manage/manage_account.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/text.h"
#include "support_queue_gui/manage/manage_askpass.h"

static bool is_given(const char *text)
{
    return text != NULL && text[0] != '\0';
}

static enum err_code find_user(struct manage *m, const struct manage_personal *personal,
                               struct err *e)
{
    char question[sizeof m->target.name + 32];
    const char *user = is_given(m->options->user) ? m->options->user : personal->user;
    char typed[sizeof m->user] = "";
    enum err_code code = ERR_OK;
    if (!is_given(user) && !m->dialog.can_ask(m->dialog.context))
        return err_set(e, ERR_USAGE,
                       "no AMT user: -u USER, or a line \"user = NAME\" in "
                       "~/.config/fcfh/manage.conf");
    if (!is_given(user)) {
        (void)snprintf(question, sizeof question, "AMT user at %s: ", m->target.name);
        code = m->dialog.ask(m->dialog.context, question, false, typed, sizeof typed, e);
        user = typed;
    }
    if (code == ERR_OK && !user_is_valid(user, e))
        code = ERR_USAGE;
    if (code == ERR_OK && strcmp(user, m->conf.amt.user) == 0)
        manage_print(m, "'%s' is the account that fcfh itself uses; use one of your own", user);
    if (code == ERR_OK)
        (void)snprintf(m->user, sizeof m->user, "%.*s", (int)sizeof m->user - 1, user);
    return code;
}

/* The command of manage.conf is for the user that manage.conf names. */
static bool command_is_for(const struct manage_personal *personal, const char *user)
{
    return personal->password_command[0] != '\0' &&
           (personal->user[0] == '\0' || strcmp(personal->user, user) == 0);
}

static enum err_code find_password(struct manage *m, const struct manage_personal *personal,
                                   struct err *e)
{
    char question[sizeof m->user + sizeof m->target.name + 32];
    const char *file = m->options->password_file;
    bool can_ask = m->dialog.can_ask(m->dialog.context);
    if (is_given(file) && strcmp(file, "-") == 0)
        return secret_from_fd(STDIN_FILENO, "standard input", &m->password, e);
    if (is_given(file))
        return secret_from_file(file, &m->password, e);
    if (command_is_for(personal, m->user))
        return secret_from_command(personal->password_command, &m->password, e);
    (void)snprintf(question, sizeof question, "Password of %s at %s: ", m->user, m->target.name);
    if (askpass_is_wanted(can_ask))
        return askpass(question, m->stop_fd, &m->password, e);
    if (!can_ask)
        return err_set(e, ERR_NOPERM,
                       "no password for '%s', and no terminal to ask for it: --password-file FILE, "
                       "password-command in ~/.config/fcfh/manage.conf, or $SSH_ASKPASS",
                       m->user);
    enum err_code code = m->dialog.ask(m->dialog.context, question, true, m->password.text,
                                       sizeof m->password.text, e);
    if (code == ERR_OK && m->password.text[0] == '\0')
        code = err_set(e, ERR_NOPERM, "no password was given");
    return code;
}

enum err_code manage_account_find(struct manage *m, const struct manage_personal *personal,
                                  struct err *e)
{
    if (m->options->auth == HTTP_AUTH_NEGOTIATE) {
        (void)snprintf(m->user, sizeof m->user, "Kerberos");
        return ERR_OK;
    }
    enum err_code code = find_user(m, personal, e);
    if (code == ERR_OK)
        code = find_password(m, personal, e);
    return code;
}
