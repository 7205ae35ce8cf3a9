#include "common/conf_secret.h"

struct secret_source conf_amt_password(const struct conf *conf)
{
    return (struct secret_source){.credential = "amt-password",
                                  .command = conf->amt.password_command,
                                  .path = conf->amt.password_file};
}

struct secret_source conf_listener_password(const struct conf *conf)
{
    return (struct secret_source){.credential = "listener-password",
                                  .path = conf->listener.password_file};
}

const char *conf_listener_key(const struct conf *conf, char given[CREDENTIAL_PATH_SIZE])
{
    return credential_path("listener-key", given) ? given : conf->listener.key;
}
