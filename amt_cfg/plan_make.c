#include "amt_cfg/plan_make.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "amt_cfg/mask.h"
#include "common/account_name.h"
#include "common/address_list.h"
#include "common/conf_secret.h"
#include "common/event_url.h"
#include "common/password_rule.h"

/* Without this check libcurl would say for each machine that its certificate is bad. */
static enum err_code check_ca_file(const struct conf *conf, struct err *e)
{
    bool used = conf->amt.verify && conf->amt.tls != CONF_TLS_OFF && conf->amt.ca_file[0] != '\0';
    if (used && access(conf->amt.ca_file, R_OK) != 0)
        return err_set(e, ERR_CONFIG, "ca-file %.200s: %s", conf->amt.ca_file, strerror(errno));
    return ERR_OK;
}

static enum err_code override(struct conf *conf, const struct options *options, struct err *e)
{
    if (options->tls_given)
        conf->amt.tls = options->tls;
    else if (conf->amt.tls == CONF_TLS_AUTO)
        conf->amt.tls = CONF_TLS_ON; /* without TLS only if an option says so */
    if (options->insecure)
        conf->amt.verify = false;
    if (options->parallel > 0)
        conf->amt.parallel = options->parallel;
    if (options->ca_file == NULL)
        return check_ca_file(conf, e);
    int len = snprintf(conf->amt.ca_file, sizeof conf->amt.ca_file, "%s", options->ca_file);
    if (len < 0 || (size_t)len >= sizeof conf->amt.ca_file)
        return err_set(e, ERR_USAGE, "--ca-file: the name is too long");
    conf->amt.verify = true;
    return check_ca_file(conf, e);
}

/* To be called before there are threads. */
static void read_login_name(struct plan *plan)
{
    const struct passwd *user = getpwuid(getuid());
    if (user != NULL)
        (void)snprintf(plan->run_by, sizeof plan->run_by, "%s", user->pw_name);
    else
        (void)snprintf(plan->run_by, sizeof plan->run_by, "%ld", (long)getuid());
}

static enum err_code as_configuration(enum err_code code, struct err *e)
{
    return code == ERR_DATA ? err_recode(e, ERR_CONFIG) : code;
}

static enum err_code read_account(struct plan *plan, const struct conf *conf, bool dry_run,
                                  struct err *e)
{
    struct err why;
    if (account_name_check(conf->amt.user, &why) != ERR_OK)
        return err_set(e, ERR_CONFIG, "[amt] user: %.200s", why.text);
    if (plan->mode == PLAN_REMOVE || dry_run)
        return ERR_OK;
    const struct secret_source from = conf_amt_password(conf);
    enum err_code code = secret_read(&from, &plan->secret, &why);
    if (code != ERR_OK)
        return err_set(e, code, "the password of %.20s: %.250s; fcfh-settings sets it",
                       conf->amt.user, why.text);
    if (plan->mode != PLAN_LEARN && password_rule_check(plan->secret.text, &why) != ERR_OK)
        return err_set(e, ERR_CONFIG, "the password of %.20s: %.250s; fcfh-settings sets another",
                       conf->amt.user, why.text);
    return ERR_OK;
}

static enum err_code read_events(struct plan *plan, const struct conf *conf, bool dry_run,
                                 struct err *e)
{
    struct err why;
    const char *url = conf->collector.event_url;
    if (url[0] == '\0')
        return ERR_OK;
    if (event_url_check(url, &why) != ERR_OK)
        return err_set(e, ERR_CONFIG, "[collector] event-url: %.250s", why.text);
    if (plan->mode != PLAN_CONFIGURE || conf->listener.user[0] == '\0')
        return ERR_OK;
    if (dry_run) { /* the requests that it prints show this one */
        (void)snprintf(plan->event_secret.text, sizeof plan->event_secret.text, MASK_STARS);
        return ERR_OK;
    }
    const struct secret_source from = conf_listener_password(conf);
    enum err_code code = secret_read(&from, &plan->event_secret, &why);
    if (code != ERR_OK)
        return err_set(e, code, "the password of [listener] user %.60s: %.200s",
                       conf->listener.user, why.text);
    return ERR_OK;
}

static enum err_code check_targets(const struct plan *plan, const struct conf *conf, struct err *e)
{
    bool has_url = conf->collector.event_url[0] != '\0';
    bool wants_pet = plan->alerts == PLAN_PET || plan->alerts == PLAN_BOTH;
    bool wants_events = plan->alerts == PLAN_EVENTS || plan->alerts == PLAN_BOTH;
    if (plan->collector_count == 0 && (wants_pet || !has_url))
        return err_set(
            e, ERR_CONFIG,
            "[collector] address says where calls go, and is not set; fcfh-settings asks for it");
    if (wants_events && !has_url)
        return err_set(e, ERR_CONFIG,
                       "[collector] event-url says where WS-Events go, and is not set; "
                       "fcfh-settings asks for it");
    return ERR_OK;
}

enum err_code plan_make(struct plan *plan, struct conf *conf, const struct options *options,
                        struct err *e)
{
    struct err why;
    memset(plan, 0, sizeof *plan);
    plan->mode = options->mode;
    plan->alerts = options->alerts;
    plan->conf = conf;
    plan->policy = options->policy;
    plan->auth = options->auth;
    plan->legacy_tls = options->legacy_tls;
    plan->accept_key = options->accept_key;
    /* With --remove --hosts --yes answers another question. */
    plan->accept_unknown =
        options->yes && (options->mode != PLAN_REMOVE || options->hosts_file == NULL);
    if (options->key != NULL)
        memcpy(plan->key, options->key, sizeof plan->key);
    read_login_name(plan);
    plan->domain_count = options->domain_count;
    plan->redirection = options->redirection;
    memcpy(plan->domains, options->domains, sizeof plan->domains);
    enum err_code code = override(conf, options, e);
    if (code == ERR_OK &&
        address_list_parse(conf->collector.address, plan->collectors, PLAN_COLLECTORS_MAX,
                           &plan->collector_count, &why) != ERR_OK)
        code = err_set(e, ERR_CONFIG, "[collector] address: %.250s", why.text);
    if (code == ERR_OK && plan->mode != PLAN_LEARN)
        code = check_targets(plan, conf, e);
    if (code == ERR_OK)
        code = read_account(plan, conf, options->dry_run, e);
    if (code == ERR_OK)
        code = read_events(plan, conf, options->dry_run, e);
    if (code != ERR_OK)
        plan_wipe(plan);
    return as_configuration(code, e);
}

void plan_wipe(struct plan *plan)
{
    secret_wipe(&plan->secret);
    secret_wipe(&plan->event_secret);
}
