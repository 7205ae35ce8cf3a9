/*
 * bench_post keep|new ADDRESS PORT NET CONNECTIONS REQUESTS FILE: posts the text of FILE over and
 * over, from addresses below NET ("127.65.3"), one request at a time on each connection. A
 * connection is kept, or opened again for each request, as when many machines send one each. Every
 * "NNNNNNNNNNNN" in the text becomes the number of the request. Prints the answers per second, the
 * 99th percentile of the time to an answer in milliseconds, and how many were not 200.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/bench/measure.h"

enum { CONNECTIONS_MAX = 400, PLACES_MAX = 16, DIGITS = 12, TEXT_MAX = 16384 };

static const char placeholder[DIGITS + 1] = "NNNNNNNNNNNN";

struct connection {
    int fd;
    double sent;
    char answer[4096];
    size_t used;
};

static char request[TEXT_MAX];
static size_t request_len;
static size_t places[PLACES_MAX];
static size_t place_count;
static struct connection connections[CONNECTIONS_MAX];
static double *times;
static long done, begun, wanted, bad;
static bool keep;
static int poll_fd;
static const char *address, *port, *net;

static void fail(const char *what)
{
    (void)fprintf(stderr, "bench_post: %s: %s\n", what, strerror(errno));
    exit(69);
}

static void read_request(const char *path)
{
    static char body[TEXT_MAX - 256];
    FILE *file = fopen(path, "r");
    size_t len = file != NULL ? fread(body, 1, sizeof body, file) : 0;
    if (len == 0 || len == sizeof body)
        fail(path);
    (void)fclose(file);
    int head = snprintf(request, sizeof request,
                        "POST / HTTP/1.1\r\nHost: localhost:0\r\nUser-Agent: bench\r\n"
                        "Connection: %s\r\nContent-Length: %zu\r\n\r\n",
                        keep ? "Keep-Alive" : "close", len);
    memcpy(request + head, body, len);
    request_len = (size_t)head + len;
    for (char *at = request; place_count < PLACES_MAX; at += DIGITS) {
        at = memmem(at, request_len - (size_t)(at - request), placeholder, DIGITS);
        if (at == NULL)
            break;
        places[place_count++] = (size_t)(at - request);
    }
}

/* From the next address of the net. */
static void open_connection(struct connection *c)
{
    static int number;
    char text[64];
    int on = 1;
    struct sockaddr_in from = {.sin_family = AF_INET};
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port))};
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
    (void)snprintf(text, sizeof text, "%s.%d", net, number++ % 250 + 1);
    c->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (c->fd < 0 || inet_pton(AF_INET, text, &from.sin_addr) != 1 ||
        inet_pton(AF_INET, address, &to.sin_addr) != 1 ||
        setsockopt(c->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on) != 0 ||
        bind(c->fd, (struct sockaddr *)&from, sizeof from) != 0 ||
        connect(c->fd, (struct sockaddr *)&to, sizeof to) != 0 ||
        epoll_ctl(poll_fd, EPOLL_CTL_ADD, c->fd, &event) != 0)
        fail(text);
}

static void send_next(struct connection *c)
{
    char number[24];
    if (begun == wanted)
        return;
    (void)snprintf(number, sizeof number, "%012ld", ++begun % 1000000000000);
    for (size_t i = 0; i < place_count; i++)
        memcpy(request + places[i], number, DIGITS);
    c->used = 0;
    c->sent = now_ms();
    if (c->fd < 0)
        open_connection(c);
    if (send(c->fd, request, request_len, MSG_NOSIGNAL) != (ssize_t)request_len)
        fail("send");
}

/* Whether the answer is complete. */
static bool is_whole(struct connection *c)
{
    c->answer[c->used] = '\0';
    const char *end = strstr(c->answer, "\r\n\r\n");
    const char *length = strstr(c->answer, "Content-Length: ");
    if (end == NULL)
        return false;
    size_t body = length != NULL && length < end ? strtoul(length + 16, NULL, 10) : 0;
    return c->used >= (size_t)(end + 4 - c->answer) + body;
}

static void take_answer(struct connection *c)
{
    ssize_t got = recv(c->fd, c->answer + c->used, sizeof c->answer - 1 - c->used, 0);
    if (got <= 0)
        fail("connection lost");
    c->used += (size_t)got;
    if (!is_whole(c))
        return;
    times[done++] = now_ms() - c->sent;
    bad += strncmp(c->answer, "HTTP/1.1 200", 12) != 0;
    if (!keep) {
        (void)close(c->fd);
        c->fd = -1;
    }
    send_next(c);
}

int main(int argc, char **argv)
{
    if (argc != 8)
        return 64;
    keep = strcmp(argv[1], "keep") == 0;
    address = argv[2];
    port = argv[3];
    net = argv[4];
    int count = atoi(argv[5]);
    wanted = atol(argv[6]);
    times = calloc((size_t)wanted + 1, sizeof *times);
    poll_fd = epoll_create1(0);
    if (count < 1 || count > CONNECTIONS_MAX || wanted < count || times == NULL || poll_fd < 0)
        return 64;
    read_request(argv[7]);
    for (int i = 0; i < count; i++) {
        connections[i].fd = -1;
        if (keep)
            open_connection(&connections[i]);
    }
    double began = now_ms();
    for (int i = 0; i < count; i++)
        send_next(&connections[i]);
    while (done < wanted) {
        struct epoll_event events[64];
        int ready = epoll_wait(poll_fd, events, 64, 30000);
        if (ready <= 0)
            fail("no answer");
        for (int i = 0; i < ready; i++)
            take_answer(events[i].data.ptr);
    }
    double took = now_ms() - began;
    qsort(times, (size_t)done, sizeof *times, by_size);
    (void)printf("%.0f %.2f %ld\n", (double)done / took * 1e3, times[done * 99 / 100], bad);
    return 0;
}
