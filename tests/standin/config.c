#include "tests/standin/config.h"

#include <stdlib.h>
#include <string.h>

#include "tests/standin/accounts.h"
#include "tests/standin/environment.h"
#include "tests/standin/filters.h"
#include "tests/standin/subscribers.h"
#include "tests/standin/subscriptions.h"

void config_init(struct config *config, const struct options *options)
{
    memset(config, 0, sizeof *config);
    pthread_mutex_init(&config->lock, NULL);
    config->interfaces = amt_quirk(&options->amt, "state-zero") ? 0 : options->amt.uic;
    accounts_init(config, &options->amt);
    filters_init(config, options);
    subscribers_init(config, options);
    subscriptions_init(config, &options->amt);
    environment_init(config, &options->amt);
    redirection_init(&config->redirection, options);
    boot_init(&config->boot, options);
    consent_init(&config->consent, options);
}

void config_free(struct config *config)
{
    accounts_free(config);
    subscribers_free(config);
    subscriptions_free(config);
    environment_free(config);
    free(config->filters);
    pthread_mutex_destroy(&config->lock);
}

void config_print(const struct config *config, const char *where, struct text *out)
{
    accounts_print(config, where, out);
    text_printf(out, "%s interfaces %u\n", where, config->interfaces);
    subscribers_print(config, where, out);
    filters_print(config, where, out);
    subscriptions_print(config, where, out);
    environment_print(config, where, out);
    redirection_print(&config->redirection, where, out);
    boot_print(&config->boot, where, out);
    consent_print(&config->consent, where, out);
}
