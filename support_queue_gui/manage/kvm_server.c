#include "support_queue_gui/manage/kvm_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/amt/vnc_des.h"
#include "common/clock.h"

/* A person may have to type the password. */
enum { CLIENT_MS = 120000 };

enum err_code kvm_server_open(struct kvm_server *server, const char *password, struct err *e)
{
    struct sockaddr_in here = {.sin_family = AF_INET};
    socklen_t len = sizeof here;
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    *server = (struct kvm_server){.password = password};
    for (size_t i = 0; i < KVM_SERVER_CLIENTS; i++)
        server->clients[i].fd = -1;
    server->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (server->listener < 0 ||
        bind(server->listener, (struct sockaddr *)&here, sizeof here) != 0 ||
        listen(server->listener, KVM_SERVER_CLIENTS) != 0 ||
        getsockname(server->listener, (struct sockaddr *)&here, &len) != 0)
        return err_errno(e, ERR_CANTCREAT, "a port for the viewer");
    server->port = ntohs(here.sin_port);
    return ERR_OK;
}

static void close_client(struct kvm_client *client)
{
    if (client->fd >= 0)
        (void)close(client->fd);
    *client = (struct kvm_client){.fd = -1};
}

void kvm_server_close(struct kvm_server *server)
{
    if (server->listener >= 0)
        (void)close(server->listener);
    server->listener = -1;
    for (size_t i = 0; i < KVM_SERVER_CLIENTS; i++)
        close_client(&server->clients[i]);
}

void kvm_server_poll(const struct kvm_server *server, struct pollfd fds[KVM_SERVER_FDS])
{
    fds[0] = (struct pollfd){.fd = server->listener, .events = POLLIN};
    for (size_t i = 0; i < KVM_SERVER_CLIENTS; i++) {
        const struct kvm_client *client = &server->clients[i];
        fds[i + 1] = (struct pollfd){.fd = client->fd,
                                     .events = client->handshake.out_len > 0 ? POLLOUT : POLLIN};
    }
}

/* Each gets a challenge of its own. */
static bool begin_handshake(struct kvm_client *client, const char *password)
{
    unsigned char challenge[RFB_CHALLENGE_SIZE];
    unsigned char response[RFB_CHALLENGE_SIZE];
    if (getrandom(challenge, sizeof challenge, 0) != (ssize_t)sizeof challenge ||
        !vnc_des((const unsigned char *)password, challenge, sizeof challenge, response))
        return false;
    rfb_handshake_begin(&client->handshake, challenge, response);
    client->end = clock_ms() + CLIENT_MS;
    return true;
}

/* A free place, or that of the viewer that has sent least, the longest ago: a silent one keeps
 * nobody out. */
static struct kvm_client *find_place(struct kvm_server *server)
{
    struct kvm_client *place = &server->clients[0];
    for (size_t i = 0; i < KVM_SERVER_CLIENTS; i++) {
        struct kvm_client *client = &server->clients[i];
        if (client->fd < 0)
            return client;
        if (client->handshake.state < place->handshake.state ||
            (client->handshake.state == place->handshake.state && client->end < place->end))
            place = client;
    }
    close_client(place);
    return place;
}

static void accept_client(struct kvm_server *server)
{
    static const int on = 1;
    int fd = accept4(server->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0)
        return;
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct kvm_client *client = find_place(server);
    client->fd = fd;
    if (!begin_handshake(client, server->password))
        close_client(client);
}

/* Reads no byte more than the handshake takes: the rest is for rfb_viewer. False: it is gone. */
static bool continue_handshake(struct kvm_client *client)
{
    struct rfb_handshake *handshake = &client->handshake;
    unsigned char bytes[RFB_CHALLENGE_SIZE];
    ssize_t len = 1;
    if (handshake->out_len == 0) {
        len = recv(client->fd, bytes, rfb_handshake_wants(handshake), MSG_DONTWAIT);
        if (len > 0)
            rfb_handshake_feed(handshake, bytes, (size_t)len);
    }
    if (len > 0 && handshake->out_len > 0) {
        len = send(client->fd, handshake->out, handshake->out_len, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (len > 0)
            rfb_handshake_sent(handshake, (size_t)len);
    }
    return len > 0;
}

int kvm_server_accept(struct kvm_server *server, const struct pollfd fds[KVM_SERVER_FDS])
{
    for (size_t i = 0; i < KVM_SERVER_CLIENTS; i++) {
        struct kvm_client *client = &server->clients[i];
        if (client->fd < 0)
            continue;
        if (fds[i + 1].revents != 0 && !continue_handshake(client))
            close_client(client);
        bool told = client->handshake.out_len == 0;
        if (client->handshake.state == RFB_HANDSHAKE_DONE && told) {
            int fd = client->fd;
            client->fd = -1;
            kvm_server_close(server);
            return fd;
        }
        if (client->handshake.state == RFB_HANDSHAKE_BAD_PASSWORD && told)
            server->wrong++;
        if ((client->handshake.state > RFB_HANDSHAKE_DONE && told) ||
            (client->fd >= 0 && clock_ms() >= client->end))
            close_client(client);
    }
    if (fds[0].revents != 0 && server->listener >= 0)
        accept_client(server);
    return -1;
}
