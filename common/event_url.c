#include "common/event_url.h"

#include <stdio.h>
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
            return err_set(e, ERR_DATA, "a URL must be visible ASCII without \" < > \\ ^ ` { | }");
    size_t scheme = scheme_length(url);
    if (scheme == 0)
        return err_set(e, ERR_DATA, "'%.60s' does not start with http:// or https://", url);
    size_t host = strcspn(url + scheme, "/?#");
    if (host == 0 || url[scheme] == ':')
        return err_set(e, ERR_DATA, "'%.60s' does not name a host", url);
    /* The URL is sent to every client and stored there: no place for a password. */
    if (memchr(url + scheme, '@', host) != NULL)
        return err_set(e, ERR_DATA, "a URL for events must not contain a user name");
    return ERR_OK;
}

enum err_code event_url_path(const char *url, char *path, size_t size, struct err *e)
{
    struct err why;
    path[0] = '\0';
    if (url[0] == '\0')
        return ERR_OK;
    if (event_url_check(url, &why) != ERR_OK)
        return err_set(e, ERR_CONFIG, "[collector] event-url: %.250s", why.text);
    const char *host = url + scheme_length(url);
    const char *start = host + strcspn(host, "/?#");
    int len = (int)strcspn(start, "?#");
    if (memchr(start, '%', (size_t)len) != NULL)
        return err_set(e, ERR_CONFIG, "[collector] event-url: its path must not contain '%%'");
    int used = len > 0 ? snprintf(path, size, "%.*s", len, start) : snprintf(path, size, "/");
    return used >= 0 && (size_t)used < size
               ? ERR_OK
               : err_set(e, ERR_CONFIG, "[collector] event-url is too long");
}

bool event_url_host(const char *url, char *host, size_t size)
{
    if (event_url_check(url, NULL) != ERR_OK)
        return false;
    const char *start = url + scheme_length(url);
    bool brackets = *start == '[';
    size_t len = brackets ? strcspn(++start, "]/?#") : strcspn(start, ":/?#");
    return snprintf(host, size, "%.*s", (int)len, start) < (int)size;
}

bool event_url_is_https(const char *url)
{
    return strncasecmp(url, "https:", strlen("https:")) == 0;
}
