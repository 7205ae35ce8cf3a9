/* Sends a trap that belongs to no client through the real snmptrapd. */
#include <errno.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "amt_cfg/check/check_context.h"
#include "common/addr.h"
#include "common/clock.h"
#include "common/pet.h"
#include "common/probe.h"
#include "common/udp_port.h"

enum { TRAP_MAX = 512, PLACES_MAX = 16, WAIT_MS = 5000, FIRST_MS = 300 };
static const char object[] = "probe: trap";

/* ---------------------------------------------------------------- the trap */

/* It is written from its end to its beginning, because each part is preceded by its length. */
struct ber {
    unsigned char bytes[TRAP_MAX];
    size_t at;
};

static void put(struct ber *ber, const void *bytes, size_t len)
{
    ber->at -= len;
    memcpy(ber->bytes + ber->at, bytes, len);
}

/* Puts a head before everything that was put since `end`. */
static void head(struct ber *ber, unsigned char tag, size_t end)
{
    size_t len = end - ber->at;
    const unsigned char size[3] = {0x82, (unsigned char)(len >> 8), (unsigned char)len};
    if (len < 128)
        put(ber, &size[2], 1);
    else
        put(ber, size, sizeof size);
    put(ber, &tag, 1);
}

static void value(struct ber *ber, unsigned char tag, const void *bytes, size_t len)
{
    size_t end = ber->at;
    put(ber, bytes, len);
    head(ber, tag, end);
}

/* Builds an SNMPv1 trap as AMT sends it, with an event that does not count as a call. */
static void build(struct ber *ber, const char *community, uint64_t number)
{
    static const unsigned char pet_oid[] = {0x2b, 6, 1, 4, 1, 0x98, 0x6f, 1, 1, 1};
    static const unsigned char specific[] = {0, 0x12, 0x6f, 0};
    static const unsigned char zero[4] = {0};
    static const unsigned char six = 6;
    unsigned char pet[PET_OCTETS_MIN] = {0};
    struct guid guid;
    probe_guid(number, &guid);
    memcpy(pet, guid.raw, sizeof guid.raw);
    pet[PET_OCTETS_MIN - 1] = 0xc1;
    ber->at = sizeof ber->bytes;
    value(ber, 0x04, pet, sizeof pet);
    value(ber, 0x06, pet_oid, sizeof pet_oid);
    head(ber, 0x30, sizeof ber->bytes);
    head(ber, 0x30, sizeof ber->bytes);
    value(ber, 0x43, zero, 1);
    value(ber, 0x02, specific, sizeof specific);
    value(ber, 0x02, &six, 1);
    value(ber, 0x40, zero, 4);
    value(ber, 0x06, pet_oid, sizeof pet_oid - 1);
    head(ber, 0xa4, sizeof ber->bytes);
    value(ber, 0x04, community, strnlen(community, 255));
    value(ber, 0x02, zero, 1);
    head(ber, 0x30, sizeof ber->bytes);
}

/* ---------------------------------------------------------------- where to */

struct places {
    struct addr all[PLACES_MAX];
    size_t count;
};

/* Adds an address of this computer, which is sender and receiver, if snmptrapd lets traps in from
 * there. */
static void add_place(struct places *places, const struct trapd_conf *conf,
                      const struct addr *address)
{
    bool allowed = conf->from_anywhere;
    for (size_t i = 0; i < conf->network_count; i++)
        allowed = allowed || addr_net_has(&conf->networks[i], address);
    for (size_t i = 0; i < places->count; i++)
        allowed = allowed && !addr_equal(&places->all[i], address);
    if (allowed && places->count < PLACES_MAX)
        places->all[places->count++] = *address;
}

static void find_places(const struct check_context *c, struct places *places)
{
    char list[CONF_VALUE_SIZE];
    char *rest = list;
    const char *text;
    struct addr address;
    struct ifaddrs *all;
    *places = (struct places){.count = 0};
    (void)snprintf(list, sizeof list, "%s", c->conf.collector.address);
    while ((text = strsep(&rest, ", ")) != NULL)
        if (addr_parse(text, &address))
            add_place(places, &c->receiver.conf, &address);
    if (getifaddrs(&all) != 0)
        return;
    for (const struct ifaddrs *one = all; one != NULL; one = one->ifa_next)
        if (one->ifa_addr != NULL && addr_from_sockaddr(one->ifa_addr, &address))
            add_place(places, &c->receiver.conf, &address);
    freeifaddrs(all);
}

