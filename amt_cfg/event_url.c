#include "amt_cfg/event_url.h"

#include <string.h>
#include <strings.h>

static size_t scheme_length(const char *url)
{
    static const char *const schemes[] = {"http://", "https://"};
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++)
        if (strncasecmp(url, schemes[i], strlen(schemes[i])) == 0)
            return strlen(schemes[i]);
    return 0;
}

enum err_code event_url_check(const char *url, struct err *e)
{
    size_t len = strlen(url);
    if (len > EVENT_URL_MAX)
        return err_set(e, ERR_DATA, "a URL for events has at most %d characters", EVENT_URL_MAX);
    for (const char *c = url; *c != '\0'; c++)
        if (*c <= ' ' || *c > '~' || strchr("\"<>\\^`{|}", *c) != NULL)
            return err_set(e, ERR_DATA, "a URL takes visible ASCII without \" < > \\ ^ ` { | }");
    size_t scheme = scheme_length(url);
    if (scheme == 0)
        return err_set(e, ERR_DATA, "'%.60s' does not start with http:// or https://", url);
    size_t host = strcspn(url + scheme, "/?#");
    if (host == 0 || url[scheme] == ':')
        return err_set(e, ERR_DATA, "'%.60s' names no host", url);
    /* It would be sent to every client and stored there: no place for a password. */
    if (memchr(url + scheme, '@', host) != NULL)
        return err_set(e, ERR_DATA, "a URL for events has no user name in it");
    return ERR_OK;
}
