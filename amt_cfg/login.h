/* The password of the administrator as whom fcfh-config logs in. */
#ifndef FCFH_AMT_CFG_LOGIN_H
#define FCFH_AMT_CFG_LOGIN_H

#include "amt_cfg/options.h"
#include "common/err.h"
#include "common/secret.h"

/* A service manager puts it into a file of this name in $CREDENTIALS_DIRECTORY
 * (systemd.exec(5)). */
#define LOGIN_CREDENTIAL "fcfh-config.password"

/* Looks for the password in this order: the command line, standard input, a file, a command, the
 * service manager, a question at the terminal. Kerberos needs none. ERR_USAGE if no source gives
 * one. */
enum err_code login_password(const struct options *options, struct secret *password, struct err *e);

#endif