/* False if the kernel says at once that nothing listens there. */
static bool send_to(const struct addr *to, const struct ber *ber)
{
    struct sockaddr_storage at;
    char answer;
    socklen_t len = addr_to_sockaddr(to, TRAP_PORT, &at);
    int fd = socket(at.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return false;
    ssize_t size = (ssize_t)(sizeof ber->bytes - ber->at);
    /* The sender is bound to the same address, so this is an address of this computer and of no
     * other. */
    struct sockaddr_storage from;
    bool good = bind(fd, (struct sockaddr *)&from, addr_to_sockaddr(to, 0, &from)) == 0 &&
                connect(fd, (struct sockaddr *)&at, len) == 0 &&
                send(fd, ber->bytes + ber->at, (size_t)size, 0) == size &&
                (recv(fd, &answer, 1, MSG_DONTWAIT) >= 0 || errno == EAGAIN);
    (void)close(fd);
    return good;
}

/* The trap was sent and not counted: how far did it get? */
static void report_lost_trap(struct check_context *c, const char *to, uint64_t dropped)
{
    struct udp_port port = {.sockets = 0};
    bool known = udp_port_read(TRAP_PORT, &port);
    if (known && port.dropped > dropped)
        report_wrong(&c->report, FOUND_PROBE_TRAP, object,
                     "sent to %s, and dropped at port 162: its buffer is full", to);
    else if (known && port.queued > 0)
        report_wrong(&c->report, FOUND_PROBE_TRAP, object,
                     "sent to %s, waits at port 162: snmptrapd does not read it", to);
    else
        report_wrong(&c->report, FOUND_PROBE_TRAP, object,
                     "sent to %s, read from port 162, and not counted: either snmptrapd runs "
                     "with another configuration than %s, and has to be restarted, or "
                     "fcfh-collector failed; its log says why",
                     to, c->receiver.conf_path);
}

void check_probe_trap(struct check_context *c)
{
    const struct receiver *r = &c->receiver;
    struct places places;
    struct ber ber;
    struct udp_port before = {.sockets = 0};
    uint64_t number = 0;
    char to[ADDR_TEXT_SIZE] = "";
    if (!r->port.taken) {
        report_as(&c->report, check_wants_traps(c) ? FINDING_WRONG : FINDING_NOTE,
                  check_wants_traps(c) ? FOUND_PROBE_TRAP : FOUND_PROBE_NOT_SENT, object,
                  "not sent: nobody listens at port 162");
        return;
    }
    if (r->conf.handler[0] == '\0' || !r->conf.community) {
        report_wrong(&c->report, FOUND_PROBE_TRAP, object,
                     "not sent: snmptrapd would do nothing with it, see above");
        return;
    }
    find_places(c, &places);
    if (places.count == 0) {
        report_note(&c->report, FOUND_PROBE_NOT_SENT, object,
                    "not sent: no authCommunity takes a trap from an address of this computer; "
                    "for this add 'authCommunity execute %.40s 127.0.0.1' there",
                    c->conf.collector.community);
        return;
    }
    (void)udp_port_read(TRAP_PORT, &before);
    while (number == 0)
        if (getrandom(&number, sizeof number, 0) != sizeof number)
            return;
    build(&ber, c->conf.collector.community, number);
    bool sent = false;
    bool came = false;
    for (size_t i = 0; i < places.count && !came; i++) {
        if (!send_to(&places.all[i], &ber))
            continue;
        sent = true;
        addr_format(&places.all[i], to);
        came = check_probe_arrived(c, number, FIRST_MS);
    }
    came = came || (sent && check_probe_arrived(c, number, WAIT_MS));
    if (came)
        report_ok(&c->report, object, "sent to %s, it came through snmptrapd and was counted", to);
    else if (!sent)
        report_wrong(&c->report, FOUND_PROBE_TRAP, object,
                     "port 162 takes no trap at the addresses from which snmptrapd may have one");
    else
        report_lost_trap(c, to, before.dropped);
}
