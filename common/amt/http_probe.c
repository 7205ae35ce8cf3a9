/* With libcurl: whether anything answers at a port, without sending a byte. */
#include <curl/curl.h>

#include "common/amt/http_client.h"

enum err_code http_probe(struct http_client *client, const struct http_limits *limits,
                         struct http_answer *answer, struct err *e)
{
    struct http_transfer transfer = {.peer = &client->peer, .easy = curl_easy_init()};
    int result = CURLE_OK;
    *answer = (struct http_answer){.body = ""};
    bool set = transfer.easy != NULL && http_set_connection(client, &transfer, HTTP_USE_PROBE);
    enum err_code code = set ? http_transfer_run(client, &transfer, limits, &result, e)
                             : err_set(e, ERR_INTERNAL, "libcurl cannot be set up");
    if (code == ERR_OK) {
        http_set_result(&transfer, result, NULL, answer);
        if (answer->result != HTTP_ANSWERED && answer->result != HTTP_NO_HOST &&
            answer->result != HTTP_ADDRESS_NOT_ALLOWED)
            answer->result = HTTP_UNREACHABLE;
    }
    http_transfer_drop(client->engine, &transfer);
    return code;
}
