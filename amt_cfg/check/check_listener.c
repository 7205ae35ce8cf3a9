/* What fcfh-listener shows: whether its certificate is valid now and is for the name in the URL,
 * and its key. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "amt_cfg/check/check_context.h"
#include "amt_cfg/check/permissions.h"
#include "common/amt/certificate.h"
#include "common/event_url.h"
#include "common/file.h"
#include "common/timefmt.h"
#include "common/users.h"

enum { PEM_MAX = 64 * 1024, SOON_S = 30 * 86400, HOST_SIZE = 256 };

bool check_wants_events(const struct check_context *c)
{
    const struct unit *unit = c->units != NULL ? &c->units[UNIT_LISTENER] : NULL;
    return c->conf.listener.user[0] != '\0' || c->conf.listener.certificate[0] != '\0' ||
           c->conf.listener.key[0] != '\0' ||
           (unit != NULL && unit_is_loaded(unit) &&
            (unit_is_enabled(unit) || strcmp(unit->active, "inactive") != 0));
}

/* The text of a file that the listener reads, which the caller frees; NULL if the user who runs
 * this cannot read it, which is reported. */
static char *load(struct check_context *c, const char *object, const char *path,
                  enum finding_code missing, enum finding_code bad)
{
    char *text;
    size_t len;
    struct err e;
    enum err_code code = file_load(path, FILE_PUBLIC, PEM_MAX, &text, &len, &e);
    if (code == ERR_OK)
        return text;
    if (access(path, F_OK) != 0 && errno == ENOENT)
        report_wrong(&c->report, missing, object, "%s is not there", path);
    else if (code == ERR_NOPERM)
        report_note(&c->report, FOUND_NOT_CHECKED, object,
                    "%s: not permitted; not looked at, run this as root for that", path);
    else
        report_wrong(&c->report, bad, object, "%s", e.text);
    return NULL;
}

/* Whether fcfh-listener's user can read it; that user may have no special rights. */
static bool is_readable(const char *path)
{
    struct access_user user;
    struct access_result result;
    if (!access_user_find(USER_EVENTS, &user))
        return true;
    access_as(&user, path, R_OK, &result);
    return result.answer != ACCESS_DENIED;
}

/* False if there is no certificate that a key could be compared with. */
static bool check_certificate(struct check_context *c, const char *pem)
{
    static const char object[] = "listener.certificate";
    const char *path = c->conf.listener.certificate;
    const char *url = c->conf.collector.event_url;
    struct certificate certificate;
    char host[HOST_SIZE];
    char until[TIME_TEXT_SIZE];
    time_t now = time(NULL);
    certificate_read(pem, &certificate);
    time_format(certificate.until, until);
    if (!certificate.readable) {
        report_wrong(&c->report, FOUND_CERTIFICATE_BAD, object, "%s is no certificate in PEM",
                     path);
        return false;
    }
    if (!is_readable(path))
        report_wrong(&c->report, FOUND_CERTIFICATE_NOT_READABLE, object,
                     "%s: " USER_EVENTS " may not read it\nchmod a+r %s", path, path);
    else if (certificate.until <= now)
        report_wrong(&c->report, FOUND_CERTIFICATE_EXPIRED, object, "%s ended at %s", path, until);
    else if (certificate.from > now)
        report_wrong(&c->report, FOUND_CERTIFICATE_EXPIRED, object, "%s is not valid yet", path);
    else if (certificate.until - now < SOON_S)
        report_note(&c->report, FOUND_CERTIFICATE_ENDS, object, "%s ends at %s", path, until);
    else
        report_ok(&c->report, object, "%s (until %s)", path, until);
    if (event_url_host(url, host, sizeof host) && !certificate_is_for(pem, host))
        report_wrong(&c->report, FOUND_CERTIFICATE_NAME, object,
                     "%s is not for %.100s, which collector.event-url names", path, host);
    return true;
}

/* With systemd, root hands the key over; without it, and for a reload, the service's user reads
 * it. */
static bool check_key_readable(struct check_context *c, const char *path)
{
    static const char object[] = "listener.key";
    char given[TRAPD_PATH_SIZE];
    bool handed = c->units != NULL && unit_is_loaded(&c->units[UNIT_LISTENER]) &&
                  unit_credential(UNIT_LISTENER, "listener-key", given, sizeof given) &&
                  strcmp(given, path) == 0;
    if (is_readable(path))
        return true;
    if (handed)
        report_note(&c->report, FOUND_KEY_RELOAD, object,
                    "%s: " USER_EVENTS " may not read it, so a new one needs a restart and no "
                    "reload",
                    path);
    else
        report_wrong(&c->report, FOUND_KEY_NOT_READABLE, object,
                     "%s: " USER_EVENTS " may not read it\nchown " USER_EVENTS " %s; chmod 0400 %s",
                     path, path, path);
    return false;
}

static void check_key(struct check_context *c, const char *pem, const char *key)
{
    static const char object[] = "listener.key";
    const char *path = c->conf.listener.key;
    char text[PERMISSIONS_TEXT_SIZE];
    enum certificate_key fits = certificate_try_key(pem != NULL ? pem : "", key);
    if (!permissions_check_secret(path, USER_EVENTS, text))
        report_wrong(&c->report, FOUND_KEY_OPEN, object, "%s: %s", path, text);
    else if (fits == CERTIFICATE_KEY_BAD)
        report_wrong(&c->report, FOUND_KEY_BAD, object,
                     "%s is no key in PEM, or needs a passphrase", path);
    else if (fits == CERTIFICATE_KEY_OTHER && pem != NULL)
        report_wrong(&c->report, FOUND_PAIR, object, "%s is not the key of %s", path,
                     c->conf.listener.certificate);
    else if (check_key_readable(c, path))
        report_ok(&c->report, object, "%s", path);
}

void check_listener(struct check_context *c)
{
    const char *certificate = c->conf.listener.certificate;
    const char *key = c->conf.listener.key;
    const char *url = c->conf.collector.event_url;
    char *pem = NULL;
    char *key_pem = NULL;
    if (!check_wants_events(c))
        return;
    if (certificate[0] != '\0' && key[0] == '\0')
        report_wrong(&c->report, FOUND_KEY_MISSING, "listener.key",
                     "not set, though listener.certificate is");
    else if (certificate[0] == '\0' && key[0] != '\0')
        report_wrong(&c->report, FOUND_CERTIFICATE_MISSING, "listener.certificate",
                     "not set, though listener.key is");
    else if (url[0] != '\0' && event_url_is_https(url) != (certificate[0] != '\0'))
        report_wrong(&c->report, FOUND_CERTIFICATE_MISSING, "listener.certificate",
                     certificate[0] == '\0' ? "not set, though collector.event-url is https"
                                            : "set, though collector.event-url is http");
    if (url[0] != '\0' && c->conf.listener.user[0] == '\0')
        report_note(&c->report, FOUND_LISTENER_OPEN, "listener.user",
                    "not set: anybody in amt.networks can send events");
    if (certificate[0] != '\0')
        pem = load(c, "listener.certificate", certificate, FOUND_CERTIFICATE_MISSING,
                   FOUND_CERTIFICATE_BAD);
    bool known = pem != NULL && check_certificate(c, pem);
    if (key[0] != '\0')
        key_pem = load(c, "listener.key", key, FOUND_KEY_MISSING, FOUND_KEY_BAD);
    if (key_pem != NULL) {
        check_key(c, known ? pem : NULL, key_pem);
        explicit_bzero(key_pem, strlen(key_pem));
    }
    free(key_pem);
    free(pem);
}
