#include "support_queue_gui/manage/kvm_door.h"

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
enum { GUEST_MS = 120000 };

enum err_code kvm_door_open(struct kvm_door *door, const char *password, struct err *e)
{
    struct sockaddr_in here = {.sin_family = AF_INET};
    socklen_t len = sizeof here;
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    *door = (struct kvm_door){.password = password};
    for (size_t i = 0; i < KVM_DOOR_GUESTS; i++)
        door->guests[i].fd = -1;
    door->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (door->listener < 0 || bind(door->listener, (struct sockaddr *)&here, sizeof here) != 0 ||
        listen(door->listener, KVM_DOOR_GUESTS) != 0 ||
        getsockname(door->listener, (struct sockaddr *)&here, &len) != 0)
        return err_errno(e, ERR_CANTCREAT, "a port for the viewer");
    door->port = ntohs(here.sin_port);
    return ERR_OK;
}

static void send_away(struct kvm_guest *guest)
{
    if (guest->fd >= 0)
        (void)close(guest->fd);
    *guest = (struct kvm_guest){.fd = -1};
}

void kvm_door_close(struct kvm_door *door)
{
    if (door->listener >= 0)
        (void)close(door->listener);
    door->listener = -1;
    for (size_t i = 0; i < KVM_DOOR_GUESTS; i++)
        send_away(&door->guests[i]);
}

void kvm_door_poll(const struct kvm_door *door, struct pollfd fds[KVM_DOOR_FDS])
{
    fds[0] = (struct pollfd){.fd = door->listener, .events = POLLIN};
    for (size_t i = 0; i < KVM_DOOR_GUESTS; i++) {
        const struct kvm_guest *guest = &door->guests[i];
        fds[i + 1] = (struct pollfd){.fd = guest->fd,
                                     .events = guest->welcome.out_len > 0 ? POLLOUT : POLLIN};
    }
}

/* Each gets a challenge of its own. */
static bool greet(struct kvm_guest *guest, const char *password)
{
    unsigned char challenge[RFB_CHALLENGE_SIZE];
    unsigned char response[RFB_CHALLENGE_SIZE];
    if (getrandom(challenge, sizeof challenge, 0) != (ssize_t)sizeof challenge ||
        !vnc_des((const unsigned char *)password, challenge, sizeof challenge, response))
        return false;
    rfb_welcome_begin(&guest->welcome, challenge, response);
    guest->end = clock_ms() + GUEST_MS;
    return true;
}

/* A free place, or that of the viewer that has sent least, the longest ago: a silent one keeps
 * nobody out. */
static struct kvm_guest *find_place(struct kvm_door *door)
{
    struct kvm_guest *place = &door->guests[0];
    for (size_t i = 0; i < KVM_DOOR_GUESTS; i++) {
        struct kvm_guest *guest = &door->guests[i];
        if (guest->fd < 0)
            return guest;
        if (guest->welcome.state < place->welcome.state ||
            (guest->welcome.state == place->welcome.state && guest->end < place->end))
            place = guest;
    }
    send_away(place);
    return place;
}

static void let_one_more(struct kvm_door *door)
{
    static const int on = 1;
    int fd = accept4(door->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0)
        return;
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct kvm_guest *guest = find_place(door);
    guest->fd = fd;
    if (!greet(guest, door->password))
        send_away(guest);
}

/* Reads no byte more than the welcome takes: the rest is for rfb_viewer. False: it is gone. */
static bool talk(struct kvm_guest *guest)
{
    struct rfb_welcome *welcome = &guest->welcome;
    unsigned char bytes[RFB_CHALLENGE_SIZE];
    ssize_t len = 1;
    if (welcome->out_len == 0) {
        len = recv(guest->fd, bytes, rfb_welcome_wants(welcome), MSG_DONTWAIT);
        if (len > 0)
            rfb_welcome_take(welcome, bytes, (size_t)len);
    }
    if (len > 0 && welcome->out_len > 0) {
        len = send(guest->fd, welcome->out, welcome->out_len, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (len > 0)
            rfb_welcome_sent(welcome, (size_t)len);
    }
    return len > 0;
}

int kvm_door_serve(struct kvm_door *door, const struct pollfd fds[KVM_DOOR_FDS])
{
    for (size_t i = 0; i < KVM_DOOR_GUESTS; i++) {
        struct kvm_guest *guest = &door->guests[i];
        if (guest->fd < 0)
            continue;
        if (fds[i + 1].revents != 0 && !talk(guest))
            send_away(guest);
        bool told = guest->welcome.out_len == 0;
        if (guest->welcome.state == RFB_WELCOME_IN && told) {
            int fd = guest->fd;
            guest->fd = -1;
            kvm_door_close(door);
            return fd;
        }
        if (guest->welcome.state == RFB_WELCOME_WRONG && told)
            door->wrong++;
        if ((guest->welcome.state > RFB_WELCOME_IN && told) ||
            (guest->fd >= 0 && clock_ms() >= guest->end))
            send_away(guest);
    }
    if (fds[0].revents != 0 && door->listener >= 0)
        let_one_more(door);
    return -1;
}
