/* The password of the administrator whom fcfh-config logs in as. */
#ifndef FCFH_AMT_CFG_LOGIN_H
#define FCFH_AMT_CFG_LOGIN_H

#include "amt_cfg/options.h"
#include "common/err.h"
#include "common/secret.h"

/* Where a service manager puts it: $CREDENTIALS_DIRECTORY and this name (systemd.exec(5)). */
#define LOGIN_CREDENTIAL "fcfh-config.password"

/* Looks for the password in this order: the command line, standard input, a file, a command, the
 * service manager, a question at the terminal. Kerberos needs none. ERR_USAGE if no source gives
 * one. */
enum err_code login_password(const struct options *options, struct secret *password, struct err *e);

#endif
