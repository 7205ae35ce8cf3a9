/*
 * bench_call PORT SOURCE GUID FILE [LINK-UPS [MORE]]: sends a call for help from the machine with
 * this GUID (32 hexadecimal digits) from the address SOURCE to snmptrapd on 127.0.0.1, optionally
 * with a burst of link-ups of other machines before and after it. Prints the milliseconds from the
 * first datagram, with MORE from that of the call, until FILE, its entry in the queue, exists, and
 * until that says "verified"; the latter is not printed if there were link-ups.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "tests/bench/measure.h"

enum { WAIT_MS = 300000, POLL_US = 200, GUID_BYTES = 16, PET_BYTES = 47 };

/* An SNMPv1 trap with one octet string. Every length in it is below 128 and so takes one byte. */
static const unsigned char frame[] = {
    0x30, 105, 0x02, 1,    0,        0x04, 4,    'v',  'p',  'r',  'o', /* version, community */
    0xA4, 94,  0x06, 9,    0x2B,     0x06, 0x01, 0x04, 0x01, 0x98, 0x6F, 1,    1, /* ...3183.1.1 */
    0x40, 4,   0,    0,    0,        0,    0x02, 1,    6, /* agent, generic */
    0x02, 4,   0,    0,    0,        0,    0x43, 1,    0, /* specific, time */
    0x30, 63,  0x30, 61,   0x06,     10,   0x2B, 0x06, 0x01, 0x04, 0x01, 0x98, 0x6F,
    1,    1,   1,    0x04, PET_BYTES};
enum { SPECIFIC_AT = 35, TRAP_BYTES = sizeof frame + PET_BYTES };

static const unsigned char pet_rest[PET_BYTES - 18] = {
    0x18, 0xC3, 0xC5, 0xF0, 0xFF, 0xFF, 0x50, 0x68, 0x02, 0xFF, 0xFF, 0x26, 0x61, 0xAA, 0x30,
    0,    0,    0,    0,    0,    0,    0x19, 0,    0,    1,    0x57, 0,    0,    0xC1};
enum { DATA_AT = 13 }; /* in pet_rest */

static void make_trap(unsigned char *trap, uint32_t specific, const unsigned char *guid,
                      unsigned sequence, unsigned data)
{
    memcpy(trap, frame, sizeof frame);
    for (int i = 0; i < 4; i++)
        trap[SPECIFIC_AT + i] = (unsigned char)(specific >> (24 - 8 * i));
    unsigned char *pet = trap + sizeof frame;
    memcpy(pet, guid, GUID_BYTES);
    pet[16] = (unsigned char)(sequence >> 8);
    pet[17] = (unsigned char)sequence;
    memcpy(pet + 18, pet_rest, sizeof pet_rest);
    pet[18 + DATA_AT] = (unsigned char)(data >> 8);
    pet[18 + DATA_AT + 1] = (unsigned char)data;
}

static bool says_verified(const char *file)
{
    static char text[65536];
    int fd = open(file, O_RDONLY);
    ssize_t len = fd >= 0 ? read(fd, text, sizeof text) : -1;
    if (fd >= 0)
        (void)close(fd);
    return len > 0 && memmem(text, (size_t)len, ">verified</state>", 17) != NULL;
}

static bool is_there(const char *file)
{
    return access(file, F_OK) == 0;
}

/* Prints how long after `began` the condition became true. */
static void wait_until(bool (*so)(const char *file), const char *file, double began)
{
    const struct timespec nap = {.tv_nsec = POLL_US * 1000L};
    while (!so(file)) {
        if (now_ms() - began > WAIT_MS) {
            (void)fprintf(stderr, "bench_call: nothing came of it: %s\n", file);
            exit(70);
        }
        (void)nanosleep(&nap, NULL);
    }
    (void)printf("%s%.1f", so == is_there ? "" : " ", now_ms() - began);
}

static int open_socket(const char *source, const char *port)
{
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    struct sockaddr_in from = {.sin_family = AF_INET};
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)strtoul(port, NULL, 10)),
                             .sin_addr = {htonl(INADDR_LOOPBACK)}};
    if (fd < 0 || inet_pton(AF_INET, source, &from.sin_addr) != 1 ||
        bind(fd, (struct sockaddr *)&from, sizeof from) != 0 ||
        connect(fd, (struct sockaddr *)&to, sizeof to) != 0) {
        perror(source);
        exit(69);
    }
    return fd;
}

static void send_trap(int fd, const unsigned char *trap)
{
    if (send(fd, trap, TRAP_BYTES, 0) != TRAP_BYTES) {
        perror("send");
        exit(69);
    }
}

static bool read_guid(const char *text, unsigned char *guid)
{
    for (int i = 0; i < GUID_BYTES; i++)
        if (sscanf(text + 2 * (size_t)i, "%2hhx", &guid[i]) != 1)
            return false;
    return true;
}

static void send_link_ups(int fd, unsigned first, unsigned count)
{
    unsigned char trap[TRAP_BYTES];
    for (unsigned i = first; i < first + count; i++) {
        const unsigned char guid[GUID_BYTES] = {
            0xEE, 0xEE, (unsigned char)(i >> 16), (unsigned char)(i >> 8), (unsigned char)i, 1};
        make_trap(trap, 0x270A03, guid, i, 0x0600);
        send_trap(fd, trap);
    }
}

int main(int argc, char **argv)
{
    unsigned char trap[TRAP_BYTES];
    unsigned char guid[GUID_BYTES];
    if (argc < 5 || argc > 7 || strlen(argv[3]) != 32 || !read_guid(argv[3], guid))
        return 64;
    unsigned link_ups = argc > 5 ? (unsigned)strtoul(argv[5], NULL, 10) : 0;
    unsigned more = argc > 6 ? (unsigned)strtoul(argv[6], NULL, 10) : 0;
    int fd = open_socket(argv[2], argv[1]);
    double began = now_ms();
    send_link_ups(fd, 0, link_ups);
    if (more > 0)
        began = now_ms();
    make_trap(trap, 0xC17100, guid, link_ups, 0xAA30);
    send_trap(fd, trap);
    send_link_ups(fd, link_ups, more);
    wait_until(is_there, argv[4], began);
    if (link_ups == 0)
        wait_until(says_verified, argv[4], began);
    (void)printf("\n");
    return 0;
}
