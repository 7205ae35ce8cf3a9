/* Where the secrets are that fcfh.conf(5) names: those that the service manager hands over come
 * first. */
#ifndef FCFH_COMMON_CONF_SECRET_H
#define FCFH_COMMON_CONF_SECRET_H

#include "common/conf.h"
#include "common/credential.h"
#include "common/secret.h"

/* Of the account that asks AMT. The texts are valid as long as conf is. */
struct secret_source conf_amt_password(const struct conf *conf);
/* With which clients log in to fcfh-listener. */
struct secret_source conf_listener_password(const struct conf *conf);

/* The path of fcfh-listener's TLS key. */
const char *conf_listener_key(const struct conf *conf, char given[CREDENTIAL_PATH_SIZE]);

#endif
