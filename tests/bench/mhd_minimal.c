/*
 * bench_mhd_minimal ADDRESS PORT: the least that a server on libmicrohttpd can do with a POST: it
 * reads the body and answers 200. One thread with epoll, like fcfh-listener. It runs until it is
 * killed.
 */
#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection,
                                  const char *path, const char *method, const char *version,
                                  const char *data, size_t *data_len, void **request_context)
{
    static char seen;
    (void)path, (void)method, (void)version, (void)data;
    if (*request_context == NULL) {
        *request_context = &seen;
        return MHD_YES;
    }
    if (*data_len > 0) {
        *data_len = 0;
        return MHD_YES;
    }
    return MHD_queue_response(connection, MHD_HTTP_OK, context);
}

int main(int argc, char **argv)
{
    struct sockaddr_in at = {.sin_family = AF_INET};
    struct MHD_Response *empty = MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
    if (argc != 3 || inet_pton(AF_INET, argv[1], &at.sin_addr) != 1 || empty == NULL)
        return 64;
    at.sin_port = htons((uint16_t)atoi(argv[2]));
    struct MHD_Daemon *daemon =
        MHD_start_daemon(MHD_USE_EPOLL | MHD_USE_INTERNAL_POLLING_THREAD, 0, NULL, NULL, on_request,
                         empty, MHD_OPTION_SOCK_ADDR, &at, MHD_OPTION_END);
    if (daemon == NULL)
        return 69;
    for (;;)
        (void)pause();
}
