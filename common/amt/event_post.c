/* With libcurl. */
#include "common/amt/event_post.h"

#include <curl/curl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { WAIT_S = 10 };

static size_t forget(char *data, size_t size, size_t count, void *context)
{
    (void)data;
    (void)context;
    return size * count;
}

#define SET(option, value) (curl_easy_setopt(easy, (option), (value)) == CURLE_OK)

static bool set_up(CURL *easy, const struct event_post *post, struct curl_slist *to,
                   char why[CURL_ERROR_SIZE])
{
    bool good = SET(CURLOPT_ERRORBUFFER, why) && SET(CURLOPT_URL, post->url) &&
                SET(CURLOPT_CONNECT_TO, to) && SET(CURLOPT_PROXY, "") &&
                SET(CURLOPT_PROTOCOLS_STR, "http,https") && SET(CURLOPT_NOSIGNAL, 1L) &&
                SET(CURLOPT_TIMEOUT, (long)WAIT_S) && SET(CURLOPT_POSTFIELDS, post->body) &&
                SET(CURLOPT_WRITEFUNCTION, forget);
    /* The server is known by its key, which is ours. */
    good = good && SET(CURLOPT_SSL_VERIFYPEER, 0L) && SET(CURLOPT_SSL_VERIFYHOST, 0L) &&
           (post->pin[0] == '\0' || SET(CURLOPT_PINNEDPUBLICKEY, post->pin));
    return good && (post->user[0] == '\0' ||
                    (SET(CURLOPT_HTTPAUTH, (long)CURLAUTH_DIGEST) &&
                     SET(CURLOPT_USERNAME, post->user) && SET(CURLOPT_PASSWORD, post->password)));
}

static enum err_code perform(CURL *easy, long *status, const char *why, struct err *e)
{
    CURLcode result = curl_easy_perform(easy);
    if (result == CURLE_OK)
        result = curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, status);
    if (result == CURLE_OK)
        return ERR_OK;
    if (result == CURLE_COULDNT_CONNECT)
        return err_set(e, ERR_UNAVAILABLE, "nothing listens there");
    if (result == CURLE_SSL_PINNEDPUBKEYNOTMATCH)
        return err_set(e, ERR_PROTOCOL, "a different certificate was shown");
    return err_set(e, ERR_PROTOCOL, "%.200s", why[0] != '\0' ? why : curl_easy_strerror(result));
}

enum err_code event_post(const struct event_post *post, long *status, struct err *e)
{
    char why[CURL_ERROR_SIZE] = "";
    char to_text[160];
    bool v6 = strchr(post->address, ':') != NULL;
    (void)snprintf(to_text, sizeof to_text, "::%s%.100s%s:", v6 ? "[" : "", post->address,
                   v6 ? "]" : "");
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return err_nomem(e);
    CURL *easy = curl_easy_init();
    struct curl_slist *to = curl_slist_append(NULL, to_text);
    enum err_code code = easy != NULL && to != NULL && set_up(easy, post, to, why)
                             ? perform(easy, status, why, e)
                             : err_nomem(e);
    curl_easy_cleanup(easy);
    curl_slist_free_all(to);
    curl_global_cleanup();
    return code;
}
