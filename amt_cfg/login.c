#include "amt_cfg/login.h"

#include <stdio.h>
#include <unistd.h>

#include "common/ask.h"
#include "common/credential.h"

static enum err_code ask(const struct options *options, struct secret *password, struct err *e)
{
    char prompt[160];
    if (options->user == NULL)
        (void)snprintf(prompt, sizeof prompt, "Password of the users named in %.60s",
                       options->hosts_file != NULL ? options->hosts_file : "the list");
    else if (options->host == NULL)
        (void)snprintf(prompt, sizeof prompt, "Password of %.60s", options->user);
    else
        (void)snprintf(prompt, sizeof prompt, "Password of %.60s at %.60s", options->user,
                       options->host);
    enum err_code code = ask_secret(prompt, password, e);
    if (code == ERR_OK && password->text[0] == '\0')
        return err_set(e, ERR_USAGE, "no password was given");
    return code;
}

enum err_code login_password(const struct options *options, struct secret *password, struct err *e)
{
    const struct secret_source named = {.command = options->password_command,
                                        .path = options->password_file};
    char given[CREDENTIAL_PATH_SIZE];
    bool from_stdin = options_password_is_stdin(options);
    *password = (struct secret){.text = ""};
    if (options->auth == HTTP_AUTH_NEGOTIATE)
        return ERR_OK;
    if (from_stdin && !isatty(STDIN_FILENO))
        return secret_from_fd(STDIN_FILENO, "standard input", password, e);
    if (options->password_given && !from_stdin) {
        *password = options->password;
        return ERR_OK;
    }
    if (!from_stdin && (options->password_file != NULL || options->password_command != NULL))
        return secret_read(&named, password, e);
    if (!from_stdin && credential_path(LOGIN_CREDENTIAL, given))
        return secret_from_file(given, password, e);
    if (ask_is_possible())
        return ask(options, password, e);
    return err_set(e, ERR_USAGE,
                   "no password, and no terminal to ask for it; use --password-file FILE");
}
