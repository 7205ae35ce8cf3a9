/* Sends an event that belongs to no client through fcfh-listener. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "amt_cfg/check/check_context.h"
#include "common/amt/certificate.h"
#include "common/amt/event_post.h"
#include "common/amt/wsman_names.h"
#include "common/conf_secret.h"
#include "common/event_url.h"
#include "common/file.h"
#include "common/probe.h"
#include "common/secret.h"

enum { PEM_MAX = 64 * 1024, URL_SIZE = 1024, WAIT_MS = 5000 };
static const char object[] = "probe: event";

static void build(char *body, size_t size, uint64_t number)
{
    char text[PROBE_TEXT_SIZE];
    probe_text(number, text);
    (void)snprintf(body, size,
                   "<s:Envelope xmlns:s=\"" NS_SOAP "\" xmlns:a=\"" NS_ADDRESSING
                   "\" xmlns:i=\"" BASE_CIM
                   "CIM_AlertIndication\"><s:Header><a:Action>" ACTION_EVENT
                   "</a:Action><a:MessageID>uuid:%s</a:MessageID></s:Header><s:Body>"
                   "<i:CIM_AlertIndication><i:MessageID>" PROBE_EVENT_ID
                   "</i:MessageID><i:IndicationIdentifier>%s</i:IndicationIdentifier>"
                   "</i:CIM_AlertIndication></s:Body></s:Envelope>",
                   text, text);
}

/* The URL at which the listener can be reached, with an address of this computer. */
static enum err_code make_url(const struct conf *conf, char url[URL_SIZE], char *address,
                              size_t size, struct err *e)
{
    char path[CONF_VALUE_SIZE];
    char host[CONF_VALUE_SIZE];
    const char *own = conf->listener.address;
    bool any = own[0] == '\0' || strcmp(own, "0.0.0.0") == 0 || strcmp(own, "::") == 0;
    enum err_code code = event_url_path(conf->collector.event_url, path, sizeof path, e);
    if (code != ERR_OK)
        return code;
    if (!event_url_host(conf->collector.event_url, host, sizeof host) || strchr(host, ':') != NULL)
        (void)snprintf(host, sizeof host, "localhost");
    (void)snprintf(address, size, "%s", any ? "127.0.0.1" : own);
    (void)snprintf(url, URL_SIZE, "%s://%s:%u%s",
                   conf->listener.certificate[0] != '\0' ? "https" : "http", host,
                   (unsigned)conf->listener.port, path[0] != '\0' ? path : "/");
    return ERR_OK;
}

static void read_pin(const struct conf *conf, char pin[TLS_KEY_SIZE])
{
    struct certificate certificate = {.readable = false};
    char *pem;
    size_t len;
    if (conf->listener.certificate[0] != '\0' &&
        file_load(conf->listener.certificate, FILE_PUBLIC, PEM_MAX, &pem, &len, NULL) == ERR_OK) {
        certificate_read(pem, &certificate);
        free(pem);
    }
    (void)snprintf(pin, TLS_KEY_SIZE, "%s", certificate.pin);
}

static void report_status(struct check_context *c, long status, uint64_t number, const char *at)
{
    const char *why = status == 401   ? "the log-in is refused: it runs with another password, and "
                                        "has to be restarted"
                      : status == 403 ? "this computer is in none of amt.networks"
                      : status == 404 ? "it wants another path than that of collector.event-url"
                      : status == 503 ? "it cannot store events now; its log says why"
                                      : "it takes no event";
    if (status != 200)
        report_wrong(&c->report, FOUND_PROBE_EVENT, object, "%s answers %ld: %s", at, status, why);
    else if (check_probe_arrived(c, number, WAIT_MS))
        report_ok(&c->report, object, "%s took it, and it was counted", at);
    else
        report_wrong(&c->report, FOUND_PROBE_EVENT, object,
                     "%s took it, and it is not counted in %s: does it run with this "
                     "configuration?",
                     at, c->conf.queue.directory);
}

void check_probe_event(struct check_context *c)
{
    const struct conf *conf = &c->conf;
    const struct secret_source source = conf_listener_password(conf);
    struct secret secret = {""};
    char url[URL_SIZE];
    char address[CONF_VALUE_SIZE];
    char pin[TLS_KEY_SIZE];
    char body[2048];
    uint64_t number = 0;
    long status = 0;
    struct err e;
    if (!check_wants_events(c))
        return;
    while (number == 0)
        if (getrandom(&number, sizeof number, 0) != sizeof number)
            return;
    enum err_code code = make_url(conf, url, address, sizeof address, &e);
    if (code == ERR_OK && conf->listener.user[0] != '\0')
        code = secret_read(&source, &secret, &e);
    if (code != ERR_OK) {
        report_note(&c->report, FOUND_PROBE_NOT_SENT, object, "not sent: %s", e.text);
        return;
    }
    read_pin(conf, pin);
    build(body, sizeof body, number);
    const struct event_post post = {.url = url,
                                    .address = address,
                                    .user = conf->listener.user,
                                    .password = secret.text,
                                    .pin = pin,
                                    .body = body};
    code = event_post(&post, &status, &e);
    secret_wipe(&secret);
    if (code != ERR_OK)
        report_wrong(&c->report, FOUND_PROBE_EVENT, object, "%s at %s: %s", url, address, e.text);
    else
        report_status(c, status, number, url);
}
